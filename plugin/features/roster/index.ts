/** Who belongs where, and who is responsible for whom, by date. */
export type { ChangeKind, Counts, RosterChange } from './changes';
export type { Difference } from './differences';
export { type ImportOptions, importRoster } from './import-roster';
export { type ImportRowsOptions, importRows } from './import-rows';
export type { ImportHow, ImportResult } from './import-sheets';
export { sameName } from './name';
export {
  contactOf,
  enrolmentOn,
  enrolmentsOf,
  enrolmentsOn,
  findPerson,
  isKnownStudent,
  listNameMismatches,
  scopesOn,
  type Teacher,
  teachersOf,
} from './read-model';
export { RosterRefused } from './refusal';
export {
  type Contact,
  type Duty,
  type Enrolment,
  type EnrolmentStatus,
  type Person,
  type PersonType,
  type RosterFile,
  type RowError,
  type Scope,
  WHOLE_SCHOOL,
} from './schema';
export { noteNameMismatch } from './store';
export { csvTemplates, rosterTemplate } from './template';
