import type { Clock } from './clock';
import { type Database, isDuplicate } from './database';
import type { Log } from './log';

/** What a run of a job is given. */
interface JobRun {
  /** 1 the first time; more after a failure, or after the process that was at it died. */
  attempt: number;
  /** Raised when the module closes: stop at the next good place by throwing its reason; another instance goes on. */
  signal: AbortSignal;
}

/**
 * Something that has to be done without anybody waiting for it. A slot names one occasion, such as a day, or one thing to
 * do, such as a file to make. However many instances run, a slot is done once: a run that fails or dies is tried again,
 * so that what it writes must bear being written twice.
 */
export interface Job {
  /** 32 characters at most. */
  readonly name: string;
  /** The slots that are due by now, in the order to take them; those done are passed over. None older than 60 days. */
  due(now: number): Promise<readonly string[]>;
  run(slot: string, run: JobRun): Promise<void>;
  /** Told when the last attempt has failed. */
  givenUp?(slot: string): Promise<void>;
}

const LEASE_MS = 60_000;
const HEARTBEAT_MS = 20_000;
const ATTEMPTS = 3;
/** After an attempt that failed, the next one waits. */
const PAUSE_MS = 60_000;
const KEPT_MS = 90 * 24 * 3_600_000;
const TABLE = 'checkin_job';

interface Row {
  name: string;
  slot: string;
  state: 'running' | 'done' | 'failed';
  attempts: number;
  lease_until: number | string;
}

interface Parts {
  database: Database;
  clock: Clock;
  log: Log;
}

/** Does what is due: at every tick, and soon after somebody has left something to do. Jobs of two names run side by side. */
export class Jobs {
  private readonly closing = new AbortController();
  private readonly lanes: Lane[];

  constructor(
    private readonly parts: Parts,
    jobs: readonly Job[],
  ) {
    this.lanes = jobs.map((job) => new Lane(parts, job, this.closing.signal));
  }

  /** Does all that is due by now. Never throws: what fails is logged and tried again. */
  async tick(): Promise<void> {
    await Promise.all([this.forgetOld(), ...this.lanes.map((lane) => lane.pass())]);
  }

  /** By job, for how many seconds the oldest of what is due has been waiting, as far as this instance has looked. */
  lags(): Map<string, number> {
    const now = this.parts.clock.now();
    return new Map(this.lanes.map((lane) => [lane.job.name, lane.lag(now)]));
  }

  /** Looks soon whether a job of that name has something to do; nobody waits for it. */
  wake(name: string): void {
    void this.lanes.find((lane) => lane.job.name === name)?.pass();
  }

  /** Stops what runs at its next good place, and waits for it. */
  async close(): Promise<void> {
    this.closing.abort(new Error('the module closes'));
    await Promise.all(this.lanes.map((lane) => lane.pass()));
  }

  private async forgetOld(): Promise<void> {
    const { database, clock, log } = this.parts;
    await database
      .transaction((tx) =>
        tx(TABLE)
          .whereNot('state', 'running')
          .where('updated_at', '<', clock.now() - KEPT_MS)
          .delete(),
      )
      .catch((error: unknown) => log.error({ err: error }, 'old jobs could not be forgotten'));
  }
}

const isOver = (row: Row | undefined): boolean => row !== undefined && row.state !== 'running';

/** The slots of one job, one after the other. */
class Lane {
  private running: Promise<void> | undefined;
  private again = false;
  /** When each slot that is not over was first seen to be due. */
  private waiting = new Map<string, number>();

  constructor(
    private readonly parts: Parts,
    readonly job: Job,
    private readonly signal: AbortSignal,
  ) {}

