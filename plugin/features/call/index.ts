export { callsOf, lastCalls } from './read-model';
export { CALL_OUTCOMES, type Call, OUTCOME_WORDS } from './schema';
export { SEALED as CALL_SEALED } from './sealed';
export { callTag } from './words';
