/** Who belongs where, and who is responsible for whom, by date. */
export type { Counts, RosterChange } from './changes';
export { type ImportOptions, type ImportResult, importRoster } from './import-roster';
export { sameName } from './name';
export {
  contactOf,
  enrolmentOn,
  enrolmentsOf,
  enrolmentsOn,
  findPerson,
  isKnownStudent,
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
