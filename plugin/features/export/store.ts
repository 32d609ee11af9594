import type { Tx } from '../../kernel/database';
import type { Export } from './schema';

const TABLE = 'checkin_export';
const CHUNKS = 'checkin_export_chunk';

/** The export is no longer this run's to write: it was deleted, or another run has begun. */
export class Overtaken extends Error {}

/** Keeps that somebody wants a file. */
export async function insertExport(
  tx: Tx,
  wanted: Pick<Export, 'id' | 'owner' | 'campaignId' | 'filter' | 'format' | 'createdAt'>,
) {
  await tx(TABLE).insert({
    id: wanted.id,
    owner_no: wanted.owner.personNo,
    owner_name: wanted.owner.name,
    campaign_id: wanted.campaignId,
    filter: JSON.stringify(wanted.filter),
    format: wanted.format,
    state: 'queued',
    rows_done: 0,
    created_at: wanted.createdAt,
  });
}

/** A run of an export: only the last one that began may write. */
export interface Run {
  id: string;
  run: string;
}

async function change(tx: Tx, { id, run }: Run, values: object): Promise<void> {
  const changed = await tx(TABLE).where({ id, run, state: 'running' }).update(values);
  if (changed !== 1) throw new Overtaken('this run is no longer the one that writes the file');
}

/** Begins the file anew: what an earlier run has left of it goes. False where nothing is to be made any more. */
export async function beginRun(tx: Tx, { id, run }: Run): Promise<boolean> {
  const begun = { run, state: 'running', rows_done: 0, rows_total: null };
  const changed = await tx(TABLE).where({ id }).whereIn('state', ['queued', 'running']).update(begun);
  if (changed === 1) await tx(CHUNKS).where({ export_id: id }).delete();
  return changed === 1;
}

/** Keeps how many rows there will be. Throws {@link Overtaken}, as all of a run's writes do. */
export async function saveTotal(tx: Tx, run: Run, rowsTotal: number): Promise<void> {
  await change(tx, run, { rows_total: rowsTotal });
}

/** Keeps the next parts of the file, and how far it is. */
export async function addChunks(
  tx: Tx,
  run: Run,
  { sequence, chunks, rowsDone }: { sequence: number; chunks: readonly Uint8Array[]; rowsDone: number },
): Promise<void> {
  await change(tx, run, { rows_done: rowsDone });
  for (const [index, sealed] of chunks.entries())
    await tx(CHUNKS).insert({ export_id: run.id, sequence: sequence + index, sealed: Buffer.from(sealed) });
}

/** The file is whole, and there to be fetched until it expires. */
export async function finish(
  tx: Tx,
  run: Run,
  done: { rows: number; people: number; size: number; expiresAt: number; auditId: string },
): Promise<void> {
  const { rows, people, size, expiresAt, auditId } = done;
  await change(tx, run, {
    state: 'ready',
    rows_done: rows,
    rows_total: rows,
    people,
    size,
    expires_at: expiresAt,
    audit_id: auditId,
  });
}

/** There will be no file; `reason` says why, in words. */
export async function fail(tx: Tx, id: string, reason: string): Promise<void> {
  const failed = await tx(TABLE)
    .where({ id })
    .whereIn('state', ['queued', 'running'])
    .update({ state: 'failed', reason });
  if (failed === 1) await tx(CHUNKS).where({ export_id: id }).delete();
}

/** The file's time is over: its parts go, what it was stays listed. */
export async function expire(tx: Tx, id: string): Promise<void> {
  await tx(TABLE).where({ id, state: 'ready' }).update({ state: 'expired' });
  await tx(CHUNKS).where({ export_id: id }).delete();
}

/** Takes an export away, its file included. */
export async function deleteExport(tx: Tx, id: string): Promise<void> {
  await tx(TABLE).where({ id }).delete();
  await tx(CHUNKS).where({ export_id: id }).delete();
}
