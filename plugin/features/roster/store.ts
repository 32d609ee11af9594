import { batches } from '../../kernel/batches';
import { type CivilDate, FOREVER } from '../../kernel/civil-date';
import type { Tx } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import { sameName } from './name';
import { type ContactRow, fromContact, fromHeldScope } from './rows';
import type { Contact, HeldScope, Person } from './schema';

const HOST_NAME_LENGTH = 128;

/**
 * Whoever freezes a day of the roster and whoever changes past days of it do this first: the second waits until the
 * first has committed. A row that both write, for a lock alone would not hold between the nodes of a cluster.
 */
export async function holdRoster(tx: Tx): Promise<void> {
  await count(tx, 'roster');
}

/** Counts a change of the roster; false where it has changed since its version was read. */
export async function advanceRoster(tx: Tx, seen: number): Promise<boolean> {
  await tx('checkin_roster_hold').insert({ name: VERSION, turn: 0 }).onConflict('name').ignore();
  const moved = await tx('checkin_roster_hold').where({ name: VERSION, turn: seen }).increment('turn', 1);
  return moved === 1;
}

/** The name of the row that counts the changes of the roster. */
const VERSION = 'version';

async function count(tx: Tx, name: string): Promise<void> {
  const turn = tx.raw('?? + 1', ['turn']);
  await tx('checkin_roster_hold').insert({ name, turn: 1 }).onConflict('name').merge({ turn });
}

/** Notes that the host calls somebody otherwise than the roster does; the latest name stays. */
export async function noteNameMismatch(tx: Tx, personNo: string, hostName: string, now: number): Promise<void> {
  const name = [...hostName].slice(0, HOST_NAME_LENGTH).join('');
  await tx('checkin_name_mismatch')
    .insert({ person_no: personNo, host_name: name, seen_at: now })
    .onConflict('person_no')
    .merge();
}

/** Gives people their names, new ones among them. */
export async function savePeople(tx: Tx, people: readonly Person[], now: number): Promise<void> {
  const rows = people.map(({ personNo, type, name }) => ({
    person_no: personNo,
    person_type: type,
    name,
    updated_at: now,
  }));
  for (const batch of batches(rows)) await tx('checkin_person').insert(batch).onConflict('person_no').merge();
}

/** What people are called, by number. */
export async function namesOf(tx: Tx, people: readonly string[]): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const batch of batches(people)) {
    const rows: { person_no: string; name: string }[] = await tx('checkin_person')
      .whereIn('person_no', batch)
      .select('person_no', 'name');
    for (const { person_no, name } of rows) names.set(person_no, name);
  }
  return names;
}

/** Ends on a day what holds for students, and gives up what was to hold later. */
export async function endEnrolments(tx: Tx, people: readonly string[], effective: CivilDate): Promise<void> {
  for (const batch of batches(people)) {
    await tx('checkin_enrolment').whereIn('person_no', batch).where('from_day', '>=', effective).delete();
    await tx('checkin_enrolment')
      .whereIn('person_no', batch)
      .where('until_day', '>', effective)
      .update({ until_day: effective });
  }
}

/** Lets what held for students on the day before go on without end, and gives up what was to hold instead. */
export async function goOnWithEnrolments(tx: Tx, people: readonly string[], effective: CivilDate): Promise<void> {
  for (const batch of batches(people)) {
    await tx('checkin_enrolment').whereIn('person_no', batch).where('from_day', '>=', effective).delete();
    await tx('checkin_enrolment')
      .whereIn('person_no', batch)
      .where('until_day', '>=', effective)
      .update({ until_day: FOREVER });
  }
}

/** Puts scopes in the place of all those of these people which end on that day or later. */
export async function replaceScopes(
  tx: Tx,
  people: readonly string[],
  scopes: readonly HeldScope[],
  effective: CivilDate,
): Promise<void> {
  for (const batch of batches(people)) {
    await tx('checkin_scope').whereIn('person_no', batch).where('until_day', '>=', effective).delete();
  }
  for (const batch of batches(scopes.map(fromHeldScope))) await tx('checkin_scope').insert(batch);
}

/** Keeps telephone numbers; where there are none, none are left. */
export async function saveContacts(tx: Tx, vault: Vault, contacts: ReadonlyMap<string, Contact>): Promise<void> {
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
export async function settleNames(tx: Tx, people: readonly Person[]): Promise<void> {
  for (const batch of batches(people)) {
    const names = new Map(batch.map(({ personNo, name }) => [personNo, name]));
    const noted: { person_no: string; host_name: string }[] = await tx('checkin_name_mismatch').whereIn('person_no', [
      ...names.keys(),
    ]);
    const settled = noted.filter(({ person_no, host_name }) => sameName(names.get(person_no) ?? '', host_name));
    if (settled.length === 0) continue;
    await tx('checkin_name_mismatch')
      .whereIn(
        'person_no',
        settled.map(({ person_no }) => person_no),
      )
      .delete();
  }
}

/** Takes a name off the list of those to be settled; `accept` gives the roster the host's spelling. False when it was gone. */
export async function settleName(tx: Tx, personNo: string, accept: boolean, now: number): Promise<boolean> {
  const noted = await tx('checkin_name_mismatch').where({ person_no: personNo }).first('host_name');
  if (!noted) return false;
  if (accept) {
    await tx('checkin_person').where({ person_no: personNo }).update({ name: noted.host_name, updated_at: now });
    await count(tx, VERSION);
  }
  return (await tx('checkin_name_mismatch').where({ person_no: personNo }).delete()) === 1;
}
