import type { CivilDate } from '../../kernel/civil-date';
import type { Tx } from '../../kernel/database';
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

/** What the roster says before an import, by person. */
export interface Standing {
  people: Map<string, Person>;
  /** Those that end on the day of the import or later. */
  enrolments: Map<string, Enrolment[]>;
  scopes: Map<string, HeldScope[]>;
  /** Of those students alone whose rows bring a number, or an empty cell for one. */
  contacts: Map<string, Contact>;
}

/**
 * Reads what stands from a day on, and the telephone numbers of the people of `withContact`. The people are locked, so
 * that of two imports the second waits and then reads what the first one wrote.
 */
export async function readStanding(
  tx: Tx,
  vault: Vault,
  effective: CivilDate,
  withContact: ReadonlySet<string>,
): Promise<Standing> {
  const people = await tx<PersonRow>('checkin_person').forUpdate();
  const enrolments = await tx<EnrolmentRow>('checkin_enrolment').where('until_day', '>=', effective);
  const scopes = await tx<ScopeRow>('checkin_scope').where('until_day', '>=', effective);
  const contacts = withContact.size > 0 ? await tx<ContactRow>('checkin_contact') : [];
  return {
    people: new Map(people.map((row) => [row.person_no, toPerson(row)])),
    enrolments: byPerson(enrolments.map(toEnrolment)),
    scopes: byPerson(scopes.map(toHeldScope)),
    contacts: new Map(
      contacts
        .filter(({ person_no }) => withContact.has(person_no))
        .map((row) => [row.person_no, toContact(vault, row)]),
    ),
  };
}

/** Lists by whom they are about. */
export function byPerson<T extends { personNo: string }>(items: readonly T[]): Map<string, T[]> {
  const lists = new Map<string, T[]>();
  for (const item of items) {
    const list = lists.get(item.personNo);
    if (list) list.push(item);
    else lists.set(item.personNo, [item]);
  }
  return lists;
}
