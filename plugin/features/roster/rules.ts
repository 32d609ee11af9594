import type { CivilDate } from '../../kernel/civil-date';
import type { Enrolment, Entries, Origin, Person, RowError, StaffEntry, StudentEntry } from './schema';

const STUDENT = { type: 'student', column: '学号', word: '学生' } as const;
const STAFF = { type: 'staff', column: '工号', word: '教职工' } as const;

/** Refuses a student who stands in two rows, and a number that stands for a student and a member of staff. */
export function doubledPeople({ students, staff }: Entries): RowError[] {
  const seen = new Map<string, Origin>();
  const errors: RowError[] = [];
  const refuse = (origin: Origin, column: string, first: Origin): void => {
    errors.push({ file: origin.file, row: origin.row, column, message: `与${placeOf(first, origin)}重复` });
  };
  for (const entry of students) {
    const first = seen.get(entry.personNo);
    if (first) refuse(entry, STUDENT.column, first);
    else seen.set(entry.personNo, entry);
  }
  for (const entry of staff) {
    const student = seen.get(entry.personNo);
    if (student) refuse(entry, STAFF.column, student);
  }
  return errors;
}

/** Refuses a number that the roster already knows as one of the other kind of person. */
export function wrongTypes({ students, staff }: Entries, people: ReadonlyMap<string, Person>): RowError[] {
  const refuse = (entries: readonly (StudentEntry | StaffEntry)[], own: typeof STUDENT | typeof STAFF) => {
    const other = own === STUDENT ? STAFF : STUDENT;
    return entries
      .filter(({ personNo }) => people.get(personNo)?.type === other.type)
      .map(({ file, row }) => ({ file, row, column: own.column, message: `这个号码在名单中已是${other.word}的` }));
  };
  return [...refuse(students, STUDENT), ...refuse(staff, STAFF)];
}

/** Refuses rows that call a member of staff otherwise than the first row does. */
export function differingNames(staff: readonly StaffEntry[]): RowError[] {
  const first = new Map<string, StaffEntry>();
  const errors: RowError[] = [];
  for (const entry of staff) {
    const known = first.get(entry.personNo);
    if (!known) first.set(entry.personNo, entry);
    else if (known.name !== entry.name) {
      const message = `工号 ${entry.personNo} 在${placeOf(known, entry)}叫“${known.name}”`;
      errors.push({ file: entry.file, row: entry.row, column: '姓名', message });
    }
  }
  return errors;
}

/**
 * Refuses rows that put a class into a second department: one that another row names, or one that people have it in who
 * stay as they are (`staying`), from the effective date on.
 */
export function classesInTwoDepartments(
  students: readonly StudentEntry[],
  staying: readonly Enrolment[],
  effective: CivilDate,
): RowError[] {
  const departments = new Map<string, Map<string, (reader: Origin) => string>>();
  const claim = (classCode: string, departmentCode: string, where: (reader: Origin) => string): void => {
    const known = departments.get(classCode) ?? new Map();
    if (!known.has(departmentCode)) departments.set(classCode, known.set(departmentCode, where));
  };
  for (const { classCode, departmentCode, personNo, fromDay, untilDay } of staying) {
    const since = fromDay > effective ? `自 ${fromDay} 起` : '';
    if (untilDay > effective) claim(classCode, departmentCode, () => `名单中（如学号 ${personNo}）${since}`);
  }
  return students.flatMap((entry) => {
    const { classCode, departmentCode, status, file, row } = entry;
    if (status === '退学') return [];
    const other = [...(departments.get(classCode) ?? [])].find(([code]) => code !== departmentCode);
    if (!other) claim(classCode, departmentCode, (reader) => placeOf(entry, reader));
    const message = other && `班级 ${classCode} 在${other[1](entry)}属于${other[0]}，不能又属于${departmentCode}`;
    return message ? [{ file, row, column: '系部', message }] : [];
  });
}

function placeOf(origin: Origin, reader: Origin): string {
  return origin.file === reader.file ? `第 ${origin.row} 行` : ` ${origin.file} 第 ${origin.row} 行`;
}
