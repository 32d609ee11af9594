import { differingNames, wrongTypes } from '../rules';
import type { Scope } from '../schema';
import { resolveScopes } from '../scope-rules';
import type { Findings } from './findings';
import { planStaff } from './plan';
import { rowsInBatches, rowsOfStaff } from './read-model';
import { missingPeople } from './roster-read-model';
import { toStaff } from './rows';
import type { Plan, StagedRow } from './schema';
import { saveWantedScopes } from './store';
import { staffTurn } from './turn';

/** Finds what becomes of staff, each with all of their rows. The classes and departments that there are must be known. */
export async function compareStaff(findings: Findings): Promise<void> {
  const { db, staged } = findings;
  for await (const rows of rowsInBatches(db, staged, 'staff')) await compareBatch(findings, rows);
  if (!staged.retireMissing || staged.spans.staff[1] === 0) return;
  for await (const people of missingPeople(db, staged, 'staff')) {
    await findings.retire('staff', people, async (rows) => {
      const turn = await staffTurn(db, staged, [], new Map(people.map(({ person_no }) => [person_no, []])));
      findings.count('staff', turn);
      return planStaff(rows, turn);
    });
  }
}

/** `rows` are the first ones of each person: what is to be written is noted there. */
async function compareBatch(findings: Findings, rows: readonly StagedRow[]): Promise<void> {
  const { db, staged, known } = findings;
  const all = await rowsOfStaff(db, staged, numbersOf(rows));
  const staff = all.map((row) => toStaff(staged.sheets, row));
  const { scopes, errors } = resolveScopes(staff, known);
  const turn = await staffTurn(db, staged, staff, scopes);
  findings.count('staff', turn);
  const types = wrongTypes({ students: [], staff }, turn.standing.people);
  await findings.refuse([...types, ...differingNames(staff), ...errors]);
  const plans = planStaff(rows, turn);
  await want(findings, rows, plans, scopes);
  await findings.note(plans, all.length);
}

/** Keeps what those are to have who get something else. */
async function want(
  { ground, staged }: Findings,
  rows: readonly StagedRow[],
  plans: ReadonlyMap<number, Plan>,
  scopes: ReadonlyMap<string, readonly Scope[]>,
): Promise<void> {
  const changing = numbersOf(rows.filter(({ seq }) => plans.has(seq)));
  if (changing.length === 0) return;
  const wanted = new Map(changing.map((personNo) => [personNo, scopes.get(personNo) ?? []]));
  await ground.database.transaction((tx) => saveWantedScopes(tx, staged.id, wanted));
}

function numbersOf(rows: readonly StagedRow[]): string[] {
  return rows.map((row) => row.person_no);
}
