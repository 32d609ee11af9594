import { breathe } from '../../../kernel/batches';
import type { Database } from '../../../kernel/database';
import type { Vault } from '../../../kernel/vault';
import { type Reading, readEntries } from '../read-entries';
import type { Sheet } from '../schema';
import { Problems } from './problems';
import { fromBad, fromStaff, fromStudent } from './rows';
import type { NewRow, Staged } from './schema';
import { addRows } from './store';

/** What every step of an import needs. */
export interface Ground {
  database: Database;
  vault: Vault;
}

/** Told as a long work goes on: how much of how much is done, in whatever it counts. */
export type OnProgress = (done: number, total: number) => Promise<void>;

const WHOLE = 1000;

/**
 * Looks at each row by itself and puts it where it waits to be compared with the roster. Holds no more than a piece of
 * a sheet. Throws `RosterRefused` as the reader of the sheets does; what has been put there by then stays.
 */
export async function stage(
  { database, vault }: Ground,
  opened: Pick<Staged, 'id' | 'effective' | 'retireMissing'>,
  pieces: AsyncIterable<Sheet>,
  onProgress: OnProgress,
): Promise<Staged> {
  const sheets: string[] = [];
  const problems = new Problems(database, { id: opened.id, sheets, problems: 0 });
  const spans: Staged['spans'] = { student: [1, 0], staff: [1, 0], bad: [1, 0] };
  let rows = 0;
  for await (const piece of pieces) {
    if (!sheets.includes(piece.file)) sheets.push(piece.file);
    const reading = readEntries(piece);
    const where = { import_id: opened.id, sheet_no: sheets.indexOf(piece.file) };
    const { good, bad } = rowsOf(vault, reading, where, rows);
    await database.transaction(async (tx) => {
      await addRows(tx, good);
      await addRows(tx, bad);
    });
    await problems.add(reading.errors);
    extend(spans, [...good, ...bad]);
    rows += good.length + bad.length;
    if (piece.share !== undefined) await onProgress(Math.floor(piece.share * WHOLE), WHOLE);
    await breathe();
  }
  return { ...opened, sheets, rows, spans, problems: problems.count };
}

/** Good rows come before the bad ones of a piece. */
function rowsOf(
  vault: Vault,
  { students, staff, bad }: Reading,
  where: Pick<NewRow, 'import_id' | 'sheet_no'>,
  before: number,
): Record<'good' | 'bad', NewRow[]> {
  let seq = before;
  const place = () => {
    seq += 1;
    return { ...where, seq };
  };
  const good = [
    ...students.map((entry) => fromStudent(vault, place(), entry)),
    ...staff.map((entry) => fromStaff(place(), entry)),
  ];
  return { good, bad: bad.map((entry) => fromBad(place(), entry)) };
}

function extend(spans: Staged['spans'], rows: readonly NewRow[]): void {
  for (const { seq, verdict, person_type } of rows) {
    const span = spans[verdict === 'bad' ? 'bad' : person_type];
    if (span[1] === 0) span[0] = seq;
    span[1] = seq;
  }
}
