import { BATCH } from '../../../kernel/batches';
import type { CivilDate } from '../../../kernel/civil-date';
import type { Db } from '../../../kernel/database';
import type { PersonType } from '../schema';
import type { Staged } from './schema';

/** A class as people have it who stay as they are. */
export interface StayingClass {
  classCode: string;
  departmentCode: string;
  /** One of them. */
  personNo: string;
  /** The first day on which it holds of all that hold on the day of the import or later. */
  fromDay: CivilDate;
}

/** The classes of students of whom no row speaks, as they hold from the day of the import on. */
export async function* stayingClasses(db: Db, staged: Staged): AsyncGenerator<StayingClass[]> {
  for await (const [after, last] of ranges(db, 'checkin_enrolment')) {
    const rows: Record<string, string>[] = await db('checkin_enrolment as s')
      .where('s.person_no', '>', after)
      .where('s.person_no', '<=', last)
      .where('s.until_day', '>', staged.effective)
      .whereNotExists(rowFor(db, staged, 'student'))
      .groupBy('s.class_code', 's.department_code')
      .select('s.class_code', 's.department_code')
      .min({ person_no: 's.person_no', from_day: 's.from_day' });
    yield rows.map((row) => ({
      classCode: row.class_code ?? '',
      departmentCode: row.department_code ?? '',
      personNo: row.person_no ?? '',
      fromDay: row.from_day ?? '',
    }));
  }
}

/** Those who are on the roster on the day of the import or later and have no good row, a batch at a time. */
export async function* missingPeople(db: Db, staged: Staged, type: PersonType) {
  const table = type === 'student' ? 'checkin_enrolment' : 'checkin_scope';
  for (let last = ''; ; ) {
    const rows: { person_no: string; name: string }[] = await db(`${table} as s`)
      .join('checkin_person as p', 'p.person_no', 's.person_no')
      .where('s.person_no', '>', last)
      .where('s.until_day', '>', staged.effective)
      .whereNotExists(rowFor(db, staged, type).where('r.verdict', 'good'))
      .distinct('s.person_no', 'p.name')
      .orderBy('s.person_no')
      .limit(BATCH);
    if (rows.length > 0) yield rows;
    if (rows.length < BATCH) return;
    last = rows[rows.length - 1]?.person_no ?? last;
  }
}

function rowFor(db: Db, { id }: Staged, type: PersonType) {
  return db('checkin_roster_row as r')
    .select('r.seq')
    .whereRaw('r.person_no = s.person_no')
    .where({ 'r.import_id': id, 'r.person_type': type });
}

const RANGE = 10 * BATCH;

/** The people of a table in ranges of a few thousand rows: after the first number, up to the second. */
async function* ranges(db: Db, table: string): AsyncGenerator<[string, string]> {
  for (let last = ''; ; ) {
    const within = db(table)
      .select('person_no')
      .where('person_no', '>', last)
      .orderBy('person_no')
      .limit(RANGE)
      .as('part');
    const [row] = await db(within).max('person_no as last').count('* as rows');
    if (row?.last) yield [last, row.last as string];
    if (Number(row?.rows) < RANGE) return;
    last = row?.last as string;
  }
}
