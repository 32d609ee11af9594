import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import type { IsoWeek } from '../../kernel/iso-week';
import { fromCursor, type Page, toPage } from '../../kernel/paging';
import type { Vault } from '../../kernel/vault';
import { ERASED } from '../../kernel/words';
import { acting, hasSchoolScope } from '../policy';
import type { Objection } from './objection-schema';
import { contextOf, type ObjectionKey } from './store';

interface Row {
  id: number;
  campaign_id: number;
  week: string;
  department_code: string;
  sequence: number;
  text: string;
  author_no: string;
  author_name: string;
  made_at: number;
  answer: string | null;
  answerer_no: string | null;
  answerer_name: string | null;
  answered_at: number | null;
}

/** An objection together with what names its row. */
export interface KeptObjection extends Objection {
  key: ObjectionKey;
}

function toObjection(vault: Vault, row: Row): KeptObjection {
  const { campaign_id: campaignId, week, department_code: department, sequence } = row;
  const key = { campaignId, week, department, sequence };
  return {
    key,
    id: row.id,
    department,
    text: row.text === '' ? ERASED : vault.open(row.text, contextOf(key, 'text')),
    by: { personNo: row.author_no, name: row.author_name },
    at: Number(row.made_at),
    answer: answerOf(vault, row, key),
  };
}

function answerOf(vault: Vault, row: Row, key: ObjectionKey): Objection['answer'] {
  const { answer, answerer_no: personNo, answerer_name: name, answered_at: at } = row;
  if (answer === null || personNo === null || name === null) return undefined;
  const text = answer === '' ? ERASED : vault.open(answer, contextOf(key, 'answer'));
  return { text, by: { personNo, name }, at: Number(at) };
}

interface OfWeek {
  campaignId: number;
  week: IsoWeek;
}

/** A page of a week's objections, of the departments that the caller has as a whole, the first one first. */
export async function listObjections(
  db: Db,
  vault: Vault,
  { caller, campaignId, week }: OfWeek & { caller: Caller },
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<KeptObjection>> {
  const after = fromCursor(cursor, ['number']);
  const query = db<Row>('checkin_objection')
    .where({ campaign_id: campaignId, week })
    .orderBy('id')
    .limit(limit + 1);
  if (after) void query.where('id', '>', after[0] as number);
  const reader = acting(caller, 'objection.read');
  const mine = reader.scopes.map(({ code }) => code);
  if (!hasSchoolScope(reader)) void query.whereIn('department_code', mine);
  const rows = (await query) as Row[];
  return toPage(
    rows,
    limit,
    ({ id }) => [id],
    (row) => toObjection(vault, row),
  );
}

/** One objection to a week; nothing where there is none of that id. */
export async function findObjection(db: Db, vault: Vault, { campaignId, week }: OfWeek, id: number) {
  const row = await db<Row>('checkin_objection').where({ campaign_id: campaignId, week, id }).first();
  return row && toObjection(vault, row);
}

/** How often a department has objected to a week, and whether the last time waits for its answer. */
export async function lastObjection(db: Db, { campaignId, week }: OfWeek, department: string) {
  const row = await db<Row>('checkin_objection')
    .where({ campaign_id: campaignId, week, department_code: department })
    .orderBy('sequence', 'desc')
    .first('sequence', 'answered_at');
  return { count: row?.sequence ?? 0, waits: row !== undefined && row.answered_at === null };
}
