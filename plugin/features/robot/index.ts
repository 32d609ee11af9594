export { countFailures } from './read-model';
export { Robots } from './robots';
export { type RobotMessage, SCHOOL, type Target } from './schema';
export { SEALED as ROBOT_SEALED } from './sealed';
