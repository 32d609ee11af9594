import { type CivilDate, FOREVER, isCivilDate } from '../../kernel/civil-date';
import { invalid, Problem } from '../../kernel/problem';
import { createTimeId } from '../../kernel/time-id';
import type { Actor } from '../audit';
import { applyStaged, changesInWords } from './apply-staged';
import type { Summary } from './changes';
import { RosterRefused } from './refusal';
import type { RowError, Sheet } from './schema';
import { compare } from './staging/compare';
import { problemsInBatches } from './staging/read-model';
import type { Staged } from './staging/schema';
import { type Ground, stage } from './staging/stage';
import { clearComparison, clearStage } from './staging/store';
import { RosterMoved } from './staging/switch';

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

/** Whoever changes the roster at the same time may be first, but not for ever. */
const ATTEMPTS = 20;

/** The day from which an import holds. Throws a `Problem` when what was asked for is none. */
export function effectiveDay({ effective, today }: Pick<ImportHow, 'effective' | 'today'>): CivilDate {
  const day = effective ?? today;
  if (isCivilDate(day) && day < FOREVER) return day;
  throw invalid([{ pointer: '/effective', message: '生效日期应写成 2021-01-18 这样的日期' }]);
}

/**
 * Brings the roster to what the sheets say, from the effective date on; no day before it is altered. People who are not
 * in the sheets stay as they are unless `retireMissing`. All or nothing: throws {@link RosterRefused} with every bad row,
 * and a `Problem` (409) when it would alter a day that is settled. Rows wait in tables of their own until they are compared
 * and written, so that no more than a batch is ever held.
 */
export async function importSheets(
  ground: Ground,
  pieces: AsyncIterable<Sheet>,
  options: ImportHow,
): Promise<ImportResult> {
  const { dryRun = false, retireMissing = false } = options;
  const effective = effectiveDay(options);
  const id = createTimeId(options.now);
  try {
    const staged = await stage(ground, { id, effective, retireMissing }, pieces, noProgress);
    return { effective, dryRun, ...(await settle(ground, staged, options)) };
  } finally {
    // Rows that cannot be cleared away now are no reason to tell anything else than what has happened.
    await clearStage(ground.database, id).catch(() => undefined);
  }
}

async function noProgress(): Promise<void> {}

async function settle(ground: Ground, staged: Staged, how: ImportHow): Promise<Summary> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { problems, refusal, summary, seen } = await compare(ground, staged, noProgress);
    if (problems > 0) throw new RosterRefused(await allProblems(ground, staged), problems);
    if (refusal) throw refusal;
    if (how.dryRun) return summary;
    const changes = changesInWords(summary.changes);
    try {
      await ground.database.transaction((tx) => applyStaged(tx, ground, { staged, seen, summary, changes, ...how }));
      return summary;
    } catch (error) {
      if (!(error instanceof RosterMoved)) throw error;
      await clearComparison(ground.database, staged);
    }
  }
  throw new Problem('conflict', { detail: '名单一直在被别人修改，没有导入任何内容，请稍后再试' });
}

async function allProblems({ database }: Ground, staged: Staged): Promise<RowError[]> {
  const all: RowError[] = [];
  for await (const batch of problemsInBatches(database.knex, staged)) for (const error of batch) all.push(error);
  return all;
}