  /** Does what is due, what comes due meanwhile included. */
  pass(): Promise<void> {
    this.again = true;
    this.running ??= this.untilNothingIsLeft().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** Seconds since the oldest slot that waits was first seen. */
  lag(now: number): number {
    return this.waiting.size === 0 ? 0 : Math.max(0, now - Math.min(...this.waiting.values())) / 1000;
  }

  private async untilNothingIsLeft(): Promise<void> {
    while (this.again && !this.signal.aborted) {
      this.again = false;
      try {
        await this.takeAll();
      } catch (error) {
        this.parts.log.error({ err: error, job: this.job.name }, 'a job failed');
      }
    }
  }

  private async takeAll(): Promise<void> {
    const now = this.parts.clock.now();
    const slots = await this.job.due(now);
    const known = await this.parts.database
      .knex<Row>(TABLE)
      .where('name', this.job.name)
      .whereIn('slot', [...slots]);
    const rows = new Map(known.map((row) => [row.slot, row]));
    const open = slots.filter((slot) => !isOver(rows.get(slot)));
    this.waiting = new Map(open.map((slot) => [slot, this.waiting.get(slot) ?? now]));
    for (const slot of slots) {
      if (this.signal.aborted) return;
      await this.take(slot, rows.get(slot));
    }
  }

  private async take(slot: string, row: Row | undefined): Promise<void> {
    const attempt = row ? await this.takeOver(row) : await this.claim(slot);
    if (attempt === undefined) return;
    const heartbeat = setInterval(() => void this.hold(slot), HEARTBEAT_MS);
    try {
      await this.job.run(slot, { attempt, signal: this.signal });
      await this.set(slot, { state: 'done' });
      this.waiting.delete(slot);
    } catch (error) {
      await this.fail(slot, attempt, error);
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** The first attempt, unless another instance was first. */
  private async claim(slot: string): Promise<number | undefined> {
    const { database, clock } = this.parts;
    const now = clock.now();
    const row = {
      name: this.job.name,
      slot,
      state: 'running',
      attempts: 1,
      lease_until: now + LEASE_MS,
      updated_at: now,
    };
    try {
      await database.transaction((tx) => tx(TABLE).insert(row));
      return 1;
    } catch (error) {
      if (isDuplicate(error)) return undefined;
      throw error;
    }
  }

  /** The next attempt, where the one before has failed or died. */
  private async takeOver({ slot, state, attempts, lease_until: lease }: Row): Promise<number | undefined> {
    const now = this.parts.clock.now();
    if (state !== 'running' || Number(lease) > now) return undefined;
    if (attempts >= ATTEMPTS) return void (await this.giveUp(slot));
    const held = { lease_until: now + LEASE_MS, attempts: attempts + 1 };
    const taken = await this.set(slot, held, { lease_until: lease });
    return taken === 1 ? attempts + 1 : undefined;
  }

  private async fail(slot: string, attempt: number, error: unknown): Promise<void> {
    const { log, clock } = this.parts;
    if (this.signal.aborted) return void (await this.set(slot, { lease_until: 0, attempts: attempt - 1 }));
    log.error({ err: error, job: this.job.name, slot, attempt }, 'a job failed');
    if (attempt >= ATTEMPTS) return this.giveUp(slot);
    await this.set(slot, { lease_until: clock.now() + PAUSE_MS * attempt });
  }

  private async giveUp(slot: string): Promise<void> {
    await this.job.givenUp?.(slot);
    await this.set(slot, { state: 'failed' });
    this.waiting.delete(slot);
  }

  private hold(slot: string): Promise<unknown> {
    const lease = { lease_until: this.parts.clock.now() + LEASE_MS };
    return this.set(slot, lease).catch((error: unknown) =>
      this.parts.log.error({ err: error }, 'a lease was not held'),
    );
  }

  private set(slot: string, values: Partial<Row>, where: Partial<Row> = {}): Promise<number> {
    const { database, clock } = this.parts;
    const key = { name: this.job.name, slot, state: 'running', ...where };
    return database.transaction((tx) =>
      tx(TABLE)
        .where(key)
        .update({ ...values, updated_at: clock.now() }),
    );
  }
}
