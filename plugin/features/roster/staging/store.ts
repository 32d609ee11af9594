import { BATCH, batches, breathe } from '../../../kernel/batches';
import type { Database, Tx } from '../../../kernel/database';
import type { RowError, Scope } from '../schema';
import type { NewRow, Plan, Staged } from './schema';

/** Puts rows of one kind where they wait. */
export async function addRows(tx: Tx, rows: readonly NewRow[]): Promise<void> {
  for (const batch of batches(rows)) await tx('checkin_roster_row').insert(batch);
}

/** Something wrong with a row of a sheet, in its place among those of the import. */
export interface Placed {
  sheetNo: number;
  place: number;
  error: RowError;
}

export async function addProblems(tx: Tx, importId: string, problems: readonly Placed[]): Promise<void> {
  const rows = problems.map(({ sheetNo, place, error }) => ({
    import_id: importId,
    sheet_no: sheetNo,
    row_no: error.row,
    place,
    file: error.file,
    column_name: error.column ?? '',
    message: error.message,
  }));
  for (const batch of batches(rows)) await tx('checkin_roster_problem').insert(batch);
}

/** Notes what is to become of rows, by their places. */
export async function savePlans(tx: Tx, importId: string, plans: ReadonlyMap<number, Plan>): Promise<void> {
  const alike = new Map<string, { values: object; places: number[] }>();
  for (const [seq, plan] of plans) {
    const values = columnsOf(plan);
    const key = JSON.stringify(values);
    const known = alike.get(key) ?? { values, places: [] };
    known.places.push(seq);
    alike.set(key, known);
  }
  for (const { values, places } of alike.values()) {
    await tx('checkin_roster_row').where({ import_id: importId }).whereIn('seq', places).update(values);
  }
}

function columnsOf({ kinds, person, period, contact }: Plan) {
  const listed = kinds.length > 0 ? `,${kinds.join(',')},` : '';
  return { kinds: listed, person_plan: person, period_plan: period, contact_plan: contact };
}

/** What staff are to have, by person, in the place of what was noted before. */
export async function saveWantedScopes(
  tx: Tx,
  importId: string,
  wanted: ReadonlyMap<string, readonly Scope[]>,
): Promise<void> {
  const rows = [...wanted].flatMap(([person_no, scopes]) =>
    scopes.map((scope, place) => ({ import_id: importId, person_no, place, ...scope })),
  );
  for (const batch of batches(rows)) await tx('checkin_roster_wanted_scope').insert(batch);
}

/** Forgets what was found when the rows were compared, for them to be compared again. */
export async function clearComparison(database: Database, { id, rows }: Staged): Promise<void> {
  const nothing = { kinds: '', person_plan: '', period_plan: '', contact_plan: '' };
  await database.transaction(async (tx) => {
    await tx('checkin_roster_wanted_scope').where({ import_id: id }).delete();
    await tx('checkin_roster_row').where({ import_id: id }).where('seq', '>', rows).delete();
  });
  for (let from = 0; from < rows; from += BATCH) {
    await database.transaction((tx) =>
      tx('checkin_roster_row')
        .where({ import_id: id })
        .whereBetween('seq', [from + 1, from + BATCH])
        .update(nothing),
    );
    await breathe();
  }
}

/** Takes away all rows of an import, and all that was found about them: a part at a time, from the end. */
export async function clearStage(database: Database, importId: string): Promise<void> {
  for (let isLast = false; !isLast; ) {
    isLast = await database.transaction(async (tx) => {
      if ((await clearRows(tx, importId)) || (await clearProblems(tx, importId))) return false;
      await tx('checkin_roster_wanted_scope').where({ import_id: importId }).delete();
      return true;
    });
    await breathe();
  }
}

const PART = 5 * BATCH;

/** Deletes the last rows of an import; false when those were all. */
async function clearRows(tx: Tx, importId: string): Promise<boolean> {
  const rows = () => tx('checkin_roster_row').where({ import_id: importId });
  const from = await rows().orderBy('seq', 'desc').offset(PART).first('seq');
  await rows()
    .where('seq', '>', from?.seq ?? 0)
    .delete();
  return from !== undefined;
}

/** The same for what is wrong with them. */
async function clearProblems(tx: Tx, importId: string): Promise<boolean> {
  const rows = () => tx('checkin_roster_problem').where({ import_id: importId });
  const from = await rows()
    .orderBy([
      { column: 'sheet_no', order: 'desc' },
      { column: 'row_no', order: 'desc' },
    ])
    .offset(PART)
    .first('sheet_no', 'row_no');
  const { sheet_no = -1, row_no = -1 } = from ?? {};
  await rows()
    .where((any) => void any.where('sheet_no', '>', sheet_no).orWhere({ sheet_no }).where('row_no', '>=', row_no))
    .delete();
  return from !== undefined;
}
