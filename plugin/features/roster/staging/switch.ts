import { breathe } from '../../../kernel/batches';
import { FOREVER } from '../../../kernel/civil-date';
import type { Tx } from '../../../kernel/database';
import type { Vault } from '../../../kernel/vault';
import { contactAfter, scopesAfter } from '../plan-import';
import type { Contact, Person } from '../schema';
import { settledDays } from '../settled-read-model';
import { scopesFrom, studentsStanding } from '../standing';
import {
  advanceRoster,
  endEnrolments,
  goOnWithEnrolments,
  holdRoster,
  namesOf,
  replaceScopes,
  saveContacts,
  savePeople,
  settleNames,
} from '../store';
import { copyContacts, copyEnrolments, copyPeople } from './copy-store';
import { plannedRows, studentsAt, wantedScopes } from './read-model';
import { toStudent } from './rows';
import type { PlannedRow, Seen, Staged } from './schema';

/** The roster, or what is settled of it, has changed since the rows were compared with it: they have to be compared again. Nothing was written. */
export class RosterMoved extends Error {
  constructor() {
    super('the roster has changed since the rows were compared with it');
    this.name = 'RosterMoved';
  }
}

/** Somebody who has another name from now on. */
export interface Renamed {
  personNo: string;
  from: string;
  to: string;
}

interface How {
  vault: Vault;
  staged: Staged;
  /** What the rows were compared with. */
  seen: Seen;
  /** Milliseconds. */
  now: number;
}

/**
 * Puts what was compared into the roster, and no more than what has to be written: mostly from table to table, a batch of
 * rows at a time. Names hold at once, so that those who had another one are told; enrolments and scopes hold from their
 * days on, and keep what was before. Throws {@link RosterMoved}.
 */
export async function switchOver(tx: Tx, how: How): Promise<Renamed[]> {
  const { seen, staged } = how;
  const renamed: Renamed[] = [];
  await holdRoster(tx);
  if (!(await advanceRoster(tx, seen.version))) throw new RosterMoved();
  if ((await settledDays(tx, staged.effective)).length !== seen.settled) throw new RosterMoved();
  for await (const rows of plannedRows(tx, how.staged)) {
    renamed.push(...(await switchPeople(tx, how, rows)));
    await switchEnrolments(tx, how, rows.filter(isStudent));
    await switchContacts(tx, how, rows.filter(isStudent));
    await switchScopes(
      tx,
      how,
      rows.filter((row) => !isStudent(row)),
    );
    await breathe();
  }
  return renamed;
}

const isStudent = (row: PlannedRow): boolean => row.person_type === 'student';

async function switchPeople(tx: Tx, { staged, now }: How, rows: readonly PlannedRow[]): Promise<Renamed[]> {
  const named = rows.filter((row) => row.person_plan !== '');
  const renamed = named.filter((row) => row.person_plan === 'rename');
  await copyPeople(tx, staged.id, placesOf(named, 'person_plan', 'new'), now);
  const names = await namesOf(tx, numbersOf(renamed));
  await savePeople(tx, renamed.map(toPerson), now);
  await settleNames(tx, named.map(toPerson));
  return renamed.map(({ person_no: personNo, name: to }) => ({ personNo, from: names.get(personNo) ?? '', to }));
}

function toPerson({ person_no: personNo, person_type: type, name }: PlannedRow): Person {
  return { personNo, type, name };
}

async function switchEnrolments(tx: Tx, { staged }: How, rows: readonly PlannedRow[]): Promise<void> {
  const { id, effective } = staged;
  const ending = rows.filter(({ period_plan }) => period_plan === 'replace' || period_plan === 'end');
  await endEnrolments(tx, numbersOf(ending), effective);
  await goOnWithEnrolments(tx, numbersOf(rows.filter(({ period_plan }) => period_plan === 'goOn')), effective);
  const places = [...placesOf(rows, 'period_plan', 'new'), ...placesOf(rows, 'period_plan', 'replace')];
  await copyEnrolments(tx, id, places, { fromDay: effective, untilDay: FOREVER });
}

async function switchContacts(tx: Tx, { vault, staged }: How, rows: readonly PlannedRow[]): Promise<void> {
  const replaced = rows.filter(({ contact_plan }) => contact_plan === 'replace');
  await saveContacts(tx, vault, new Map(replaced.map((row) => [row.person_no, {}])));
  const places = [...placesOf(rows, 'contact_plan', 'new'), ...placesOf(rows, 'contact_plan', 'replace')];
  await copyContacts(tx, staged.id, places);
  const rewritten = rows.filter(({ contact_plan }) => contact_plan === 'rewrite');
  await saveContacts(tx, vault, await contactsAfter(tx, vault, staged, rewritten));
}

/** Numbers of which a part is as the file has it, and a part as the roster had it. */
async function contactsAfter(tx: Tx, vault: Vault, staged: Staged, rows: readonly PlannedRow[]) {
  if (rows.length === 0) return new Map<string, Contact>();
  const people = numbersOf(rows);
  const standing = await studentsStanding(tx, vault, { people, withContact: people, effective: staged.effective });
  const given = await studentsAt(
    tx,
    staged,
    rows.map(({ seq }) => seq),
  );
  const entries = given.map((row) => toStudent(vault, staged.sheets, row));
  return new Map(entries.map((entry) => [entry.personNo, contactAfter(entry, standing)]));
}

async function switchScopes(tx: Tx, { staged }: How, rows: readonly PlannedRow[]): Promise<void> {
  const people = numbersOf(rows.filter(({ period_plan }) => period_plan !== ''));
  if (people.length === 0) return;
  const wanted = await wantedScopes(tx, staged, people);
  const standing = { scopes: await scopesFrom(tx, people, staged.effective) };
  const after = scopesAfter(wanted, standing, staged.effective);
  await replaceScopes(tx, people, [...after.values()].flat(), staged.effective);
}

function placesOf<Column extends 'person_plan' | 'period_plan' | 'contact_plan'>(
  rows: readonly PlannedRow[],
  column: Column,
  plan: PlannedRow[Column],
): number[] {
  return rows.filter((row) => row[column] === plan).map(({ seq }) => seq);
}

function numbersOf(rows: readonly PlannedRow[]): string[] {
  return rows.map((row) => row.person_no);
}
