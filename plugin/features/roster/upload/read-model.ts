import { bytesOf, type Db } from '../../../kernel/database';
import { Problem } from '../../../kernel/problem';
import { timeIdPrefix } from '../../../kernel/time-id';
import type { Vault } from '../../../kernel/vault';
import type { RosterFile } from '../schema';
import { type ImportState, type RosterImport, WORKING } from './roster-import';

interface Row {
  id: string;
  state: ImportState;
  turn: number;
  actor_no: string;
  actor_name: string;
  confirmer_no: string | null;
  confirmer_name: string | null;
  effective: string;
  retire_missing: number | boolean;
  files: string;
  done: number;
  total: number;
  stage_id: string | null;
  staged: string | null;
  seen: string | null;
  summary: string | null;
  problems: number;
  reason: string | null;
  moved: number | boolean;
  created_at: number;
  updated_at: number;
}

const TABLE = 'checkin_roster_import';

function toImport(row: Row): RosterImport {
  const parsed = <T>(text: string | null) => (text === null ? undefined : (JSON.parse(text) as T));
  const { confirmer_no: confirmerNo, confirmer_name: confirmerName } = row;
  return {
    id: row.id,
    state: row.state,
    turn: row.turn,
    actor: { personNo: row.actor_no, name: row.actor_name },
    confirmer: confirmerNo === null ? undefined : { personNo: confirmerNo, name: confirmerName ?? '' },
    effective: row.effective,
    retireMissing: Boolean(row.retire_missing),
    files: JSON.parse(row.files) as RosterImport['files'],
    done: row.done,
    total: row.total,
    stageId: row.stage_id ?? undefined,
    staged: parsed(row.staged),
    seen: parsed(row.seen),
    preview: parsed(row.summary),
    problems: row.problems,
    reason: row.reason ?? undefined,
    moved: Boolean(row.moved),
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
  };
}

export async function findImport(db: Db, id: string): Promise<RosterImport | undefined> {
  const row = await db<Row>(TABLE).where({ id }).first();
  return row && toImport(row);
}

/** Throws 404. */
export async function getImport(db: Db, id: string): Promise<RosterImport> {
  const found = await findImport(db, id);
  if (!found) throw new Problem('not-found', { detail: '没有这次上传，或者它已经被清理' });
  return found;
}

/** The latest uploads, whoever made them. */
export async function latestImports(db: Db): Promise<RosterImport[]> {
  const rows = await db<Row>(TABLE).orderBy('id', 'desc').limit(10);
  return rows.map(toImport);
}

/** What a job has to do, each by its id and turn. */
export async function importsAtWork(db: Db): Promise<string[]> {
  const rows = await db<Row>(TABLE)
    .whereIn('state', [...WORKING])
    .orderBy('id')
    .select('id', 'turn');
  return rows.map(({ id, turn }) => `${id}-${turn}`);
}

/** Unfinished uploads at which nothing has happened since an instant. */
export async function importsToExpire(db: Db, before: number): Promise<string[]> {
  return db<Row>(TABLE)
    .whereIn('state', ['receiving', 'ready', 'refused', 'failed'])
    .where('updated_at', '<', before)
    .orderBy('id')
    .pluck('id');
}

/** Uploads that are of an instant before, and over. */
export async function importsToForget(db: Db, before: number): Promise<string[]> {
  return db<Row>(TABLE)
    .whereIn('state', ['done', 'cancelled', 'expired'])
    .where('updated_at', '<', before)
    .orderBy('id')
    .pluck('id');
}

/** Rows of an instant before that wait in a stage that nobody has any more: whoever staged them was killed. */
export async function orphanedStages(db: Db, before: number): Promise<string[]> {
  const tables = ['checkin_roster_row', 'checkin_roster_problem', 'checkin_roster_wanted_scope'];
  const found = new Set<string>();
  for (const table of tables) {
    const rows = await db(table)
      .where('import_id', '<', timeIdPrefix(before))
      .whereNotIn('import_id', db(TABLE).select('stage_id').whereNotNull('stage_id'))
      .limit(1)
      .select('import_id');
    for (const { import_id } of rows) found.add(import_id as string);
  }
  return [...found];
}

/** The files of an upload, as they came. */
export async function filesOf(db: Db, vault: Vault, { id, files }: RosterImport): Promise<RosterFile[]> {
  const whole: RosterFile[] = [];
  for (const [fileNo, { name }] of files.entries())
    whole.push({ name, content: await contentOf(db, vault, id, fileNo) });
  return whole;
}

async function contentOf(db: Db, vault: Vault, id: string, fileNo: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (;;) {
    const which = { import_id: id, file_no: fileNo, chunk_no: parts.length };
    const chunk = await db('checkin_roster_chunk').where(which).first('sealed');
    if (!chunk) return Buffer.concat(parts);
    parts.push(vault.openBytes(bytesOf(chunk.sealed), chunkContext(id, fileNo, parts.length)));
  }
}

/** A part that was moved to another place of a file does not open. */
export function chunkContext(importId: string, fileNo: number, chunkNo: number): string {
  return `roster-chunk/${importId}/${fileNo}/${chunkNo}`;
}
