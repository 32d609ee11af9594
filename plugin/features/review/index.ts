export { type Decided, decide } from './decide';
export { type History, historyOf } from './history';
export { countQueue, type QueueFilter, type QueueItem, reviewQueue } from './queue';
export { countReturns, reviewsOf } from './read-model';
export { DECISION_WORDS } from './rules';
export { DECIDE, DECISIONS, type Decide, type Decision, type Review } from './schema';
