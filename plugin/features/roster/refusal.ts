import type { RowError } from './schema';

const LISTED = 200;

/**
 * The files were refused and nothing was changed. `errors` has every bad row, but no more than 20,000 things; `count` is
 * how many there are. The message lists the first 200.
 */
export class RosterRefused extends Error {
  constructor(
    readonly errors: RowError[],
    readonly count = errors.length,
  ) {
    const lines = errors.slice(0, LISTED).map(lineOf);
    const more = count > LISTED ? [`……另有 ${count - LISTED} 处未列出`] : [];
    super([`名单有 ${count} 处问题，没有导入任何内容：`, ...lines, ...more].join('\n'));
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
