export { submissionsBetween } from './read-model';
export { SEALED as BRIEF_SEALED } from './sealed';
export { submitBrief } from './submit';
