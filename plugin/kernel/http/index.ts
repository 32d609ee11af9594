export { CallLimit, demandFormToken, demandRole, demandSameSite } from './guard';
export {
  type Caller,
  type Operation,
  type ReadContext,
  type Reply,
  reads,
  type Scope,
  type WriteContext,
  writes,
} from './operation';
export { createRouter, type RouterParts } from './router';
