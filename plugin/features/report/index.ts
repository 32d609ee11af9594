export { BADGES, badgeOf, STATUS_WORDS, toCell } from './badge';
export { fieldsOfAnswers } from './form-fields';
export { Intake } from './intake';
export { type DayOfMine, daysOfStudent } from './mine';
export {
  type CurrentReport,
  daysReported,
  findReport,
  findReports,
  keyOf,
  oneOf,
  type ReportKey,
  returnedDays,
  revisionsOf,
} from './read-model';
export { listProvinces } from './regions';
export { dayStatus, REPORTED } from './rules';
export {
  DAY_STATUSES,
  type DayStatus,
  REPORT_STATUSES,
  type Report,
  type ReportStatus,
} from './schema';
export { SEALED as REPORT_SEALED } from './sealed';
export { revisionContext, updateReport } from './store';
export { type SubmissionRequest, type SubmitParts, submitMany } from './submit';
export { countChange } from './turn';
