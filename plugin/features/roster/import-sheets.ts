import { type CivilDate, FOREVER, isCivilDate } from '../../kernel/civil-date';
import type { Database, Tx } from '../../kernel/database';
import { invalid } from '../../kernel/problem';
import type { Vault } from '../../kernel/vault';
import { type Actor, recordAudit } from '../audit';
import { type Summary, summarize } from './changes';
import { holdsOn, type Replacing } from './period';
import { type After, enrolmentsAfter, planImport, scopesAfter } from './plan-import';
import { type Reading, readEntries } from './read-entries';
import { inReadingOrder, RosterRefused } from './refusal';
import { classesInTwoDepartments, differingNames, doubledPeople, wrongTypes } from './rules';
import type { RowError, Sheet } from './schema';
import { resolveScopes } from './scope-rules';
import { settledDays } from './settled-read-model';
import { demandUnsettled, type Turn } from './settled-rules';
import { readStanding, type Standing } from './standing';
import { holdRoster, saveImport } from './store';

/** How an import is done, wherever its rows come from. */
export interface ImportHow {
  actor: Actor;
  /** The first day on which the rows hold; today if left out. */
  effective?: CivilDate;
  /** Checks everything and writes nothing. */
  dryRun?: boolean;
  /** Ends, on the effective date, those students or staff who are not among the rows of their kind. */
  retireMissing?: boolean;
  today: CivilDate;
  /** Milliseconds. */
  now: number;
}

export interface ImportResult extends Summary {
  effective: CivilDate;
  dryRun: boolean;
}

/** The day from which an import holds. Throws a `Problem` when what was asked for is none. */
export function effectiveDay({ effective, today }: ImportHow): CivilDate {
  const day = effective ?? today;
  if (isCivilDate(day) && day < FOREVER) return day;
  throw invalid([{ pointer: '/effective', message: '生效日期应写成 2021-01-18 这样的日期' }]);
}

/**
 * Brings the roster to what the sheets say, from the effective date on; no day before it is altered. People who are not
 * in the sheets stay as they are unless `retireMissing`. All or nothing: throws {@link RosterRefused} with every bad row,
 * and a `Problem` (409) when it would alter a day that is settled.
 */
export async function importSheets(
  database: Database,
  vault: Vault,
  sheets: readonly Sheet[],
  options: ImportHow,
): Promise<ImportResult> {
  const { dryRun = false, retireMissing = false } = options;
  const how = { effective: effectiveDay(options), retireMissing };
  const reading = readEntries(sheets);
  const summary = await database.transaction(async (tx) => {
    const standing = await readStanding(tx, vault, how.effective, withNumbers(reading));
    const { after, errors } = judge(reading, standing, how);
    if (errors.length > 0) throw new RosterRefused(inReadingOrder(errors, sheets));
    await demandUntouched(tx, how.effective, after, standing);
    const done = summarize(reading, after, standing, how.effective);
    if (!dryRun) {
      await saveImport(tx, vault, planImport(reading, after, standing), how.effective, options.now);
      await recordImport(tx, options, how.effective, done);
    }
    return done;
  });
  return { effective: how.effective, dryRun, ...summary };
}

/** Nothing that is settled changes, and nothing is settled until we have committed. */
async function demandUntouched(tx: Tx, effective: CivilDate, { enrolments }: After, standing: Standing): Promise<void> {
  await holdRoster(tx);
  const settled = await settledDays(tx, effective);
  const turns = [...enrolments].map(([person, rows]): Turn => [standing.enrolments.get(person) ?? [], rows]);
  demandUnsettled(settled, turns);
}

function withNumbers({ students }: Reading): Set<string> {
  const having = students.filter(({ contact }) => Object.keys(contact).length > 0);
  return new Set(having.map(({ personNo }) => personNo));
}

async function recordImport(tx: Tx, { actor, now }: ImportHow, effective: CivilDate, done: Summary): Promise<void> {
  const { students, staff } = done;
  const people = [students, staff].reduce((sum, { added, changed, left }) => sum + added + changed + left, 0);
  if (people === 0) return;
  await recordAudit(tx, { actor, action: 'roster.import', at: now, people, detail: { effective, students, staff } });
}

/** What follows from the rows, and everything that is wrong with them. */
function judge(reading: Reading, standing: Standing, how: Replacing): { after: After; errors: RowError[] } {
  const { students, staff, errors, named } = reading;
  const enrolments = enrolmentsAfter(students, standing, how);
  const staying = [...standing.enrolments]
    .filter(([person]) => !enrolments.has(person) && !named.people.has(person))
    .flatMap(([, rows]) => rows);
  const inForce = [...staying, ...[...enrolments.values()].flat()].filter((row) => holdsOn(row, how.effective));
  const scopes = resolveScopes(staff, {
    class: new Set([...inForce.map(({ classCode }) => classCode), ...named.classes]),
    department: new Set([...inForce.map(({ departmentCode }) => departmentCode), ...named.departments]),
  });
  return {
    after: { enrolments, scopes: scopesAfter(scopes.scopes, standing, how) },
    errors: [
      ...errors,
      ...doubledPeople(reading),
      ...wrongTypes(reading, standing.people),
      ...differingNames(staff),
      ...classesInTwoDepartments(students, staying, how.effective),
      ...scopes.errors,
    ],
  };
}
