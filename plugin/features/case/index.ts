export { followDecision } from './follow-decision';
