export { type Decided, decide } from './decide';
export { type History, historyOf } from './history';
export { backTo, FROM, queryText, type StaffAsked, staffFrame } from './page-frame';
export { answersInWords, flagWords } from './page-words';
export { countQueue, type QueueFilter, type QueueItem, reviewQueue } from './queue';
export { countReturns, reviewsOf } from './read-model';
export { DECISION_WORDS } from './rules';
export { DECIDE, DECISIONS, type Decide, type Decision, type Review } from './schema';
