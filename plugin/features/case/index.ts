export { followDecision } from './follow-decision';

export { openCase } from './open';
export { SEALED as CASE_SEALED } from './sealed';
export { addNote, closeCase } from './write';
