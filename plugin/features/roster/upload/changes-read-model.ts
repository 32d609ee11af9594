import type { Db } from '../../../kernel/database';
import { fromCursor, type Page, toPage } from '../../../kernel/paging';
import type { Vault } from '../../../kernel/vault';
import type { ChangeKind, RosterChange } from '../changes';
import type { PersonType, RowError } from '../schema';
import { rowsOfStaff, studentsAt, wantedScopes } from '../staging/read-model';
import { toStaff } from '../staging/rows';
import type { Staged, StagedRow } from '../staging/schema';
import { staffTurn, studentsTurn, type Turn } from '../staging/turn';

/** Which changes, and from which one on. */
interface Asked {
  type: PersonType;
  kind: ChangeKind;
  limit: number;
  cursor?: string;
}

/** A page of those who change in some way, as the roster stands now, in the order of the files. */
export async function listChanges(
  db: Db,
  vault: Vault,
  staged: Staged,
  { type, kind, limit, cursor }: Asked,
): Promise<Page<RosterChange>> {
  const after = fromCursor(cursor, ['number']);
  const rows: StagedRow[] = await db('checkin_roster_row')
    .where({ import_id: staged.id, person_type: type })
    .where('seq', '>', after?.[0] ?? 0)
    .where('kinds', 'like', `%,${kind},%`)
    .orderBy('seq')
    .limit(limit + 1)
    .select('seq', 'verdict', 'person_no', 'name');
  const page = toPage(
    rows,
    limit,
    ({ seq }) => [seq],
    (row) => row,
  );
  const { changes } = await turnOf(db, vault, staged, type, page.items);
  const items = page.items.flatMap(({ person_no }) => changes.get(person_no) ?? []);
  return { items, nextCursor: page.nextCursor };
}

async function turnOf(db: Db, vault: Vault, staged: Staged, type: PersonType, rows: StagedRow[]): Promise<Turn> {
  const numbers = rows.map((row) => row.person_no);
  if (type === 'staff') {
    const staff = (await rowsOfStaff(db, staged, numbers)).map((row) => toStaff(staged.sheets, row));
    return staffTurn(db, staged, staff, await wantedScopes(db, staged, numbers));
  }
  const isMissing = ({ verdict }: StagedRow) => verdict === 'missing';
  const present = rows.filter((row) => !isMissing(row)).map(({ seq }) => seq);
  const missing = rows.filter(isMissing).map((row) => row.person_no);
  return studentsTurn({ db, vault }, staged, await studentsAt(db, staged, present), missing);
}

/** A page of what is wrong with rows, in the order of the files. */
export async function listProblems(
  db: Db,
  stageId: string,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<RowError>> {
  const after = fromCursor(cursor, ['number', 'number', 'number']) as [number, number, number] | undefined;
  const query = db('checkin_roster_problem')
    .where({ import_id: stageId })
    .orderBy(['sheet_no', 'row_no', 'place'])
    .limit(limit + 1);
  if (after) {
    const [sheet, row, place] = after;
    void query.where((later) => {
      void later
        .where('sheet_no', '>', sheet)
        .orWhere((same) => void same.where('sheet_no', sheet).where('row_no', '>', row))
        .orWhere((same) => void same.where({ sheet_no: sheet, row_no: row }).where('place', '>', place));
    });
  }
  const rows = await query;
  return toPage(
    rows,
    limit,
    (row) => [row.sheet_no, row.row_no, row.place],
    (row): RowError => ({
      file: row.file,
      row: row.row_no,
      column: row.column_name || undefined,
      message: row.message,
    }),
  );
}
