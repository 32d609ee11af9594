export { CallLimit, demandRole, demandSameSite } from './guard';
export {
  type Access,
  type Caller,
  type Context,
  type Operation,
  type ReadContext,
  type Reply,
  reads,
  type Scope,
  type WriteContext,
  writes,
} from './operation';
export { asProblem, createRouter, type RouterParts } from './router';
