import { type CsvColumn, csvMoment, csvTable } from '../../kernel/csv-table';
import type { Db } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import { classesBetween } from './classes-read-model';
import type { Listed } from './list';
import type { DayAsked } from './page-list';
import { currentOf, keyOf } from './read-model';

/** The classes outside the app of a day as comma separated values: figures, and nobody's name but of who entered them. */
export async function followUpsCsv(
  db: Db,
  vault: Vault,
  { campaign, caller, date, timeZone }: DayAsked & { timeZone: string },
): Promise<{ text: string; rows: number }> {
  const classes = await classesBetween(db, { campaign, caller, from: date, to: date });
  const entries = await currentOf(db, vault, campaign, classes);
  const rows = classes.map((each): Listed => ({ ...each, entry: entries.get(keyOf(each)) }));
  return { text: csvTable(columnsOf(timeZone), rows), rows: rows.length };
}

function columnsOf(timeZone: string): CsvColumn<Listed>[] {
  return [
    ['日期', ({ date }) => date],
    ['系部', ({ departmentCode }) => departmentCode],
    ['班级', ({ classCode }) => classCode],
    ['应了解', ({ expected }) => expected],
    ['已了解', ({ entry }) => entry?.headcount],
    ['异常', ({ entry }) => entry?.abnormal.length],
    ['谁填的', ({ entry }) => entry?.by.name],
    ['填写时间', ({ entry }) => csvMoment(entry?.at, timeZone)],
  ];
}
