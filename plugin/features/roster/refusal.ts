import type { RowError, Sheet } from './schema';

const LISTED = 200;

/** The files were refused and nothing was changed. `errors` has every bad row; the message lists the first 200. */
export class RosterRefused extends Error {
  constructor(readonly errors: RowError[]) {
    const lines = errors.slice(0, LISTED).map(lineOf);
    const more = errors.length > LISTED ? [`……另有 ${errors.length - LISTED} 处未列出`] : [];
    super([`名单有 ${errors.length} 处问题，没有导入任何内容：`, ...lines, ...more].join('\n'));
    this.name = 'RosterRefused';
  }
}

/** The refusal of a file as a whole, or because of one row of it. */
export function refused(file: string, row: number, message: string): RosterRefused {
  return new RosterRefused([{ file, row, message }]);
}

function lineOf({ file, row, column, message }: RowError): string {
  return `${file}${row > 0 ? ` 第 ${row} 行` : ''}${column ? `「${column}」` : ''}：${message}`;
}

/** Errors in the order in which a reader meets them: by sheet as given, then by row. */
export function inReadingOrder(errors: readonly RowError[], sheets: readonly Sheet[]): RowError[] {
  const place = new Map(sheets.map(({ file }, index) => [file, index]));
  const placeOf = ({ file }: RowError) => place.get(file) ?? 0;
  return [...errors].sort((a, b) => placeOf(a) - placeOf(b) || a.row - b.row);
}
