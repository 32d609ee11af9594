export { confirmWeek } from './confirm';
export { SEALED as ASSESSMENT_SEALED } from './sealed';
