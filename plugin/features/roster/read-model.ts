import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import {
  type ContactRow,
  type EnrolmentRow,
  type PersonRow,
  type ScopeRow,
  toContact,
  toEnrolment,
  toPerson,
} from './rows';
import type { Contact, Duty, Enrolment, Person, Scope } from './schema';

const TEACHING: readonly Duty[] = ['班主任', '辅导员'];

/** The version of the roster: how often it has changed. */
export async function rosterVersion(db: Db): Promise<number> {
  const row = await db('checkin_roster_hold').where({ name: 'version' }).first('turn');
  return Number(row?.turn ?? 0);
}

/** The same as a column of a query; null before the first change. */
export function rosterColumn(db: Db) {
  return db('checkin_roster_hold').where('name', 'version').select('turn').as('roster');
}

/** The person of a number, also one who has left. */
export async function findPerson(db: Db, personNo: string): Promise<Person | undefined> {
  const row = await db<PersonRow>('checkin_person').where({ person_no: personNo }).first();
  return row && toPerson(row);
}

/** The person of a number, with what a member of staff is responsible for on a day. */
export async function personWithScopes(
  db: Db,
  personNo: string,
  day: CivilDate,
): Promise<(Person & { scopes: Scope[] }) | undefined> {
  const rows: (PersonRow & (Scope | { kind: null }))[] = await db('checkin_person as p')
    .leftJoin('checkin_scope as s', (join) => {
      join.on('s.person_no', 'p.person_no').andOnVal('s.from_day', '<=', day).andOnVal('s.until_day', '>', day);
    })
    .where('p.person_no', personNo)
    .orderBy(['s.duty', 's.kind', 's.code'])
    .select('p.person_no', 'p.person_type', 'p.name', 's.kind', 's.code', 's.duty');
  const scopes = rows.flatMap((row) => (row.kind === null ? [] : { kind: row.kind, code: row.code, duty: row.duty }));
  return rows[0] && { ...toPerson(rows[0]), scopes };
}

/** Where a student belongs on a day; undefined when not on the roster. */
export async function enrolmentOn(db: Db, personNo: string, day: CivilDate): Promise<Enrolment | undefined> {
  const row = await db<EnrolmentRow>('checkin_enrolment')
    .where({ person_no: personNo })
    .where('from_day', '<=', day)
    .where('until_day', '>', day)
    .first();
  return row && toEnrolment(row);
}

/** Where a student has belonged and will belong, in the order of days. */
export async function enrolmentsOf(db: Db, personNo: string): Promise<Enrolment[]> {
  const rows = await db<EnrolmentRow>('checkin_enrolment').where({ person_no: personNo }).orderBy('from_day');
  return rows.map(toEnrolment);
}

/** True for a student who is on the roster today or will be; false for one who has left. */
export async function isKnownStudent(db: Db, personNo: string, today: CivilDate): Promise<boolean> {
  return (await knownStudents(db, [personNo], today)).has(personNo);
}

/** Those of some students who have not left. */
export async function knownStudents(db: Db, people: readonly string[], today: CivilDate): Promise<Set<string>> {
  const rows = await db<EnrolmentRow>('checkin_enrolment')
    .whereIn('person_no', [...people])
    .where('until_day', '>', today)
    .distinct('person_no');
  return new Set(rows.map(({ person_no }) => person_no));
}

/** A student's telephone numbers; whether the reader may have them is the caller's to decide. */
export async function contactOf(db: Db, vault: Vault, personNo: string): Promise<Contact> {
  const row = await db<ContactRow>('checkin_contact').where({ person_no: personNo }).first();
  return row ? toContact(vault, row) : {};
}

/** The telephone numbers of several students, by number; who has none is not in it. {@link contactOf} says for whom. */
export async function contactsOf(db: Db, vault: Vault, people: readonly string[]): Promise<Map<string, Contact>> {
  const rows = await db<ContactRow>('checkin_contact').whereIn('person_no', [...people]);
  return new Map(rows.map((row) => [row.person_no, toContact(vault, row)]));
}

/** Somebody to whom a student of a class can turn. */
export interface Teacher {
  personNo: string;
  name: string;
  duty: Duty;
}

/** The 班主任, then the 辅导员, who have a class on a day, by themselves or with its whole department. */
export async function teachersOf(db: Db, classCode: string, day: CivilDate): Promise<Teacher[]> {
  const departments = db('checkin_enrolment')
    .select('department_code')
    .where({ class_code: classCode })
    .where('from_day', '<=', day)
    .where('until_day', '>', day);
  const rows: (PersonRow & ScopeRow)[] = await db('checkin_scope as scope')
    .join('checkin_person as person', 'person.person_no', 'scope.person_no')
    .whereIn('scope.duty', TEACHING)
    .where('scope.from_day', '<=', day)
    .where('scope.until_day', '>', day)
    .where((either) => {
      void either
        .where({ 'scope.kind': 'class', 'scope.code': classCode })
        .orWhere((whole) => void whole.where('scope.kind', 'department').whereIn('scope.code', departments));
    })
    .distinct('person.person_no', 'person.name', 'scope.duty');
  return rows
    .map(({ person_no: personNo, name, duty }) => ({ personNo, name, duty }))
    .sort((a, b) => TEACHING.indexOf(a.duty) - TEACHING.indexOf(b.duty) || (a.personNo < b.personNo ? -1 : 1));
}

/** Where students belong on days, by `personNo/day`; who was not on the roster is not in it. */
export async function enrolmentsOn(
  db: Db,
  wanted: readonly { personNo: string; day: CivilDate }[],
): Promise<Map<string, Enrolment>> {
  const people = [...new Set(wanted.map(({ personNo }) => personNo))];
  const rows = await db<EnrolmentRow>('checkin_enrolment').whereIn('person_no', people);
  const periods = new Map<string, Enrolment[]>(people.map((personNo) => [personNo, []]));
  for (const row of rows) periods.get(row.person_no)?.push(toEnrolment(row));
  return new Map(
    wanted.flatMap(({ personNo, day }) => {
      const held = periods.get(personNo)?.find(({ fromDay, untilDay }) => fromDay <= day && day < untilDay);
      return held ? [[`${personNo}/${day}`, held] as const] : [];
    }),
  );
}

/** Somebody whom the host calls otherwise than the roster. */
export interface NameMismatch {
  personNo: string;
  rosterName: string;
  hostName: string;
  /** Milliseconds. */
  seenAt: number;
}

/** The names that are to be settled, the latest first. */
export async function listNameMismatches(db: Db): Promise<NameMismatch[]> {
  const rows = await db('checkin_name_mismatch as m')
    .join('checkin_person as p', 'p.person_no', 'm.person_no')
    .select('m.person_no', 'p.name', 'm.host_name', 'm.seen_at')
    .orderBy([{ column: 'm.seen_at', order: 'desc' }, 'm.person_no'])
    .limit(500);
  return rows.map((row) => ({
    personNo: row.person_no,
    rosterName: row.name,
    hostName: row.host_name,
    seenAt: Number(row.seen_at),
  }));
}
