import { daysBetween } from '../../kernel/civil-date';
import { type CsvColumn, csvMoment, csvTable } from '../../kernel/csv-table';
import type { Db } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import { type CaseWithEntries, listCases } from './list';
import type { CaseState, CasesAsked } from './read-model';
import { OUTCOME_WORDS, STEP_WORDS, standingOf } from './rules';

/** Cases that are read at once. */
const BATCH = 500;

/** All cases of a state in the caller's scope as comma separated values, in the order of the page, and whom they are about. */
export async function casesCsv(
  db: Db,
  vault: Vault,
  { timeZone, ...asked }: CasesAsked & { state: CaseState; timeZone: string },
): Promise<{ text: string; subjects: string[] }> {
  const rows: CaseWithEntries[] = [];
  let cursor: string | undefined;
  do {
    const page = await listCases(db, vault, { ...asked, limit: BATCH, cursor });
    rows.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  const text = csvTable(columnsOf(asked.today, timeZone), rows);
  return { text, subjects: rows.map(({ found }) => found.personNo) };
}

function columnsOf(today: string, timeZone: string): CsvColumn<CaseWithEntries>[] {
  const last = ({ entries }: CaseWithEntries) => entries.filter(({ note }) => note !== '').at(-1);
  const standing = ({ found, entries }: CaseWithEntries) => standingOf(found, entries);
  return [
    ['学号', ({ found }) => found.personNo],
    ['姓名', ({ found }) => found.name],
    ['系部', ({ found }) => found.places[0]?.departmentCode],
    ['班级', ({ found }) => found.places[0]?.classCode],
    ['开始日期', ({ found }) => found.fromDay],
    ['第几天', ({ found }) => (found.isOpen ? daysBetween(found.fromDay, today) + 1 : null)],
    ['去向', (row) => wordOf(STEP_WORDS, standing(row).step)],
    ['结果', (row) => wordOf(OUTCOME_WORDS, standing(row).outcome)],
    ['最近的记录', (row) => last(row)?.note],
    ['记录时间', (row) => csvMoment(last(row)?.at, timeZone)],
    ['记录人', (row) => last(row)?.by.name],
    ['结束时间', ({ found }) => csvMoment(found.closedAt, timeZone)],
  ];
}

function wordOf<Key extends string>(words: Record<Key, string>, key: Key | null | undefined): string | null {
  return key ? words[key] : null;
}
