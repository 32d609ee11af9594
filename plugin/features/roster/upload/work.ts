import type { Clock } from '../../../kernel/clock';
import { createTimeId } from '../../../kernel/time-id';
import { applyStaged, changesInWords } from '../apply-staged';
import { readFiles } from '../read-file';
import { RosterRefused } from '../refusal';
import { type Comparison, compare } from '../staging/compare';
import { Problems } from '../staging/problems';
import type { Staged } from '../staging/schema';
import { type Ground, type OnProgress, stage } from '../staging/stage';
import { clearStage } from '../staging/store';
import { RosterMoved } from '../staging/switch';
import { filesOf, findImport } from './read-model';
import { figuresOf, type ImportState, type Preview, type RosterImport, WORKING } from './roster-import';
import { type Change, changeImport, dropFiles } from './store';

/** What the work in the background needs. */
export interface WorkParts extends Ground {
  clock: Clock;
}

/** The upload is not this run's any more: it was cancelled, or another run has taken it over. */
class Overtaken extends Error {}

/**
 * Goes on with an upload of a turn: reads its files and compares them with the roster, or writes what was confirmed. A run
 * that was killed is begun anew; one that another has taken the place of ends.
 */
export async function workOn(parts: WorkParts, id: string, turn: number, signal: AbortSignal): Promise<void> {
  const upload = await findImport(parts.database.knex, id);
  if (upload?.turn !== turn) return;
  const work = new Work(parts, upload, signal);
  try {
    if (upload.state === 'applying') await work.apply();
    else await work.prepare();
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error;
  }
}

/** One run of one upload. */
class Work {
  private shown = -1;

  constructor(
    private readonly parts: WorkParts,
    private readonly upload: RosterImport,
    private readonly signal: AbortSignal,
  ) {}

  /** Reads and compares. Rows wait in a stage of this run alone, so that two runs never mix theirs. */
  async prepare(): Promise<void> {
    const { parts, upload } = this;
    const stageId = createTimeId(parts.clock.now());
    await this.change({ state: 'reading', done: 0, total: 0, stageId, staged: null, seen: null, preview: null });
    if (upload.stageId) await clearStage(parts.database, upload.stageId);
    try {
      await this.compare(await this.read(stageId));
    } catch (error) {
      if (error instanceof RosterRefused) await this.refuse(stageId, error);
      else {
        await clearStage(parts.database, stageId);
        throw error;
      }
    }
  }

  private async read(stageId: string): Promise<Staged> {
    const { parts, upload } = this;
    const { effective, retireMissing } = upload;
    const files = await filesOf(parts.database.knex, parts.vault, upload);
    return stage(parts, { id: stageId, effective, retireMissing }, readFiles(files), this.progress);
  }

  private async compare(staged: Staged): Promise<void> {
    this.shown = -1;
    await this.change({ state: 'checking', done: 0, total: staged.rows });
    const found = await compare(this.parts, staged, this.progress);
    if (found.problems > 0 || found.refusal) {
      const { detail } = found.refusal?.details ?? {};
      await this.end({ state: 'refused', staged, problems: found.problems, reason: detail ?? null });
    } else await this.change({ state: 'ready', staged, seen: found.seen, preview: previewOf(found) });
  }

  /** What cannot be read as a whole has errors of its own, and no rows. */
  private async refuse(stageId: string, { errors, count }: RosterRefused): Promise<void> {
    const { database } = this.parts;
    await clearStage(database, stageId);
    await new Problems(database, { id: stageId, sheets: [], problems: 0 }).add(errors);
    await this.end({ state: 'refused', problems: count });
  }

  /** Writes what was confirmed, all or nothing; where the roster has changed meanwhile, it is compared again instead. */
  async apply(): Promise<void> {
    const { parts, upload } = this;
    try {
      await this.write();
    } catch (error) {
      if (!(error instanceof RosterMoved)) throw error;
      await this.change({ moved: true });
      return this.prepare();
    }
    if (upload.stageId) await clearStage(parts.database, upload.stageId);
  }

  private async write(): Promise<void> {
    const { parts, upload } = this;
    const { staged, seen, preview, actor, confirmer } = upload;
    if (!staged || !seen || !preview) throw new Overtaken('what was to be written is not there any more');
    const now = parts.clock.now();
    await parts.database.transaction(async (tx) => {
      const application = { staged, seen, summary: preview, changes: preview.words, actor: confirmer ?? actor, now };
      await applyStaged(tx, parts, application);
      // Whoever is killed before the stage is cleared leaves it to the sweep, which finds what no upload names.
      const nothing = { done: 0, total: 0, stageId: null, staged: null, seen: null };
      const done = { state: 'done', ...nothing, preview: figuresOf(preview) } as const;
      const isOurs = await changeImport(tx, this.standing(['applying']), done, now);
      if (!isOurs) throw new Overtaken('another run has written it');
      await dropFiles(tx, upload.id);
    });
  }

  private readonly progress: OnProgress = async (done, total) => {
    this.signal.throwIfAborted();
    const share = Math.floor((done / Math.max(total, 1)) * STEPS);
    if (share <= this.shown) return;
    this.shown = share;
    await this.change({ done, total });
  };

  private standing(states: readonly ImportState[]) {
    return { id: this.upload.id, turn: this.upload.turn, in: states };
  }

  /** Throws {@link Overtaken}. */
  private async change(change: Change): Promise<void> {
    const { database, clock } = this.parts;
    const isOurs = await database.transaction((tx) => changeImport(tx, this.standing(WORKING), change, clock.now()));
    if (!isOurs) throw new Overtaken('the upload is not this run’s any more');
  }

  /** Whatever comes of it: the files are of no more use. */
  private async end(change: Change): Promise<void> {
    await this.change(change);
    await this.parts.database.transaction((tx) => dropFiles(tx, this.upload.id));
  }
}

/** How often progress is told. */
const STEPS = 40;

function previewOf({ summary }: Comparison): Preview {
  const { students, staff, counts, changes } = summary;
  const samples: Preview['samples'] = { student: {}, staff: {} };
  for (const change of changes) {
    const own = samples[change.type];
    for (const kind of change.kinds) own[kind] = [...(own[kind] ?? []), change].slice(0, SAMPLE);
  }
  return { students, staff, counts, samples, words: changesInWords(changes) };
}

/** How many of each kind the page shows at once. */
const SAMPLE = 5;
