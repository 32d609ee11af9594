import type { Db } from '../../kernel/database';
import { fromCursor, type Page, toPage } from '../../kernel/paging';
import { timeIdPrefix } from '../../kernel/time-id';

/** One record of the trail. */
export interface AuditRecord {
  id: string;
  /** Milliseconds. */
  at: number;
  actorNo: string;
  actorName: string;
  /** The duties in which it was done; empty where it was no member of staff. */
  actorDuty: string;
  action: string;
  campaign: string | null;
  people: number;
  detail: Record<string, unknown>;
}

/** Which records: by whom (name or number), what, of which campaign, about whom (number), from and to which instant. */
export interface AuditFilter {
  actor?: string;
  action?: string;
  campaign?: string;
  subject?: string;
  from?: number;
  until?: number;
  /** Any of these. */
  actions?: readonly string[];
}

interface Row {
  id: string;
  at: number;
  actor_no: string;
  actor_name: string;
  actor_duty: string;
  action: string;
  campaign_code: string | null;
  people: number;
  detail: string;
}

/** A page of the audit trail, the latest record first. */
export async function listAudit(
  db: Db,
  { actor, action, actions, campaign, subject, from, until }: AuditFilter,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<AuditRecord>> {
  const before = fromCursor(cursor, ['string']);
  const records = subject ? recordsOf(db, subject) : db('checkin_audit as a');
  const query = records
    .select('a.*')
    .orderBy('a.id', 'desc')
    .limit(limit + 1);
  if (before) void query.where('a.id', '<', before[0] as string);
  if (actor) void query.where((either) => void either.where('a.actor_no', actor).orWhere('a.actor_name', actor));
  if (action) void query.where('a.action', action);
  if (campaign) void query.where('a.campaign_code', campaign);
  if (from !== undefined) void query.where('a.id', '>=', timeIdPrefix(from));
  if (until !== undefined) void query.where('a.id', '<', timeIdPrefix(until));
  if (actions) void query.whereIn('a.action', [...actions]);
  const rows = (await query) as Row[];
  return toPage(rows, limit, ({ id }) => [id], toRecord);
}

/** The records of the trail that are about somebody, looked up one by one: a cross join is made in the order as written. */
function recordsOf(db: Db, personNo: string) {
  return db.from(recordsAbout(db, personNo).as('s')).crossJoin('checkin_audit as a', 'a.id', 's.audit_id');
}

/** The records that are about somebody: by themselves, or as those whose people are another record's. */
function recordsAbout(db: Db, personNo: string) {
  return db('checkin_audit_subject')
    .select('audit_id')
    .where({ person_no: personNo })
    .unionAll((same) => {
      void same
        .from('checkin_audit_subject as other')
        .crossJoin('checkin_audit as again', 'again.about', 'other.audit_id')
        .select('again.id as audit_id')
        .where('other.person_no', personNo);
    });
}

function toRecord(row: Row): AuditRecord {
  return {
    id: row.id,
    at: Number(row.at),
    actorNo: row.actor_no,
    actorName: row.actor_name,
    actorDuty: row.actor_duty,
    action: row.action,
    campaign: row.campaign_code,
    people: row.people,
    detail: JSON.parse(row.detail) as Record<string, unknown>,
  };
}
