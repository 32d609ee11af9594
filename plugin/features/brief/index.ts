export { submissionsBetween } from './read-model';
export { submitBrief } from './submit';
