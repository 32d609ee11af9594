/** Who belongs where, and who is responsible for whom, by date. */
export type { ChangeKind } from './changes';

export { type ImportOptions, importRoster } from './import-roster';
export { type ImportRowsOptions, importRows } from './import-rows';
export type { ImportResult } from './import-sheets';
export { RosterMemory } from './memory';
export { sameName } from './name';
export {
  contactOf,
  contactsOf,
  enrolmentOn,
  enrolmentsOf,
  enrolmentsOn,
  findPerson,
  isKnownStudent,
  knownStudents,
  listNameMismatches,
  personWithScopes,
  rosterColumn,
  rosterVersion,
  teachersOf,
} from './read-model';
export { RosterRefused } from './refusal';
export {
  type Enrolment,
  type RosterFile,
  WHOLE_SCHOOL,
} from './schema';
export { SEALED as ROSTER_SEALED } from './sealed';
export { holdRoster, noteNameMismatch } from './store';
export { csvTemplates, rosterTemplate } from './template';
export { rosterJobs } from './upload/jobs';
