export { type AnswerInWords, describeAnswers } from './answers-words';
export { BADGES, type Badge, badgeOf, type DayCell, STATUS_WORDS, toCell } from './badge';
export { Intake } from './intake';
export { type DayOfMine, daysOfStudent } from './mine';
export {
  type CurrentReport,
  findLastReport,
  findReport,
  findReports,
  keyOf,
  type ReportKey,
  reportsBetween,
  returnedDays,
  revisionsOf,
} from './read-model';
export { dayStatus, REPORTED, whyNotDue } from './rules';
export {
  type Answers,
  DAY_STATUSES,
  type DayStatus,
  RECEIPT,
  REPORT_STATUSES,
  type Report,
  type ReportStatus,
  type Revision,
  SUBMISSION,
} from './schema';
export { Overtaken, updateReport } from './store';
export { type SubmissionRequest, type SubmitParts, type Submitted, submitMany } from './submit';
