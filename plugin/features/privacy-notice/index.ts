export { acknowledge, noticeToShow } from './acknowledge';
export { acknowledgedAt } from './read-model';
export { privacyNoticeOn } from './rules';
