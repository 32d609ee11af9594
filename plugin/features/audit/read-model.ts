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
}

interface Row {
  id: string;
  at: number;
  actor_no: string;
  actor_name: string;
  action: string;
  campaign_code: string | null;
  people: number;
  detail: string;
}

/** A page of the audit trail, the latest record first. */
export async function listAudit(
  db: Db,
  { actor, action, campaign, subject, from, until }: AuditFilter,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<AuditRecord>> {
  const before = fromCursor(cursor, ['string']);
  const query = db<Row>('checkin_audit as a')
    .orderBy('a.id', 'desc')
    .limit(limit + 1);
  if (before) void query.where('a.id', '<', before[0] as string);
  if (actor) void query.where((either) => void either.where('a.actor_no', actor).orWhere('a.actor_name', actor));
  if (action) void query.where('a.action', action);
  if (campaign) void query.where('a.campaign_code', campaign);
  if (from !== undefined) void query.where('a.id', '>=', timeIdPrefix(from));
  if (until !== undefined) void query.where('a.id', '<', timeIdPrefix(until));
  if (subject) void query.whereIn('a.id', db('checkin_audit_subject').select('audit_id').where({ person_no: subject }));
  const rows = (await query) as Row[];
  return toPage(rows, limit, ({ id }) => [id], toRecord);
}

function toRecord(row: Row): AuditRecord {
  return {
    id: row.id,
    at: Number(row.at),
    actorNo: row.actor_no,
    actorName: row.actor_name,
    action: row.action,
    campaign: row.campaign_code,
    people: row.people,
    detail: JSON.parse(row.detail) as Record<string, unknown>,
  };
}
