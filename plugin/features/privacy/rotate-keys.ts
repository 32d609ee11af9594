import { type Database, seekAfter } from '../../kernel/database';
import type { SealedColumn } from '../../kernel/sealed-column';
import type { Vault } from '../../kernel/vault';
import { COMMAND_LINE, recordAudit } from '../audit';
import { countKeys, type KeysOfColumn, totalByKey } from './count-keys';
import { forgetOtherKeys } from './data-keys';
import { filledRows, keyOf, replaceValue, type Sealed, type SealedValue, toValue, writerOf } from './sealed-rows';

/** Values in one transaction: few enough that whoever waits for the database does not notice. */
const BATCH = 200;
/** Parts of files are half a megabyte each. */
const BYTES_BATCH = 4;

/** A key that has written values is not among `DATA_KEYS`. Its message names the key by its id. */
export class MissingKey extends Error {}

/** What a rotation came to. */
export interface Rotated {
  /** How many values were sealed anew. */
  rows: number;
  /** Values that no key opens, because somebody has changed them: by column. */
  broken: Map<string, number>;
  /** How many values other keys than the first have still written, by the key's id. */
  left: Map<string, number>;
}

interface Watch {
  /** Told now and then how many values of how many are done. */
  progress?(done: number, total: number): void;
}

/**
 * Seals with the first key whatever another one has written, some values at a time, so that the module serves meanwhile:
 * a value is replaced only while it is the one that was read. Whoever was interrupted begins again, and passes over what
 * is done. Throws {@link MissingKey} before anything is changed.
 */
export async function rotateKeys(database: Database, vault: Vault, now: number, watch: Watch = {}): Promise<Rotated> {
  const counted = await countKeys(database.knex);
  demandKeys(vault, counted);
  const total = [...leftOf(vault, counted).values()].reduce((sum, rows) => sum + rows, 0);
  const work = { database, vault, watch, total, done: 0, broken: new Map<string, number>() };
  for (const { sealed } of counted) await rotateColumn(work, sealed);
  if (work.done > 0) await record(database, vault, work.done, now);
  const left = leftOf(vault, await countKeys(database.knex));
  if (left.size === 0) await forgetOtherKeys(database, vault);
  return { rows: work.done, broken: work.broken, left };
}

function demandKeys(vault: Vault, counted: readonly KeysOfColumn[]): void {
  const missing = [...totalByKey(counted)].filter(([id]) => !vault.keyIds.includes(id));
  if (missing.length === 0) return;
  const lines = missing.map(([id, rows]) => `  “${id}”：有 ${rows} 条数据是用它加密的`);
  throw new MissingKey(
    ['DATA_KEYS 里缺少下面的密钥，没有改动任何数据。请把它们加回去（放在第一把之后）再运行：', ...lines].join('\n'),
  );
}

/** What other keys than the first have written. */
function leftOf(vault: Vault, counted: readonly KeysOfColumn[]): Map<string, number> {
  return new Map([...totalByKey(counted)].filter(([id]) => id !== vault.writingId));
}

interface Work {
  database: Database;
  vault: Vault;
  watch: Watch;
  total: number;
  done: number;
  broken: Map<string, number>;
}

async function rotateColumn(work: Work, sealed: SealedColumn): Promise<void> {
  let after: (string | number)[] | undefined;
  do {
    const values = await nextValues(work, sealed, after);
    await reseal(work, sealed, values);
    const last = values.at(-1);
    after = last && keyOf(sealed, last.row);
  } while (after);
}

/** The next values in the order of the key that another key than the first has written. */
async function nextValues(
  { database: { knex }, vault }: Work,
  sealed: SealedColumn,
  after: (string | number)[] | undefined,
): Promise<SealedValue[]> {
  const { key, also = [], column, bytes } = sealed;
  const prefix = Buffer.from(`${vault.writingId}.`);
  const rows: Record<string, unknown>[] = await filledRows(knex, sealed)
    .whereRaw('hex(substr(??, 1, ?)) <> ?', [column, prefix.length, prefix.toString('hex').toUpperCase()])
    .modify(seekAfter(knex, key, after))
    .select([...key, ...also, column])
    .limit(bytes ? BYTES_BATCH : BATCH);
  return rows.map((row) => toValue(sealed, row));
}

async function reseal(work: Work, sealed: SealedColumn, values: readonly SealedValue[]): Promise<void> {
  const { database, vault, watch, total } = work;
  const renewed = values.map((each) => ({ ...each, next: renew(vault, sealed, each) }));
  const done = await database.transaction(async (tx) => {
    let changed = 0;
    for (const { next, ...each } of renewed) if (next && (await replaceValue(tx, sealed, each, next))) changed += 1;
    return changed;
  });
  const broken = renewed.filter(
    ({ next, value }) => next === undefined && vault.keyIds.includes(writerOf(value)),
  ).length;
  const name = `${sealed.table}.${sealed.column}`;
  if (broken > 0) work.broken.set(name, (work.broken.get(name) ?? 0) + broken);
  work.done += done;
  watch.progress?.(work.done, total);
}

/** The same under the first key; nothing where the value does not open. */
function renew(vault: Vault, sealed: SealedColumn, { row, value }: SealedValue): Sealed | undefined {
  const context = sealed.context(row);
  try {
    if (typeof value === 'string') return vault.seal(vault.open(value, context), context);
    return vault.sealBytes(vault.openBytes(value, context), context);
  } catch {
    return undefined;
  }
}

async function record(database: Database, vault: Vault, rows: number, now: number): Promise<void> {
  const detail = { key: vault.writingId, rows };
  await database.transaction((tx) => recordAudit(tx, { actor: COMMAND_LINE, action: 'keys.rotate', at: now, detail }));
}
