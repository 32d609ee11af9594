import type { CivilDate } from '../../kernel/civil-date';
import type { Enrolment, Entries, Origin, Person, PersonType, RowError, StaffEntry, StudentEntry } from './schema';

/** Where somebody has a class, and from when on. */
type Standing = Pick<Enrolment, 'classCode' | 'departmentCode' | 'personNo' | 'fromDay'>;

const STUDENT = { type: 'student', column: '学号', word: '学生' } as const;
const STAFF = { type: 'staff', column: '工号', word: '教职工' } as const;

/** Refuses a row that stands for a student of another row, be it a student's or that of a member of staff. */
export function doubled({ file, row }: Origin, type: PersonType, first: Origin): RowError {
  const { column } = type === 'student' ? STUDENT : STAFF;
  return { file, row, column, message: `与${placeOf(first, { file })}重复` };
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

/** The departments that classes are in, by those who have said so. */
export class ClassClaims {
  private readonly claims = new Map<string, Map<string, (reader: Origin) => string>>();

  /** Somebody who stays as they are has the class in a department, from a day on that may lie after the import's. */
  stay({ classCode, departmentCode, personNo, fromDay }: Standing, effective: CivilDate): void {
    const since = fromDay > effective ? `自 ${fromDay} 起` : '';
    this.claim(classCode, departmentCode, () => `名单中（如学号 ${personNo}）${since}`);
  }

  /** Refuses those of the rows that put a class into a second department: one that another row names, or who stays. */
  judge(students: readonly StudentEntry[]): RowError[] {
    return students.flatMap((entry) => {
      const { classCode, departmentCode, status, file, row } = entry;
      if (status === '退学') return [];
      const other = [...(this.claims.get(classCode) ?? [])].find(([code]) => code !== departmentCode);
      if (!other) this.claim(classCode, departmentCode, (reader) => placeOf({ file, row }, reader));
      const message = other && `班级 ${classCode} 在${other[1](entry)}属于${other[0]}，不能又属于${departmentCode}`;
      return message ? [{ file, row, column: '系部', message }] : [];
    });
  }

  private claim(classCode: string, departmentCode: string, where: (reader: Origin) => string): void {
    const known = this.claims.get(classCode) ?? new Map();
    if (!known.has(departmentCode)) this.claims.set(classCode, known.set(departmentCode, where));
  }
}

function placeOf(origin: Origin, reader: Pick<Origin, 'file'>): string {
  return origin.file === reader.file ? `第 ${origin.row} 行` : ` ${origin.file} 第 ${origin.row} 行`;
}
