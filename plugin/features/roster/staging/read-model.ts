import type { Knex } from 'knex';
import { BATCH } from '../../../kernel/batches';
import type { Db } from '../../../kernel/database';
import type { Duty, RowError, Scope, ScopeKind } from '../schema';
import type { Kind, PlannedRow, StaffRow, Staged, StagedRow, StudentRow } from './schema';

const ANY = ['r.seq', 'r.verdict', 'r.person_type', 'r.sheet_no', 'r.row_no', 'r.person_no', 'r.name'];
const COLUMNS = {
  student: [
    ...ANY,
    ...['r.department_code', 'r.class_code', 'r.intake', 'r.status', 'r.category', 'r.phones', 'r.sealed'],
  ],
  staff: [...ANY, 'r.duty', 'r.scope'],
  bad: ['r.seq', 'r.department_code', 'r.class_code'],
} as const satisfies Record<Kind, readonly string[]>;

type RowOf = { student: StudentRow; staff: StaffRow; bad: Pick<StudentRow, 'seq' | 'department_code' | 'class_code'> };

/** The rows of a kind in the order of the files, a batch at a time; of staff, the first one of each person. */
export async function* rowsInBatches<K extends Kind>(
  db: Db,
  { id, spans }: Pick<Staged, 'id' | 'spans'>,
  kind: K,
): AsyncGenerator<RowOf[K][]> {
  const [first, last] = spans[kind];
  for (let from = first; from <= last; ) {
    const query = db('checkin_roster_row as r')
      .where({ 'r.import_id': id, 'r.verdict': kind === 'bad' ? 'bad' : 'good' })
      .whereBetween('r.seq', [from, last])
      .orderBy('r.seq')
      .limit(BATCH)
      .select(...COLUMNS[kind]);
    if (kind !== 'bad') void query.where('r.person_type', kind);
    if (kind === 'staff') onlyFirst(query);
    const rows = (await query) as RowOf[K][];
    if (rows.length > 0) yield rows;
    if (rows.length < BATCH) return;
    from = (rows[rows.length - 1]?.seq ?? last) + 1;
  }
}

function onlyFirst(query: Knex.QueryBuilder): void {
  void query.whereNotExists((earlier) => {
    void earlier
      .from('checkin_roster_row as e')
      .select('e.seq')
      .whereRaw('e.import_id = r.import_id and e.person_no = r.person_no and e.person_type = r.person_type')
      .where('e.verdict', 'good')
      .whereRaw('e.seq < r.seq');
  });
}

/** The rows of which something has to be written, a batch at a time. */
export async function* plannedRows(db: Db, { id }: Pick<Staged, 'id'>): AsyncGenerator<PlannedRow[]> {
  const last = await db('checkin_roster_row').where({ import_id: id }).max('seq as seq').first();
  for (let from = 1; from <= Number(last?.seq ?? 0); from += BATCH) {
    const rows = await db('checkin_roster_row as r')
      .where('r.import_id', id)
      .whereBetween('r.seq', [from, from + BATCH - 1])
      .where((any) => {
        for (const plan of PLANS) void any.orWhere(plan, '<>', '');
      })
      .orderBy('r.seq')
      .select(...ANY, ...PLANS);
    if (rows.length > 0) yield rows as PlannedRow[];
  }
}

const PLANS = ['r.person_plan', 'r.period_plan', 'r.contact_plan'];

/** The rows of students at some places, as many as fit into a statement. */
export async function studentsAt(db: Db, { id }: Pick<Staged, 'id'>, places: readonly number[]): Promise<StudentRow[]> {
  return db('checkin_roster_row as r')
    .where('r.import_id', id)
    .whereIn('r.seq', places)
    .select(...COLUMNS.student);
}

/** All good rows of some members of staff, in the order of the files. */
export async function rowsOfStaff(db: Db, { id }: Pick<Staged, 'id'>, people: readonly string[]): Promise<StaffRow[]> {
  return db('checkin_roster_row as r')
    .where({ 'r.import_id': id, 'r.person_type': 'staff', 'r.verdict': 'good' })
    .whereIn('r.person_no', people)
    .orderBy('r.seq')
    .select(...COLUMNS.staff);
}

/** The numbers that stand for a student and in another row as well, a batch at a time. */
export async function* doubledNumbers(db: Db, { id }: Pick<Staged, 'id'>): AsyncGenerator<string[]> {
  for (let last = ''; ; ) {
    const rows = await db('checkin_roster_row')
      .where({ import_id: id, verdict: 'good' })
      .where('person_no', '>', last)
      .groupBy('person_no')
      .havingRaw("count(*) > 1 and sum(case when person_type = 'student' then 1 else 0 end) > 0")
      .orderBy('person_no')
      .limit(BATCH)
      .select('person_no');
    if (rows.length > 0) yield rows.map(({ person_no }) => person_no as string);
    if (rows.length < BATCH) return;
    last = rows[rows.length - 1]?.person_no ?? last;
  }
}

/** Where the rows of some people stand, students before staff, each in the order of the files. */
export async function placesOf(db: Db, { id }: Pick<Staged, 'id'>, people: readonly string[]) {
  const rows = await db('checkin_roster_row')
    .where({ import_id: id, verdict: 'good' })
    .whereIn('person_no', people)
    .orderBy([{ column: 'person_type', order: 'desc' }, 'seq'])
    .select('person_no', 'person_type', 'sheet_no', 'row_no');
  return rows as Pick<StagedRow, 'person_no' | 'person_type' | 'sheet_no' | 'row_no'>[];
}

/** What staff of an import are to have, by person. */
export async function wantedScopes(db: Db, { id }: Pick<Staged, 'id'>, people: readonly string[]) {
  const rows = await db('checkin_roster_wanted_scope')
    .where({ import_id: id })
    .whereIn('person_no', people)
    .orderBy(['person_no', 'place']);
  const scopes = new Map(people.map((personNo): [string, Scope[]] => [personNo, []]));
  for (const { person_no, duty, kind, code } of rows)
    scopes.get(person_no)?.push({ duty: duty as Duty, kind: kind as ScopeKind, code });
  return scopes;
}

/** What is wrong with the rows, in the order of the files, a batch at a time. */
export async function* problemsInBatches(db: Db, { id }: Pick<Staged, 'id'>): AsyncGenerator<RowError[]> {
  const size = 10 * BATCH;
  for (let offset = 0; ; offset += size) {
    const rows = await db('checkin_roster_problem')
      .where({ import_id: id })
      .orderBy(['sheet_no', 'row_no', 'place'])
      .limit(size)
      .offset(offset);
    yield rows.map(toProblem);
    if (rows.length < size) return;
  }
}

function toProblem(row: { file: string; row_no: number; column_name: string; message: string }): RowError {
  const { file, row_no, column_name: column, message } = row;
  return { file, row: row_no, ...(column === '' ? {} : { column }), message };
}
