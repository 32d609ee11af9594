import type { CivilDate } from '../../kernel/civil-date';
import { isThereFrom, sameRows } from './period';
import { type After, factsOfScope, isContactNew } from './plan-import';
import type { Enrolment, Entries, Period, Person, PersonType, StudentEntry } from './schema';
import type { Standing } from './standing';

/** What an import does to one person. */
export interface RosterChange extends Person {
  change: 'added' | 'changed' | 'left';
  /** Headings of what becomes different, and never what it is. */
  fields: string[];
}

/** How many people an import is about. */
export interface Counts {
  /** Were not on the roster on the effective date, and are. */
  added: number;
  changed: number;
  unchanged: number;
  /** Were on the roster on the effective date or to come later, and are not any more. */
  left: number;
}

const ENROLMENT_FIELDS = {
  系部: 'departmentCode',
  班级: 'classCode',
  年级: 'intake',
  学籍状态: 'status',
  学生类别: 'category',
} as const satisfies Record<string, keyof Enrolment>;

/** What becomes of everybody whom an import is about, those who stay the same left out. */
export function changesOf(entries: Entries, after: After, standing: Standing, effective: CivilDate): RosterChange[] {
  const names = new Map([...entries.students, ...entries.staff].map(({ personNo, name }) => [personNo, name]));
  const personOf = (type: PersonType, personNo: string): Person => {
    const name = names.get(personNo) ?? standing.people.get(personNo)?.name ?? '';
    return { personNo, type, name };
  };
  const students = new Map(entries.students.map((entry) => [entry.personNo, entry]));
  const ofStudents = [...after.enrolments].flatMap(([personNo, rows]) => {
    const person = personOf('student', personNo);
    const before = standing.enrolments.get(personNo) ?? [];
    const contact = contactFields(students.get(personNo), standing);
    const fields = [...nameFields(person, standing), ...enrolmentFields(before, rows, effective), ...contact];
    return changeOf(person, before, rows, effective, fields);
  });
  const ofStaff = [...after.scopes].flatMap(([personNo, rows]) => {
    const person = personOf('staff', personNo);
    const before = standing.scopes.get(personNo) ?? [];
    const scope = sameRows(before, rows, factsOfScope) ? [] : ['管辖范围'];
    return changeOf(person, before, rows, effective, [...nameFields(person, standing), ...scope]);
  });
  return [...ofStudents, ...ofStaff];
}

function changeOf(
  person: Person,
  before: readonly Period[],
  after: readonly Period[],
  effective: CivilDate,
  fields: string[],
): RosterChange[] {
  const was = isThereFrom(before, effective);
  const is = isThereFrom(after, effective);
  if (was !== is) return [{ ...person, change: is ? 'added' : 'left', fields: [] }];
  return fields.length > 0 ? [{ ...person, change: 'changed', fields }] : [];
}

function nameFields({ personNo, name }: Person, standing: Standing): string[] {
  const known = standing.people.get(personNo);
  return known && known.name !== name ? ['姓名'] : [];
}

/** What differs from anything that would have held from that day on. */
function enrolmentFields(before: readonly Enrolment[], after: readonly Enrolment[], effective: CivilDate): string[] {
  const next = after.find((row) => row.untilDay > effective);
  const replaced = before.filter((row) => row.untilDay > effective);
  return Object.entries(ENROLMENT_FIELDS)
    .filter(([, key]) => next && replaced.some((row) => row[key] !== next[key]))
    .map(([heading]) => heading);
}

function contactFields(entry: StudentEntry | undefined, standing: Standing): string[] {
  return entry && isContactNew(entry, standing) ? ['联系电话'] : [];
}

/** The changes of one kind of people, counted; `total` is how many of them the import is about. */
export function countChanges(changes: readonly RosterChange[], type: PersonType, total: number): Counts {
  const own = changes.filter((each) => each.type === type);
  const count = (change: RosterChange['change']) => own.filter((each) => each.change === change).length;
  return { added: count('added'), changed: count('changed'), unchanged: total - own.length, left: count('left') };
}
