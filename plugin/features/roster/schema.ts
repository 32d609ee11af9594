import type { CivilDate } from '../../kernel/civil-date';

export type PersonType = 'student' | 'staff';
export type Duty = '班主任' | '辅导员' | '系部负责人' | '学工处';
export type EnrolmentStatus = '在读' | '休学';
export type ScopeKind = 'school' | 'department' | 'class';

/** Somebody whom the roster knows, or has known. */
export interface Person {
  personNo: string;
  type: PersonType;
  name: string;
}

/** What a member of staff is responsible for. The code of the whole school is {@link WHOLE_SCHOOL}. */
export interface Scope {
  kind: ScopeKind;
  code: string;
  duty: Duty;
}

/** From a day (included) to a day (excluded; `FOREVER` where no end is known). */
export interface Period {
  fromDay: CivilDate;
  untilDay: CivilDate;
}

/** Where a student belongs in a period. */
export interface Enrolment extends Period {
  personNo: string;
  classCode: string;
  departmentCode: string;
  /** The year in which the student came, four digits. */
  intake: number;
  status: EnrolmentStatus;
  /** 学生类别; empty where the school names none. */
  category: string;
}

/** A scope as it holds in a period. */
export interface HeldScope extends Scope, Period {
  personNo: string;
}

/** Telephone numbers of a student; what is not known is left out. */
export interface Contact {
  phone?: string;
  parentPhone?: string;
}

/** The code, and so the name, of the school as a scope. */
export const WHOLE_SCHOOL = '全校';

/** A roster file as it was handed over. */
export interface RosterFile {
  /** Named in messages. */
  name: string;
  content: Buffer;
}

/** Where something stands: the file, and the row in it as a spreadsheet counts them, the header being 1. */
export interface Origin {
  /** The file's name; with that of the sheet where it has several. */
  file: string;
  row: number;
}

/** What is wrong with a row. Row 0 means the file as a whole. */
export interface RowError extends Origin {
  column?: string;
  message: string;
}

/** A row, its cells by heading. */
export interface SheetRow {
  row: number;
  cells: Record<string, string>;
  /** What is wrong with cells whose content could not be had, by heading. */
  unreadable?: Record<string, string>;
}

/**
 * Rows of a file, or of one of its sheets, before anybody has looked at what is in them. A long one comes in pieces that
 * follow each other.
 */
export interface Sheet {
  file: string;
  kind: PersonType;
  rows: SheetRow[];
  /** Rows that do not fit under the header. */
  errors: RowError[];
  /** How much of the file has been read with this piece, 0 to 1; not there where that is not known. */
  share?: number;
}

/** A good row of a students' file. */
export interface StudentEntry extends Origin {
  personNo: string;
  name: string;
  departmentCode: string;
  classCode: string;
  intake: number;
  status: EnrolmentStatus | '退学';
  category: string;
  /** A key is there for each column that the file has; an empty text says that there is no number. Never with 退学. */
  contact: Contact;
}

/** A good row of a staff file; the scope still as it was written. */
export interface StaffEntry extends Origin {
  personNo: string;
  name: string;
  duty: Duty;
  scope: string;
}

/** All that the files say. */
export interface Entries {
  students: StudentEntry[];
  staff: StaffEntry[];
}
