export { countFailures } from './read-model';
export { Robots } from './robots';
export { type RobotMessage, SCHOOL, type Target } from './schema';
