import type { CivilDate } from '../../kernel/civil-date';
import type { Tx } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import { sameName } from './name';
import type { Plan, Replacement } from './plan-import';
import { type ContactRow, fromContact, fromEnrolment, fromHeldScope } from './rows';
import type { Contact, Person } from './schema';

/** Rows or people in one statement: within what each database takes. */
const BATCH = 400;
const HOST_NAME_LENGTH = 128;

/** Writes what an import changes. Names hold at once; enrolments and scopes from their days on. */
export async function saveImport(tx: Tx, vault: Vault, plan: Plan, effective: CivilDate, now: number): Promise<void> {
  await savePeople(tx, plan.people, now);
  await replaceRows(tx, 'checkin_enrolment', plan.enrolments, fromEnrolment, effective);
  await replaceRows(tx, 'checkin_scope', plan.scopes, fromHeldScope, effective);
  await saveContacts(tx, vault, plan.contacts);
  await settleNames(tx, plan.people);
}

/**
 * Whoever freezes a day of the roster and whoever changes past days of it do this first: the second waits until the
 * first has committed. A row that both write, for a lock alone would not hold between the nodes of a cluster.
 */
export async function holdRoster(tx: Tx): Promise<void> {
  const turn = tx.raw('?? + 1', ['turn']);
  await tx('checkin_roster_hold').insert({ name: 'roster', turn: 1 }).onConflict('name').merge({ turn });
}

/** Notes that the host calls somebody otherwise than the roster does; the latest name stays. */
export async function noteNameMismatch(tx: Tx, personNo: string, hostName: string, now: number): Promise<void> {
  const name = [...hostName].slice(0, HOST_NAME_LENGTH).join('');
  await tx('checkin_name_mismatch')
    .insert({ person_no: personNo, host_name: name, seen_at: now })
    .onConflict('person_no')
    .merge();
}

async function savePeople(tx: Tx, people: readonly Person[], now: number): Promise<void> {
  const rows = people.map(({ personNo, type, name }) => ({
    person_no: personNo,
    person_type: type,
    name,
    updated_at: now,
  }));
  for (const batch of batches(rows)) await tx('checkin_person').insert(batch).onConflict('person_no').merge();
}

async function replaceRows<Held, Row extends object>(
  tx: Tx,
  table: string,
  { people, rows }: Replacement<Held>,
  toRow: (held: Held) => Row,
  effective: CivilDate,
): Promise<void> {
  for (const batch of batches(people)) {
    await tx(table).whereIn('person_no', batch).where('until_day', '>=', effective).delete();
  }
  for (const batch of batches(rows.map(toRow))) await tx(table).insert(batch);
}

async function saveContacts(tx: Tx, vault: Vault, contacts: ReadonlyMap<string, Contact>): Promise<void> {
  const isEmpty = (contact: Contact) => Object.keys(contact).length === 0;
  const gone = [...contacts].filter(([, contact]) => isEmpty(contact)).map(([personNo]) => personNo);
  for (const batch of batches(gone)) await tx('checkin_contact').whereIn('person_no', batch).delete();
  const kept = [...contacts].filter(([, contact]) => !isEmpty(contact));
  for (const batch of batches(kept)) {
    const rows: ContactRow[] = batch.map(([personNo, contact]) => fromContact(vault, personNo, contact));
    await tx('checkin_contact').insert(rows).onConflict('person_no').merge();
  }
}

/** A name that the roster now has as the host does needs settling no more. */
async function settleNames(tx: Tx, people: readonly Person[]): Promise<void> {
  const names = new Map(people.map(({ personNo, name }) => [personNo, name]));
  const noted: { person_no: string; host_name: string }[] = await tx('checkin_name_mismatch').select();
  const settled = noted
    .filter(({ person_no, host_name }) => sameName(names.get(person_no) ?? '', host_name))
    .map(({ person_no }) => person_no);
  for (const batch of batches(settled)) await tx('checkin_name_mismatch').whereIn('person_no', batch).delete();
}

/** Takes a name off the list of those to be settled; `accept` gives the roster the host's spelling. False when it was gone. */
export async function settleName(tx: Tx, personNo: string, accept: boolean, now: number): Promise<boolean> {
  const noted = await tx('checkin_name_mismatch').where({ person_no: personNo }).first('host_name');
  if (!noted) return false;
  if (accept)
    await tx('checkin_person').where({ person_no: personNo }).update({ name: noted.host_name, updated_at: now });
  return (await tx('checkin_name_mismatch').where({ person_no: personNo }).delete()) === 1;
}

function batches<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / BATCH);
  return Array.from({ length: count }, (_, index) => items.slice(index * BATCH, (index + 1) * BATCH));
}
