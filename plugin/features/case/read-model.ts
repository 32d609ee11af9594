import type { Knex } from 'knex';
import type { CivilDate } from '../../kernel/civil-date';
import type { Db, Tx } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import type { Vault } from '../../kernel/vault';
import type { Campaign } from '../campaign';
import { type Place, whereInScope } from '../policy';
import type { Case, CaseEntry } from './schema';
import { type CaseRow, type EntryRow, openEntry, openOf, toCase } from './store';

/** Who asks for cases, and on what day. */
export interface CasesAsked {
  caller: Caller;
  campaign: Campaign;
  today: CivilDate;
}

/** A case with whom it is about. */
export interface CaseOfStudent extends Case {
  name: string;
  /** Where the student is today, and where when the case began. The first one is shown. */
  places: Place[];
}

type Row = CaseRow & {
  name: string;
  then_class: string | null;
  then_department: string | null;
  class_code: string | null;
  department_code: string | null;
};

/**
 * The cases in the caller's scope of today: of students who are in it, and of those who were in it when the case began
 * (contract, 3).
 */
function selectCases(db: Db, { caller, campaign, today }: CasesAsked): Knex.QueryBuilder {
  return db('checkin_case as c')
    .join('checkin_person as p', 'p.person_no', 'c.person_no')
    .leftJoin('checkin_enrolment as e', (join) => {
      join
        .on('e.person_no', 'c.person_no')
        .andOn('e.from_day', '<=', 'c.from_day')
        .andOn('e.until_day', '>', 'c.from_day');
    })
    .leftJoin('checkin_enrolment as n', (join) => {
      join.on('n.person_no', 'c.person_no').andOnVal('n.from_day', '<=', today).andOnVal('n.until_day', '>', today);
    })
    .where('c.campaign_id', campaign.id)
    .modify(whereInScope(caller, 'case.read', 'e', 'n'));
}

function columns(query: Knex.QueryBuilder): Knex.QueryBuilder {
  return query
    .select('c.*', 'p.name', 'n.class_code', 'n.department_code')
    .select({ then_class: 'e.class_code', then_department: 'e.department_code' });
}

function toCaseOfStudent(row: Row): CaseOfStudent {
  return {
    ...toCase(row),
    name: row.name,
    places: [...placeOf(row.class_code, row.department_code), ...placeOf(row.then_class, row.then_department)],
  };
}

function placeOf(classCode: string | null, departmentCode: string | null): Place[] {
  return classCode === null || departmentCode === null ? [] : [{ classCode, departmentCode }];
}

export type CaseState = 'open' | 'closed';

/** Some cases: the open ones oldest first, the closed ones latest first, from a place in that order on. */
export async function casesInScope(
  db: Db,
  asked: CasesAsked,
  { state, limit, after }: { state: CaseState; limit: number; after?: (string | number)[] },
): Promise<CaseOfStudent[]> {
  const [column, order, sign] = state === 'open' ? ['c.opened_at', 'asc', '>'] : ['c.closed_at', 'desc', '<'];
  const query = columns(selectCases(db, asked)).modify(inState(state)).limit(limit);
  void query.orderBy(column, order).orderBy('c.id', order);
  if (after) void query.whereRaw(`(${column}, c.id) ${sign} (?, ?)`, after);
  const rows: Row[] = await query;
  return rows.map(toCaseOfStudent);
}

function inState(state: CaseState): (query: Knex.QueryBuilder) => void {
  return (query) => void (state === 'open' ? query.whereNotNull('c.open_of') : query.whereNull('c.open_of'));
}

/** How many cases of a state the caller has. */
export async function countCases(db: Db, asked: CasesAsked, state: CaseState): Promise<number> {
  const [row] = await selectCases(db, asked).modify(inState(state)).count({ cases: '*' });
  return Number(row?.cases ?? 0);
}

/** One case of the caller's; nothing outside the scope. */
export async function findCase(db: Db, asked: CasesAsked, id: number): Promise<CaseOfStudent | undefined> {
  const row: Row | undefined = await columns(selectCases(db, asked)).where('c.id', id).first();
  return row && toCaseOfStudent(row);
}

/** Every entry of these cases, the first one first, by case. */
export async function entriesOf(db: Db, vault: Vault, ids: readonly number[]): Promise<Map<number, CaseEntry[]>> {
  const found = new Map<number, CaseEntry[]>(ids.map((id) => [id, []]));
  if (ids.length === 0) return found;
  const rows = await db<EntryRow>('checkin_case_entry')
    .whereIn('case_id', [...ids])
    .orderBy(['case_id', 'sequence']);
  for (const row of rows) found.get(row.case_id)?.push(openEntry(vault, row));
  return found;
}

/** Every entry of a case, as it is when those who write in it have finished. */
export async function lockEntries(tx: Tx, vault: Vault, id: number): Promise<CaseEntry[]> {
  const rows = await tx<EntryRow>('checkin_case_entry').where({ case_id: id }).orderBy('sequence').forUpdate();
  return rows.map((row) => openEntry(vault, row));
}

/** A case, read so that whoever else would write in it waits for this transaction. */
export async function lockCase(tx: Tx, id: number): Promise<Case | undefined> {
  const row = await tx<CaseRow>('checkin_case').where({ id }).forUpdate().first();
  return row && toCase(row);
}

/** The open case of a student, under a lock as {@link lockCase}. */
export async function lockOpenCase(tx: Tx, whose: Pick<Case, 'campaignId' | 'personNo'>): Promise<Case | undefined> {
  const row = await tx<CaseRow>('checkin_case')
    .where({ open_of: openOf(whose) })
    .forUpdate()
    .first();
  return row && toCase(row);
}

/** The last case of a student that is closed, under a lock as {@link lockCase}. */
export async function lockLastClosed(tx: Tx, whose: Pick<Case, 'campaignId' | 'personNo'>): Promise<Case | undefined> {
  const row = await tx<CaseRow>('checkin_case')
    .where({ campaign_id: whose.campaignId, person_no: whose.personNo })
    .whereNull('open_of')
    .orderBy('id', 'desc')
    .forUpdate()
    .first();
  return row && toCase(row);
}
