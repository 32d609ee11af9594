import type { CivilDate } from '../../../kernel/civil-date';
import type { Db } from '../../../kernel/database';
import type { Vault } from '../../../kernel/vault';
import { changesOf, type RosterChange } from '../changes';
import { type After, enrolmentsAfter, scopesAfter } from '../plan-import';
import type { Entries, Scope } from '../schema';
import { type Standing, staffStanding, studentsStanding } from '../standing';
import { toStudent } from './rows';
import type { Staged, StudentRow } from './schema';

/** What an import makes of some of the people whom it is about. */
export interface Turn {
  entries: Entries;
  standing: Standing;
  after: After;
  /** Of those who change, by their number. */
  changes: Map<string, RosterChange>;
}

interface Parts {
  db: Db;
  vault: Vault;
}

/** What becomes of the students of rows, and of those who are missing and retire; as many as fit into a statement. */
export async function studentsTurn(
  { db, vault }: Parts,
  { effective, sheets }: Staged,
  rows: readonly StudentRow[],
  missing: readonly string[] = [],
): Promise<Turn> {
  const students = rows.map((row) => toStudent(vault, sheets, row));
  const withContact = students.filter(({ contact }) => Object.keys(contact).length > 0);
  const standing = await studentsStanding(db, vault, {
    people: [...students.map(({ personNo }) => personNo), ...missing],
    withContact: withContact.map(({ personNo }) => personNo),
    effective,
  });
  const after = { enrolments: enrolmentsAfter(students, missing, standing, effective), scopes: new Map() };
  return turnOf({ students, staff: [] }, standing, after, effective);
}

/** What becomes of staff: what they are to be responsible for is known by now, nothing for those who retire. */
export async function staffTurn(
  db: Db,
  staged: Staged,
  staff: Entries['staff'],
  scopes: ReadonlyMap<string, readonly Scope[]>,
): Promise<Turn> {
  const { effective } = staged;
  const standing = await staffStanding(db, { people: [...scopes.keys()], effective });
  const after = { enrolments: new Map(), scopes: scopesAfter(scopes, standing, effective) };
  return turnOf({ students: [], staff }, standing, after, effective);
}

function turnOf(entries: Entries, standing: Standing, after: After, effective: CivilDate): Turn {
  const changes = new Map<string, RosterChange>();
  for (const change of changesOf(entries, after, standing, effective)) changes.set(change.personNo, change);
  return { entries, standing, after, changes };
}
