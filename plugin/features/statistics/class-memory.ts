import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import type { Campaign } from '../campaign';
import { acting, hasDepartments } from '../policy';
import { movedClasses, readTurns, readVersion, type Turns, type Version } from './turns-read-model';

/** For whom something of a day is told. */
export interface Asked {
  caller: Caller;
  campaign: Campaign;
  date: CivilDate;
}

type ByClass<V> = ReadonlyMap<string, V>;

/** Something that is counted of a day class by class, in the order of their codes. */
export interface Kind<V, T> {
  what: string;
  /** Of the whole scope, or of some of its classes. A class that is left out stays out, whatever reports change. */
  count(within?: readonly string[]): Promise<ByClass<V>>;
  /** What is told of it; made once for all who ask until something changes. */
  show(values: ByClass<V>): T;
  /** Reports of other days count as well. */
  ofAllDays?: boolean;
  /** A quicker way than by classes to bring it up to date, whatever reports have changed; nothing where it is none. */
  mend?(values: ByClass<V>): Promise<ByClass<V> | undefined>;
}

interface Remembered {
  standing: string;
  others: number;
  turns: Turns;
  values: ByClass<unknown>;
  shown: unknown;
  weight: number;
}

/** So many classes and things of classes are kept, over all scopes and days: what was not asked for longest goes first. */
const KEPT = 500_000;

/**
 * What one instance remembers of the figures of many people. Before it is told again, the database is asked whether any
 * campaign, the roster, or a report of that day has changed since it was counted: it is never older than what a query
 * would find. Where reports have changed, their classes alone are counted anew. Few people are counted faster than that
 * is asked. Not for transactions that have changed reports.
 */
export class ClassMemory {
  private readonly kept = new Map<string, Remembered>();
  private weight = 0;
  /** What transactions have read: to one of them, nothing changes. */
  private readonly read = new WeakMap<Db, Map<string, Promise<Version | undefined>>>();

  /**
   * What a kind comes to. Nobody waits for another's count: who holds a connection would wait for one who needs it.
   */
  async recall<V, T>(db: Db, asked: Asked, kind: Kind<V, T>): Promise<T> {
    const { campaign, date } = asked;
    const caller = acting(asked.caller, 'student.read');
    const version = hasDepartments(caller) ? await this.version(db, campaign, date) : undefined;
    if (!version) return kind.show(await kind.count());
    const scope = caller.scopes.map((each) => [each.kind, each.code].join()).sort();
    const key = JSON.stringify([campaign.id, date, kind.what, scope]);
    const known = this.kept.get(key);
    const fresh = known && holds(known, version, kind) ? known : await renew(db, asked, kind, version, known);
    this.keep(key, fresh);
    return fresh.shown as T;
  }

  private version(db: Db, campaign: Campaign, date: CivilDate): Promise<Version | undefined> {
    if (!db.isTransaction) return readVersion(db, campaign, date);
    const read = this.read.get(db) ?? new Map<string, Promise<Version | undefined>>();
    this.read.set(db, read);
    const key = `${campaign.id}/${date}`;
    const version = read.get(key) ?? readVersion(db, campaign, date);
    read.set(key, version);
    return version;
  }

  private keep(key: string, fresh: Remembered): void {
    this.drop(key);
    this.kept.set(key, fresh);
    this.weight += fresh.weight;
    while (this.weight > KEPT && this.kept.size > 1) this.drop(this.kept.keys().next().value ?? '');
  }

  private drop(key: string): void {
    this.weight -= this.kept.get(key)?.weight ?? 0;
    this.kept.delete(key);
  }
}

function holds<V, T>({ standing, turns, others }: Remembered, version: Version, { ofAllDays }: Kind<V, T>): boolean {
  return standing === version.standing && turns.day === version.day && (!ofAllDays || others === version.others);
}

/** The turns are read before anything is counted, so that they are never newer. */
async function renew<V, T>(
  db: Db,
  asked: Asked,
  kind: Kind<V, T>,
  version: Version,
  known: Remembered | undefined,
): Promise<Remembered> {
  const turns = await readTurns(db, asked.campaign, asked.date, version);
  const mended =
    known?.standing === version.standing ? await mend(db, asked, kind, { version, known, turns }) : undefined;
  const values = mended ?? (await kind.count());
  const { standing, others } = version;
  return { standing, others, turns, values, shown: kind.show(values), weight: weightOf(values) };
}

/** A class, and each thing of it where its value is a list; numbers take next to nothing. */
function weightOf(values: ByClass<unknown>): number {
  let weight = values.size;
  for (const value of values.values()) if (Array.isArray(value)) weight += value.length;
  return weight;
}

/** What is known, with all that has changed since; nothing where it had better be counted as a whole. */
async function mend<V, T>(
  db: Db,
  { campaign, date }: Asked,
  kind: Kind<V, T>,
  { version, known, turns }: { version: Version; known: Remembered; turns: Turns },
): Promise<ByClass<V> | undefined> {
  const values = known.values as ByClass<V>;
  const mended = await kind.mend?.(values);
  if (mended) return mended;
  if (kind.ofAllDays && known.others !== version.others) return undefined;
  const moved = movedClasses(known.turns, turns)?.filter((code) => values.has(code));
  if (!moved || moved.length > values.size / 2) return undefined;
  if (moved.length === 0) return values;
  const counted = await kind.count(moved);
  // The roster may have moved people between classes, some of which were counted before that and some after.
  if ((await readVersion(db, campaign, date))?.standing !== version.standing) return undefined;
  return replaced(values, moved, counted);
}

/** Classes keep their places. */
function replaced<V>(values: ByClass<V>, moved: readonly string[], counted: ByClass<V>): ByClass<V> {
  const merged = new Map(values);
  for (const code of moved) {
    const value = counted.get(code);
    if (value === undefined) merged.delete(code);
    else merged.set(code, value);
  }
  return merged;
}
