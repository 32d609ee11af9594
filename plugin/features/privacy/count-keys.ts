import type { Db } from '../../kernel/database';
import type { SealedColumn } from '../../kernel/sealed-column';
import { SEALED_COLUMNS } from './sealed-columns';
import { filledRows } from './sealed-rows';

/** How many values of a column each key has written. */
export interface KeysOfColumn {
  sealed: SealedColumn;
  /** By the key's id. */
  rows: Map<string, number>;
}

/** Which keys have written what: read from what stands before each ciphertext, without opening any. */
export async function countKeys(db: Db): Promise<KeysOfColumn[]> {
  const counted: KeysOfColumn[] = [];
  for (const sealed of SEALED_COLUMNS) counted.push({ sealed, rows: await countColumn(db, sealed) });
  return counted;
}

async function countColumn(db: Db, sealed: SealedColumn): Promise<Map<string, number>> {
  // As hexadecimal digits texts and bytes are alike.
  const prefix = db.raw("hex(substr(??, 1, instr(??, '.')))", [sealed.column, sealed.column]);
  const found: { prefix: string; rows: number | string }[] = await filledRows(db, sealed)
    .select({ prefix })
    .count({ rows: '*' })
    .groupBy('prefix');
  return new Map(found.map(({ prefix: digits, rows }) => [idOf(digits), Number(rows)]));
}

function idOf(digits: string): string {
  return Buffer.from(digits, 'hex').toString('latin1').replace(/\.$/, '');
}

/** How many values keys have written, over all columns, by the key's id. */
export function totalByKey(counted: readonly KeysOfColumn[]): Map<string, number> {
  const totals = new Map<string, number>();
  for (const { rows } of counted) for (const [id, count] of rows) totals.set(id, (totals.get(id) ?? 0) + count);
  return totals;
}
