import type { Tx } from '../../../kernel/database';
import type { Period } from '../schema';

/** Rows of an import by their places, as many as fit into a statement. */
function rowsAt(tx: Tx, importId: string, places: readonly number[]) {
  return tx('checkin_roster_row').where({ import_id: importId }).whereIn('seq', places);
}

/** Puts people into the roster as they wait in an import. */
export async function copyPeople(tx: Tx, importId: string, places: readonly number[], now: number): Promise<void> {
  if (places.length === 0) return;
  const columns = ['person_no', 'person_type', 'name'];
  const from = rowsAt(tx, importId, places).select([...columns, tx.raw('?', [now])]);
  await tx(into(tx, 'checkin_person', [...columns, 'updated_at'])).insert(from);
}

/** Puts enrolments into the roster as they wait in an import, for a period. */
export async function copyEnrolments(
  tx: Tx,
  importId: string,
  places: readonly number[],
  { fromDay, untilDay }: Period,
): Promise<void> {
  if (places.length === 0) return;
  const columns = ['person_no', 'department_code', 'class_code', 'intake', 'status', 'category'];
  const period = [tx.raw('?', [fromDay]), tx.raw('?', [untilDay])];
  const from = rowsAt(tx, importId, places).select([...columns, ...period]);
  await tx(into(tx, 'checkin_enrolment', [...columns, 'from_day', 'until_day'])).insert(from);
}

/** Puts sealed telephone numbers into the roster as they wait in an import. */
export async function copyContacts(tx: Tx, importId: string, places: readonly number[]): Promise<void> {
  if (places.length === 0) return;
  const columns = ['person_no', 'sealed'];
  await tx(into(tx, 'checkin_contact', columns)).insert(rowsAt(tx, importId, places).select(columns));
}

function into(tx: Tx, table: string, columns: readonly string[]) {
  return tx.raw(`?? (${columns.map(() => '??').join(', ')})`, [table, ...columns]);
}
