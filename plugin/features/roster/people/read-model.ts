import type { CivilDate } from '../../../kernel/civil-date';
import type { Db } from '../../../kernel/database';
import type { PersonRow, ScopeRow } from '../rows';
import { toHeldScope } from '../rows';
import type { HeldScope, PersonType } from '../schema';

/** A class on a day. */
export interface ClassOfDay {
  code: string;
  department: string;
  students: number;
}

/** The classes that students are in on a day. */
export async function classesOn(db: Db, day: CivilDate): Promise<ClassOfDay[]> {
  const rows: { class_code: string; department_code: string; students: number | string }[] = await db(
    'checkin_enrolment',
  )
    .where('from_day', '<=', day)
    .where('until_day', '>', day)
    .groupBy('department_code', 'class_code')
    .orderBy(['department_code', 'class_code'])
    .select('department_code', 'class_code')
    .count({ students: '*' });
  return rows.map((row) => ({ code: row.class_code, department: row.department_code, students: Number(row.students) }));
}

/** A scope with whose it is. */
export interface Responsible extends Pick<HeldScope, 'kind' | 'code' | 'duty'> {
  personNo: string;
  name: string;
}

/** Who is responsible for what on a day. */
export async function responsibleOn(db: Db, day: CivilDate): Promise<Responsible[]> {
  const rows: (ScopeRow & PersonRow)[] = await db('checkin_scope as s')
    .join('checkin_person as p', 'p.person_no', 's.person_no')
    .where('s.from_day', '<=', day)
    .where('s.until_day', '>', day)
    .orderBy(['s.code', 's.person_no'])
    .select('s.kind', 's.code', 's.duty', 's.person_no', 'p.name');
  return rows.map(({ kind, code, duty, person_no: personNo, name }) => ({ kind, code, duty, personNo, name }));
}

/** Somebody whom a search has found. */
export interface Found {
  personNo: string;
  type: PersonType;
  name: string;
}

const FOUND = 50;

/** People whose number begins with a text, or whose name has it in it; one more than are shown. */
export async function searchPeople(db: Db, text: string): Promise<{ found: Found[]; isMore: boolean }> {
  const escaped = text.replace(/[!%_]/g, '!$&');
  const like = (column: string, pattern: string) => db.raw("?? like ? escape '!'", [column, pattern]);
  const rows = await db<PersonRow>('checkin_person')
    .where(like('person_no', `${escaped}%`))
    .orWhere(like('name', `%${escaped}%`))
    .orderBy(['person_type', 'person_no'])
    .limit(FOUND + 1);
  const found = rows.slice(0, FOUND).map((row) => ({ personNo: row.person_no, type: row.person_type, name: row.name }));
  return { found, isMore: rows.length > FOUND };
}

/** What a member of staff has been and will be responsible for, in the order of days. */
export async function scopesOf(db: Db, personNo: string): Promise<HeldScope[]> {
  const rows = await db<ScopeRow>('checkin_scope')
    .where({ person_no: personNo })
    .orderBy(['from_day', 'until_day', 'duty', 'code']);
  return rows.map(toHeldScope);
}
