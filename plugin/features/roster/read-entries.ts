import { checkCells, intakeOf } from './columns';
import type {
  Contact,
  Duty,
  Entries,
  Origin,
  PersonType,
  RowError,
  Sheet,
  SheetRow,
  StaffEntry,
  StudentEntry,
} from './schema';

/** What rows say: the good ones, and what is wrong with each of the others. */
export interface Reading extends Entries {
  errors: RowError[];
  /** What the bad students' rows name: no other row is to be blamed for what follows from those. */
  bad: BadStudent[];
}

/** Of a row that cannot be taken, whom and what it is about as far as it says. */
export interface BadStudent extends Origin {
  personNo: string;
  classCode: string;
  departmentCode: string;
}

/** Looks at each row by itself. */
export function readEntries({ file, kind, rows, errors }: Sheet): Reading {
  const reading: Reading = { students: [], staff: [], errors: [...errors], bad: [] };
  for (const each of rows) readRow(reading, kind, file, each);
  return reading;
}

function readRow(reading: Reading, kind: PersonType, file: string, row: SheetRow): void {
  const origin = { file, row: row.row };
  const { cleaned, wrong } = checkCells(kind, row);
  if (wrong.length === 0) {
    if (kind === 'student') reading.students.push(toStudent(origin, cleaned));
    else reading.staff.push(toStaff(origin, cleaned));
    return;
  }
  reading.errors.push(...wrong.map((each) => ({ ...origin, ...each })));
  if (kind !== 'student') return;
  const { 学号: personNo = '', 班级: classCode = '', 系部: departmentCode = '' } = cleaned;
  reading.bad.push({ ...origin, personNo, classCode, departmentCode });
}

function toStudent(origin: Origin, cells: Record<string, string>): StudentEntry {
  return {
    ...origin,
    personNo: cells.学号 ?? '',
    name: cells.姓名 ?? '',
    departmentCode: cells.系部 ?? '',
    classCode: cells.班级 ?? '',
    intake: intakeOf(cells.年级 ?? '') ?? 0,
    status: cells.学籍状态 as StudentEntry['status'],
    category: cells.学生类别 ?? '',
    contact: cells.学籍状态 === '退学' ? {} : toContact(cells),
  };
}

function toContact({ 联系电话: phone, 家长电话: parentPhone }: Record<string, string>): Contact {
  return { ...(phone === undefined ? {} : { phone }), ...(parentPhone === undefined ? {} : { parentPhone }) };
}

function toStaff(origin: Origin, cells: Record<string, string>): StaffEntry {
  return {
    ...origin,
    personNo: cells.工号 ?? '',
    name: cells.姓名 ?? '',
    duty: cells.职责 as Duty,
    scope: cells.管辖范围 ?? '',
  };
}
