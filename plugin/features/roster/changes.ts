import type { CivilDate } from '../../kernel/civil-date';
import { contactDifferences, type Difference, enrolmentDifferences, scopeDifferences } from './differences';
import { isThereFrom } from './period';
import { type After, contactAfter } from './plan-import';
import type { Entries, Period, Person, PersonType } from './schema';
import type { Standing } from './standing';

/** What an import does to one person. */
export interface RosterChange extends Person {
  /** `back`: the roster has known them before. */
  change: 'added' | 'back' | 'changed' | 'left';
  /** What it is counted as. */
  kinds: ChangeKind[];
  differences: Difference[];
}

export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** How many people an import is about. */
export interface Counts {
  /** Were not on the roster on the effective date, and are; those who are back among them. */
  added: number;
  changed: number;
  unchanged: number;
  /** Were on the roster on the effective date or to come later, and are not any more. */
  left: number;
}

/** All that an import does, in figures, and in detail as far as a person can read it. */
export interface Summary {
  students: Counts;
  staff: Counts;
  /** People by what happens to them; one person may be counted as several kinds. */
  counts: Record<PersonType, Record<ChangeKind, number>>;
  /** At least the first 500 people of each kind. */
  changes: RosterChange[];
}

/** Every way in which somebody may change. */
export const CHANGE_KINDS = [
  'added',
  'back',
  'left',
  'moved',
  'renamed',
  'status',
  'category',
  'contact',
  'scopeGained',
  'scopeLost',
] as const;

const LISTED = 500;

const KIND_OF_FIELD: Record<string, ChangeKind> = {
  姓名: 'renamed',
  系部: 'moved',
  班级: 'moved',
  年级: 'category',
  学生类别: 'category',
  学籍状态: 'status',
  入学日期: 'status',
  离校日期: 'status',
  联系电话: 'contact',
  家长电话: 'contact',
};

/** What an import comes to, of the changes as they are found. */
export class Tally {
  private readonly counts = { student: noChange(), staff: noChange() };
  private readonly people = { student: { all: 0, changed: 0 }, staff: { all: 0, changed: 0 } };
  private readonly changes: RosterChange[] = [];

  /** People whom the import is about, whether they change or not. */
  count(type: PersonType, people: number): void {
    this.people[type].all += people;
  }

  add(each: RosterChange): void {
    const counts = this.counts[each.type];
    if (each.kinds.some((kind) => counts[kind] < LISTED)) this.changes.push(each);
    for (const kind of each.kinds) counts[kind] += 1;
    if (each.change === 'changed') this.people[each.type].changed += 1;
  }

  get summary(): Summary {
    const { counts, changes } = this;
    return { students: this.countsOf('student'), staff: this.countsOf('staff'), counts, changes };
  }

  private countsOf(type: PersonType): Counts {
    const { all, changed } = this.people[type];
    const { added, back, left } = this.counts[type];
    return { added: added + back, changed, unchanged: all - added - back - left - changed, left };
  }
}

function noChange(): Record<ChangeKind, number> {
  return Object.fromEntries(CHANGE_KINDS.map((kind) => [kind, 0])) as Record<ChangeKind, number>;
}

/** Everybody whom an import is about, those who stay the same left out; one at a time, for they may be many. */
export function* changesOf(
  entries: Entries,
  after: After,
  standing: Standing,
  effective: CivilDate,
): Generator<RosterChange> {
  const names = new Map([...entries.students, ...entries.staff].map(({ personNo, name }) => [personNo, name]));
  const students = new Map(entries.students.map((entry) => [entry.personNo, entry]));
  const person = (type: PersonType, personNo: string): Person => {
    return { personNo, type, name: names.get(personNo) ?? standing.people.get(personNo)?.name ?? '' };
  };
  for (const [personNo, rows] of after.enrolments) {
    const before = standing.enrolments.get(personNo) ?? [];
    const entry = students.get(personNo);
    const known = standing.contacts.get(personNo) ?? {};
    const contact = entry ? contactDifferences(known, contactAfter(entry, standing)) : [];
    const differences = [...enrolmentDifferences(before, rows, effective), ...contact];
    yield* changeOf(person('student', personNo), differences, { before, after: rows, effective }, standing);
  }
  for (const [personNo, rows] of after.scopes) {
    const before = standing.scopes.get(personNo) ?? [];
    const differences = scopeDifferences(before, rows, effective);
    yield* changeOf(person('staff', personNo), differences, { before, after: rows, effective }, standing);
  }
}

interface Turn {
  before: readonly Period[];
  after: readonly Period[];
  effective: CivilDate;
}

function* changeOf(person: Person, own: Difference[], turn: Turn, standing: Standing): Generator<RosterChange> {
  const known = standing.people.get(person.personNo);
  const was = isThereFrom(turn.before, turn.effective);
  const is = isThereFrom(turn.after, turn.effective);
  const renamed = known && known.name !== person.name ? [{ field: '姓名', from: known.name, to: person.name }] : [];
  const differences = [...renamed, ...own];
  const change = was === is ? 'changed' : was ? 'left' : known ? 'back' : 'added';
  if (change === 'changed' && differences.length === 0) return;
  yield { ...person, change, kinds: kindsOf(person.type, change, differences), differences };
}

/** Where a student who comes or leaves is or was is no move of theirs; but staff who come gain all that they have. */
function kindsOf(type: PersonType, change: RosterChange['change'], differences: readonly Difference[]): ChangeKind[] {
  const stays = change === 'changed';
  const counted = differences.filter(({ field }) => stays || type === 'staff' || field === '姓名');
  const kinds = counted.map(
    ({ field, to }) => KIND_OF_FIELD[field] ?? (to === undefined ? 'scopeLost' : 'scopeGained'),
  );
  return [...new Set(stays ? kinds : [change, ...kinds])];
}
