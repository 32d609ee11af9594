import { invalid } from './problem';

/** A page of a list, and where the next one begins. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** The parameters that every list takes. */
export const PAGING = {
  limit: { type: 'integer', minimum: 1, maximum: 200, default: 50, description: 'how many at most' },
  cursor: { type: 'string', maxLength: 512, description: '`nextCursor` of the page before' },
} as const;

/** The keys of the last row of a page, as an opaque text. */
function toCursor(keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** The keys behind a cursor; 422 when it is not one that we gave. `shape` names the type of each key. */
export function fromCursor(
  cursor: string | undefined,
  shape: readonly ('string' | 'number')[],
): (string | number)[] | undefined {
  if (cursor === undefined || cursor === '') return undefined;
  try {
    const keys = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown;
    if (Array.isArray(keys) && keys.length === shape.length && keys.every((key, index) => isKey(key, shape[index])))
      return keys;
  } catch {
    // Not JSON: the same refusal as any other text that we did not give.
  }
  throw invalid([{ pointer: '/cursor', message: '翻页位置不对，请从第一页重新开始' }]);
}

function isKey(key: unknown, type: 'string' | 'number' | undefined): boolean {
  return type === 'number' ? Number.isFinite(key) : typeof key === type;
}

/** Makes a page of one row more than was asked for. */
export function toPage<Row, T>(
  rows: Row[],
  limit: number,
  keysOf: (row: Row) => (string | number)[],
  show: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(show), nextCursor: rows.length > limit && last ? toCursor(keysOf(last)) : null };
}
