export { callsOf, lastCalls } from './read-model';
export { CALL_OUTCOMES, type Call, OUTCOME_WORDS } from './schema';
export { callTag } from './words';
