import { FOREVER } from '../../kernel/civil-date';
import { type Replacing, replaceAll, sameRows } from './period';
import type { Contact, Enrolment, Entries, HeldScope, Period, Person, Scope, StudentEntry } from './schema';
import { byPerson, type Standing } from './standing';

/** Rows that take the place of all those of these people which end on the day of the import or later. */
export interface Replacement<Row> {
  people: string[];
  rows: Row[];
}

/** All that an import writes. */
export interface Plan {
  /** New to the roster, or by a new name. */
  people: Person[];
  enrolments: Replacement<Enrolment>;
  scopes: Replacement<HeldScope>;
  contacts: Map<string, Contact>;
}

/** What people have after an import, for those whom it is about. */
export interface After {
  enrolments: Map<string, Enrolment[]>;
  scopes: Map<string, HeldScope[]>;
}

/** What makes one enrolment another one. */
export function factsOfEnrolment(each: Enrolment): string {
  const { departmentCode, classCode, intake, status, category } = each;
  return JSON.stringify([departmentCode, classCode, intake, status, category]);
}

/** What makes one scope another one. */
export function factsOfScope({ duty, kind, code }: Scope): string {
  return JSON.stringify([duty, kind, code]);
}

/** Where students are once the import holds: those in the files, and those who retire because they are not. */
export function enrolmentsAfter(students: readonly StudentEntry[], standing: Standing, how: Replacing) {
  const wanted = new Map(students.map((entry) => [entry.personNo, enrolmentsOfEntry(entry, how)]));
  return replaceAll(standing.enrolments, wanted, how, factsOfEnrolment);
}

function enrolmentsOfEntry(entry: StudentEntry, { effective }: Replacing): Enrolment[] {
  const { personNo, classCode, departmentCode, intake, status, category } = entry;
  if (status === '退学') return [];
  const period = { fromDay: effective, untilDay: FOREVER };
  return [{ personNo, classCode, departmentCode, intake, status, category, ...period }];
}

/** What staff are responsible for once the import holds; `scopes` is what the files say, by person. */
export function scopesAfter(scopes: ReadonlyMap<string, Scope[]>, standing: Standing, how: Replacing) {
  const period = { fromDay: how.effective, untilDay: FOREVER };
  const wanted = new Map(
    [...scopes].map(([personNo, list]) => [personNo, list.map((scope) => ({ personNo, ...scope, ...period }))]),
  );
  return replaceAll(standing.scopes, wanted, how, factsOfScope);
}

/** What has to be written for `after` to hold, and no more than that. */
export function planImport(entries: Entries, after: After, standing: Standing): Plan {
  return {
    people: peopleOf(entries).filter(({ personNo, name }) => standing.people.get(personNo)?.name !== name),
    enrolments: replacement(standing.enrolments, after.enrolments, factsOfEnrolment),
    scopes: replacement(standing.scopes, after.scopes, factsOfScope),
    contacts: new Map(
      entries.students
        .filter((entry) => isContactNew(entry, standing))
        .map((entry) => [entry.personNo, contactAfter(entry, standing)]),
    ),
  };
}

/** Everybody in the files, once. */
function peopleOf({ students, staff }: Entries): Person[] {
  const oneRowEach = [...byPerson(staff).values()].flatMap((rows) => rows.slice(0, 1));
  return [
    ...students.map(({ personNo, name }): Person => ({ personNo, type: 'student', name })),
    ...oneRowEach.map(({ personNo, name }): Person => ({ personNo, type: 'staff', name })),
  ];
}

function replacement<Row extends Period>(
  before: ReadonlyMap<string, Row[]>,
  after: ReadonlyMap<string, Row[]>,
  factsOf: (row: Row) => string,
): Replacement<Row> {
  const changed = [...after].filter(([person, rows]) => !sameRows(before.get(person) ?? [], rows, factsOf));
  return { people: changed.map(([person]) => person), rows: changed.flatMap(([, rows]) => rows) };
}

/** A column that the file lacks leaves its number as it was; an empty cell takes it away. */
export function contactAfter({ personNo, contact }: StudentEntry, standing: Standing): Contact {
  const { phone, parentPhone } = { ...standing.contacts.get(personNo), ...contact };
  return { ...(phone ? { phone } : {}), ...(parentPhone ? { parentPhone } : {}) };
}

/** True when an import brings other telephone numbers than those that stand. */
function isContactNew(entry: StudentEntry, standing: Standing): boolean {
  const before = standing.contacts.get(entry.personNo);
  const after = contactAfter(entry, standing);
  return before?.phone !== after.phone || before?.parentPhone !== after.parentPhone;
}
