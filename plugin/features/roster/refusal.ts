import type { RosterFile, RowError } from './schema';

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

function lineOf({ file, row, column, message }: RowError): string {
  return `${file}${row > 0 ? ` 第 ${row} 行` : ''}${column ? `「${column}」` : ''}：${message}`;
}

/** Errors in the order in which a reader meets them: by file as given, then by row. */
export function inReadingOrder(errors: readonly RowError[], files: readonly RosterFile[]): RowError[] {
  const place = new Map(files.map(({ name }, index) => [name, index]));
  const placeOf = ({ file }: RowError) => place.get(file) ?? 0;
  return [...errors].sort((a, b) => placeOf(a) - placeOf(b) || a.row - b.row);
}
