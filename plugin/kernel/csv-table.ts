import { stringify } from 'csv-stringify/sync';
import { wallTime } from './civil-date';
import type { Reply } from './http';

/** A column: its heading, and what a row has in it; nothing is an empty cell. */
export type CsvColumn<Row> = readonly [heading: string, value: (row: Row) => string | number | null | undefined];

/**
 * A table as comma separated values, with the mark by which Excel knows UTF-8; nothing that people wrote is taken for a
 * formula.
 */
export function csvTable<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const records = rows.map((row) => columns.map(([, value]) => value(row) ?? ''));
  const options = { bom: true, record_delimiter: 'windows', escape_formulas: true } as const;
  return stringify([columns.map(([heading]) => heading), ...records], options);
}

/** A moment as spreadsheets read it, `2021-01-21 07:42` in the school's time; nothing stays nothing. */
export function csvMoment(instant: number | null | undefined, timeZone: string): string | null {
  if (instant === null || instant === undefined) return null;
  const { date, time } = wallTime(instant, timeZone);
  return `${date} ${time}`;
}

/** The reply that hands a browser such a table as a file; `plain` is its name for those who know ASCII alone. */
export function csvReply(text: string, { name, plain }: { name: string; plain: string }): Reply {
  return {
    text,
    type: 'text/csv; charset=utf-8',
    headers: {
      'Content-Disposition': `attachment; filename="${plain}.csv"; filename*=UTF-8''${encodeURIComponent(`${name}.csv`)}`,
    },
  };
}
