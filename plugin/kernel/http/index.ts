export { CallLimit, demandFormToken, demandSameSite, sendAway } from './guard';
export {
  type Admission,
  type Caller,
  type GuardedOperation,
  type Operation,
  type ReadContext,
  type Reply,
  reads,
  type Scope,
  type WriteContext,
  writes,
} from './operation';
export { JSON_TYPE } from './reply';
export { createRouter, type RouterParts } from './router';
export { createPatientServer } from './server';
