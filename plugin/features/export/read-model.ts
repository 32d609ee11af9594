import type { CivilDate } from '../../kernel/civil-date';
import { bytesOf, type Db } from '../../kernel/database';
import { fromCursor, type Page, toPage } from '../../kernel/paging';
import type { Vault } from '../../kernel/vault';
import { LISTED_MS } from './rules';
import type { Export, ExportFilter, ExportState, Format } from './schema';
import { chunkContext } from './sheet/chunks';

interface Row {
  id: string;
  owner_no: string;
  owner_name: string;
  campaign_id: number;
  filter: string;
  format: Format;
  state: ExportState;
  rows_done: number;
  rows_total: number | null;
  people: number | null;
  size: number | string | null;
  reason: string | null;
  created_at: number | string;
  expires_at: number | string | null;
  audit_id: string | null;
}

const numberOf = (value: number | string | null): number | null => (value === null ? null : Number(value));

/** A file is gone when its time is over, whether or not it was cleared away yet. */
function toExport(row: Row, now: number): Export {
  const expiresAt = numberOf(row.expires_at);
  const isOver = row.state === 'ready' && expiresAt !== null && expiresAt <= now;
  return {
    id: row.id,
    owner: { personNo: row.owner_no, name: row.owner_name },
    campaignId: row.campaign_id,
    filter: JSON.parse(row.filter) as ExportFilter,
    format: row.format,
    state: isOver ? 'expired' : row.state,
    rowsDone: row.rows_done,
    rowsTotal: row.rows_total,
    people: row.people,
    size: numberOf(row.size),
    reason: row.reason,
    createdAt: Number(row.created_at),
    expiresAt,
    auditId: row.audit_id,
  };
}

/** The export of an id, as it stands at an instant. */
export async function findExport(db: Db, id: string, now: number): Promise<Export | undefined> {
  const row = await db<Row>('checkin_export').where({ id }).first();
  return row && toExport(row, now);
}

/** A page of somebody's exports of a campaign, the latest first. */
export async function listExports(
  db: Db,
  { ownerNo, campaignId, now }: { ownerNo: string; campaignId: number; now: number },
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<Export>> {
  const before = fromCursor(cursor, ['number', 'string']);
  const query = db<Row>('checkin_export').where({ owner_no: ownerNo, campaign_id: campaignId });
  if (before) void query.whereRaw('(created_at, id) < (?, ?)', before);
  const rows = (await query
    .orderBy([
      { column: 'created_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit + 1)) as Row[];
  return toPage(
    rows,
    limit,
    ({ created_at, id }) => [Number(created_at), id],
    (row) => toExport(row, now),
  );
}

/** How many of somebody's files wait or are being made, of any campaign. */
export async function countUnfinished(db: Db, ownerNo: string): Promise<number> {
  const [row] = await db('checkin_export')
    .where({ owner_no: ownerNo })
    .whereIn('state', ['queued', 'running'])
    .count({ exports: '*' });
  return Number(row?.exports ?? 0);
}

/** The files that are to be made, the oldest first. */
export async function exportsToMake(db: Db): Promise<string[]> {
  return db('checkin_export').whereIn('state', ['queued', 'running']).orderBy('created_at').pluck('id');
}

/** The files whose time is over by now. */
export async function exportsToExpire(db: Db, now: number): Promise<string[]> {
  return db('checkin_export').where('state', 'ready').andWhere('expires_at', '<=', now).pluck('id');
}

/** The finished files of a campaign that hold days before one: their time is over with that of the days. */
export async function filesFromBefore(db: Db, campaignId: number, day: CivilDate): Promise<string[]> {
  const rows = await db<Row>('checkin_export')
    .where({ campaign_id: campaignId, state: 'ready' })
    .select('id', 'filter');
  return rows.filter(({ filter }) => (JSON.parse(filter) as ExportFilter).from < day).map(({ id }) => id);
}

/** The exports that were asked for so long ago that they need not be listed any more. */
export async function exportsToForget(db: Db, now: number): Promise<string[]> {
  return db('checkin_export')
    .whereIn('state', ['failed', 'expired'])
    .andWhere('created_at', '<=', now - LISTED_MS)
    .pluck('id');
}

/** The bytes of a finished file, part by part; the database is not held between them. */
export async function* fileOf(db: Db, vault: Vault, { id, size }: Pick<Export, 'id' | 'size'>): AsyncGenerator<Buffer> {
  let sent = 0;
  for (let sequence = 0; sent < (size ?? 0); sequence += 1) {
    const row: { sealed: Buffer | ArrayBuffer } | undefined = await db('checkin_export_chunk')
      .where({ export_id: id, sequence })
      .first('sealed');
    if (!row) throw new Error('a part of the file is not there any more');
    const bytes = vault.openBytes(bytesOf(row.sealed), chunkContext(id, sequence));
    sent += bytes.length;
    yield bytes;
  }
}
