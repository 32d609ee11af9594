export { submissionsBetween } from './read-model';
export { briefRobotJob } from './robot-job';
export { SEALED as BRIEF_SEALED } from './sealed';
export { submitBrief } from './submit';
