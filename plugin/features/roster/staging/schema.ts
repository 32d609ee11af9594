import type { CivilDate } from '../../../kernel/civil-date';
import type { PersonType } from '../schema';

/** An import whose rows wait to be compared with the roster, and then to take their place in it. */
export interface Staged {
  id: string;
  /** The names of files and sheets, by their number. */
  sheets: string[];
  effective: CivilDate;
  /** Those who are not among the rows of their kind retire; nobody does where there is no row of the kind. */
  retireMissing: boolean;
  /** How many rows wait, the bad ones among them. */
  rows: number;
  /** Between which of them, both included, those of each kind are. */
  spans: Record<Kind, Span>;
  /** How many things are wrong with them. */
  problems: number;
}

/** What rows were compared with: a change of any of it makes what was found worthless. */
export interface Seen {
  /** How often the roster had changed. */
  version: number;
  /** How many days of departments were settled, from the effective date on: none is ever unsettled. */
  settled: number;
}

/**
 * What is known of a row: it can be taken, or it cannot; or there is none, and it stands for somebody of the roster who
 * is missing in the files and retires.
 */
export type Verdict = 'good' | 'bad' | 'missing';

/** Good rows of students and of staff, and the bad ones. */
export type Kind = 'student' | 'staff' | 'bad';
/** From a row to a row; none where the second comes before the first. */
export type Span = [from: number, to: number];

/** What has to be written for a person to have the row's name. */
export type PersonPlan = '' | 'new' | 'rename';
/** What has to be written for enrolments or scopes to hold as the row says; `end`: nothing holds any more. */
export type PeriodPlan = '' | 'new' | 'replace' | 'goOn' | 'end';
/** What has to be written for a student to have the row's telephone numbers. */
export type ContactPlan = '' | 'new' | 'replace' | 'rewrite';

/** What has to be written of a row, and what its person's change is counted as. */
export interface Plan {
  kinds: readonly string[];
  person: PersonPlan;
  period: PeriodPlan;
  contact: ContactPlan;
}

/** What a row of a file says, in `checkin_roster_row`. */
export interface StagedRow {
  seq: number;
  verdict: Verdict;
  person_type: PersonType;
  sheet_no: number;
  row_no: number;
  person_no: string;
  name: string;
}

/** One of a student. */
export interface StudentRow extends StagedRow {
  department_code: string;
  class_code: string;
  intake: number;
  status: string;
  category: string;
  /** Which telephone columns the file has: `o` the student's own, `p` the parents'. */
  phones: string;
  /** The numbers that are there, as `checkin_contact` has them. */
  sealed: string | null;
}

/** One of a member of staff. */
export interface StaffRow extends StagedRow {
  duty: string;
  /** As it was written. */
  scope: string | null;
}

/** What has to be written of a row. */
export interface PlannedRow extends StagedRow {
  person_plan: PersonPlan;
  period_plan: PeriodPlan;
  contact_plan: ContactPlan;
}

/** A row as it is put there. */
export type NewRow = StagedRow & { import_id: string } & Partial<StudentRow & StaffRow>;
