import { bytesOf, type Db, type Tx } from '../../kernel/database';
import type { SealedColumn, SealedRow } from '../../kernel/sealed-column';

/** A sealed value as it lies in its column. */
export type Sealed = string | Buffer;

/** A row of a sealed column, and what lies in it. */
export interface SealedValue {
  row: SealedRow;
  value: Sealed;
}

/** What names a row, in the order of the key. */
export function keyOf({ key }: SealedColumn, row: SealedRow): (string | number)[] {
  return key.map((name) => row[name] as string | number);
}

/** Reads a column as the database gives it, texts as texts and bytes as bytes. */
export function toValue({ column, bytes }: SealedColumn, row: Record<string, unknown>): SealedValue {
  const { [column]: value, ...rest } = row;
  return { row: rest as SealedRow, value: bytes ? bytesOf(value as Buffer) : String(value) };
}

/** The id of the key that has written a value. */
export function writerOf(value: Sealed): string {
  const dot = value.indexOf('.');
  return typeof value === 'string' ? value.slice(0, dot) : value.toString('latin1', 0, dot);
}

/** The rows of a table whose value in the column is there and was not erased. */
export function filledRows(db: Db, { table, column }: SealedColumn) {
  return db(table).whereNotNull(column).where(column, '<>', '');
}

/** Puts another value in the place of a sealed one; false when that one is no longer there. */
export async function replaceValue(
  tx: Tx,
  sealed: SealedColumn,
  { row, value }: SealedValue,
  next: Sealed,
): Promise<boolean> {
  const key = Object.fromEntries(sealed.key.map((name) => [name, row[name]]));
  const changed = await tx(sealed.table)
    .where({ ...key, [sealed.column]: value })
    .update({ [sealed.column]: next });
  return changed === 1;
}

/** Leaves nothing of values, whoever has sealed them anew meanwhile; answers how many there were. */
export async function emptyValues(tx: Tx, sealed: SealedColumn, values: readonly SealedValue[]): Promise<number> {
  const keys = values.map(({ row }) => keyOf(sealed, row));
  return tx(sealed.table)
    .whereIn([...sealed.key], keys as never)
    .where(sealed.column, '<>', '')
    .update({ [sealed.column]: '' });
}
