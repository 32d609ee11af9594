import equal from 'fast-deep-equal';
import type { CivilDate } from '../../kernel/civil-date';
import { type Database, seekAfter, type Tx } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import type { Actor } from '../audit';
import { listCampaigns } from '../campaign';
import { expire, filesFromBefore } from '../export';
import { countErased, recordErased } from './erasure-store';
import { cutoffOf, type ExpiredValues, expiredOn } from './expired';
import { emptyValues, keyOf, replaceValue, type SealedValue, toValue } from './sealed-rows';

const BATCH = 500;

/** What erasing needs of the rest of the module. */
export interface EraseParts {
  database: Database;
  vault: Vault;
  timeZone: string;
}

interface Asked {
  today: CivilDate;
  /** Milliseconds. */
  now: number;
  actor: Actor;
  /** Only counts. */
  dryRun?: boolean;
  signal?: AbortSignal;
}

/** How many values of a kind were erased (or would be), of which campaign (empty for none). */
export interface Erased {
  campaign: string;
  word: string;
  values: number;
}

/**
 * Erases what was kept as long as it may be: answers, places, notes and telephone numbers become empty, of what holds
 * figures the figures stay. Some values at a time; who is interrupted begins again. Leaves a record with the numbers.
 * What of one column fails holds up no other; it is thrown at the end.
 */
export async function eraseExpired({ database, vault, timeZone }: EraseParts, asked: Asked): Promise<Erased[]> {
  const erased: Erased[] = [];
  const failures: unknown[] = [];
  for (const values of await expiredOn(database.knex, asked.today, timeZone)) {
    const count = await new Eraser(database, vault, asked, values).run().catch((error: unknown) => {
      asked.signal?.throwIfAborted();
      failures.push(error);
      return 0;
    });
    if (count > 0) erased.push({ campaign: values.campaign, word: values.sealed.word, values: count });
  }
  erased.push(...(await expireFiles({ database, timeZone }, asked)));
  if (!asked.dryRun) await database.transaction((tx) => recordErased(tx, asked.actor, asked.now));
  if (failures.length > 0) throw failures[0];
  return erased;
}

/** Files that hold days whose time is over go before their week is. */
async function expireFiles({ database, timeZone }: Omit<EraseParts, 'vault'>, { today, dryRun }: Asked) {
  const word = '导出的文件';
  const erased: Erased[] = [];
  for (const { id, code: campaign, retentionDays } of await listCampaigns(database.knex)) {
    const files = await filesFromBefore(database.knex, id, cutoffOf(today, retentionDays, timeZone).day);
    if (files.length === 0) continue;
    erased.push({ campaign, word, values: files.length });
    if (dryRun) continue;
    await database.transaction(async (tx) => {
      for (const file of files) await expire(tx, file);
      await countErased(tx, { day: today, campaign, word }, files.length);
    });
  }
  return erased;
}

/** Walks the expired values of one column. */
class Eraser {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly asked: Asked,
    private readonly expired: ExpiredValues,
  ) {}

  async run(): Promise<number> {
    let count = 0;
    let after: (string | number)[] | undefined;
    do {
      this.asked.signal?.throwIfAborted();
      const found = await this.next(after);
      count += await this.erase(found);
      const last = found.at(-1);
      after = last && keyOf(this.expired.sealed, last.row);
    } while (after);
    return count;
  }

  private async next(after: (string | number)[] | undefined): Promise<SealedValue[]> {
    const { sealed, rows } = this.expired;
    const { key, also = [], column } = sealed;
    const { knex } = this.database;
    const found: Record<string, unknown>[] = await rows(knex)
      .modify(seekAfter(knex, key, after))
      .select([...key, ...also, column])
      .limit(BATCH);
    return found.map((row) => toValue(sealed, row));
  }

  private async erase(found: readonly SealedValue[]): Promise<number> {
    const { sealed, campaign } = this.expired;
    const changes = sealed.remainder ? found.filter((each) => this.remainderOf(each) !== undefined) : found;
    if (this.asked.dryRun || changes.length === 0) return changes.length;
    return this.database.transaction(async (tx) => {
      const values = sealed.remainder ? await this.reduce(tx, changes) : await emptyValues(tx, sealed, changes);
      if (values > 0) await countErased(tx, { day: this.asked.today, campaign, word: sealed.word }, values);
      return values;
    });
  }

  private async reduce(tx: Tx, changes: readonly SealedValue[]): Promise<number> {
    let values = 0;
    for (const each of changes) {
      const remainder = this.remainderOf(each);
      if (remainder !== undefined && (await replaceValue(tx, this.expired.sealed, each, remainder))) values += 1;
    }
    return values;
  }

  /** What stays of a value, sealed; nothing where that stands there already. */
  private remainderOf({ row, value }: SealedValue): string | undefined {
    const { sealed } = this.expired;
    const context = sealed.context(row);
    const opened = this.vault.openJson<unknown>(String(value), context);
    const remainder = sealed.remainder?.(opened);
    return equal(opened, remainder) ? undefined : this.vault.sealJson(remainder, context);
  }
}
