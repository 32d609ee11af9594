export { type DecidedReport, decide, type ReviewParts } from './decide';

export { openCasesOf } from './frame-read-model';
export { type ExportBox, exportBox } from './page-export';
export { backTo, FROM, queryText, type StaffAsked, type StaffFrame, staffFrame } from './page-frame';
export { answersInWords, flagWords, staffBadge } from './page-words';

export { reviewsOf } from './read-model';
export { DECISION_WORDS } from './rules';

export type { Decision, Review } from './schema';
export { SEALED as REVIEW_SEALED } from './sealed';
export { noteContext } from './store';
