export { followDecision } from './follow-decision';
export { openCase } from './open';
export { addNote, closeCase } from './write';
