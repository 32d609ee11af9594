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
  toHeldScope,
  toPerson,
} from './rows';
import type { Contact, Enrolment, HeldScope, Person } from './schema';

/** What the roster says before an import of some people, by person. */
export interface Standing {
  people: Map<string, Person>;
  /** Those that end on the day of the import or later. */
  enrolments: Map<string, Enrolment[]>;
  scopes: Map<string, HeldScope[]>;
  contacts: Map<string, Contact>;
}

/** Whose standing is asked for. */
interface Asked {
  /** As many as fit into a statement. */
  people: readonly string[];
  /** Of those whose telephone numbers matter. */
  withContact?: readonly string[];
  effective: CivilDate;
}

/** What stands for students from a day on. */
export async function studentsStanding(db: Db, vault: Vault, asked: Asked): Promise<Standing> {
  const { people, withContact = [], effective } = asked;
  const enrolments = await db<EnrolmentRow>('checkin_enrolment')
    .whereIn('person_no', people)
    .where('until_day', '>=', effective)
    .orderBy(['person_no', 'from_day']);
  const contacts =
    withContact.length > 0 ? await db<ContactRow>('checkin_contact').whereIn('person_no', withContact) : [];
  return {
    people: await peopleBy(db, people),
    enrolments: byPerson(enrolments.map(toEnrolment)),
    scopes: new Map(),
    contacts: new Map(contacts.map((row) => [row.person_no, toContact(vault, row)])),
  };
}

/** What stands for staff from a day on. */
export async function staffStanding(db: Db, { people, effective }: Asked): Promise<Standing> {
  return {
    people: await peopleBy(db, people),
    enrolments: new Map(),
    scopes: await scopesFrom(db, people, effective),
    contacts: new Map(),
  };
}

/** What staff are responsible for from a day on, by person. */
export async function scopesFrom(db: Db, people: readonly string[], effective: CivilDate) {
  const rows = await db<ScopeRow>('checkin_scope').whereIn('person_no', people).where('until_day', '>=', effective);
  return byPerson(rows.map(toHeldScope));
}

async function peopleBy(db: Db, numbers: readonly string[]): Promise<Map<string, Person>> {
  const rows = await db<PersonRow>('checkin_person').whereIn('person_no', numbers);
  return new Map(rows.map((row) => [row.person_no, toPerson(row)]));
}

/** Lists by whom they are about. */
function byPerson<T extends { personNo: string }>(items: readonly T[]): Map<string, T[]> {
  const lists = new Map<string, T[]>();
  for (const item of items) {
    const list = lists.get(item.personNo);
    if (list) list.push(item);
    else lists.set(item.personNo, [item]);
  }
  return lists;
}
