import type { Tx } from '../../../kernel/database';
import type { Actor } from '../../audit';
import type { Staged } from '../staging/schema';
import type { ImportState, RosterImport } from './roster-import';

const TABLE = 'checkin_roster_import';

/** What an upload is begun with. */
export interface Beginning {
  id: string;
  actor: Actor;
  effective: string;
  retireMissing: boolean;
  /** Milliseconds. */
  now: number;
}

export async function beginImport(tx: Tx, { id, actor, effective, retireMissing, now }: Beginning): Promise<void> {
  await tx(TABLE).insert({
    id,
    state: 'receiving',
    turn: 0,
    actor_no: actor.personNo,
    actor_name: actor.name,
    effective,
    retire_missing: retireMissing,
    files: '[]',
    done: 0,
    total: 0,
    problems: 0,
    moved: false,
    created_at: now,
    updated_at: now,
  });
}

/** A sealed part of a file. */
export interface Chunk {
  importId: string;
  fileNo: number;
  chunkNo: number;
  sealed: Buffer;
}

/** Keeps a part of a file as long as the upload is being received: false where it was given up, and nothing is kept. */
export async function addChunk(tx: Tx, { importId, fileNo, chunkNo, sealed }: Chunk, now: number): Promise<boolean> {
  if (!(await changeImport(tx, { id: importId, turn: 0, in: ['receiving'] }, {}, now))) return false;
  await tx('checkin_roster_chunk').insert({ import_id: importId, file_no: fileNo, chunk_no: chunkNo, sealed });
  return true;
}

/** An upload as it has to be for a change to be made; of two changes at once the second finds it otherwise. */
export type Standing = Pick<RosterImport, 'id' | 'turn'> & { in: readonly ImportState[] };

/** What changes of an upload. */
export interface Change {
  state?: ImportState;
  turn?: number;
  files?: RosterImport['files'];
  done?: number;
  total?: number;
  stageId?: string | null;
  staged?: Staged | null;
  seen?: RosterImport['seen'] | null;
  preview?: RosterImport['preview'] | null;
  problems?: number;
  reason?: string | null;
  moved?: boolean;
  confirmer?: Actor;
}

/** Changes an upload where it stands as is thought; false where it does not, and nothing was changed. */
export async function changeImport(tx: Tx, standing: Standing, change: Change, now: number): Promise<boolean> {
  const { id, turn } = standing;
  const changed = await tx(TABLE)
    .where({ id, turn })
    .whereIn('state', [...standing.in])
    .update({ ...columnsOf(change), updated_at: now });
  return changed === 1;
}

function columnsOf(change: Change): Record<string, unknown> {
  const { files, stageId, staged, seen, preview, confirmer, ...same } = change;
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  return {
    ...same,
    ...(files === undefined ? {} : { files: json(files) }),
    ...(stageId === undefined ? {} : { stage_id: stageId }),
    ...(staged === undefined ? {} : { staged: json(staged) }),
    ...(seen === undefined ? {} : { seen: json(seen) }),
    ...(preview === undefined ? {} : { summary: json(preview) }),
    ...(confirmer === undefined ? {} : { confirmer_no: confirmer.personNo, confirmer_name: confirmer.name }),
  };
}

/** Takes the files away. */
export async function dropFiles(tx: Tx, importId: string): Promise<void> {
  await tx('checkin_roster_chunk').where({ import_id: importId }).delete();
}

/** Takes away what has not come in whole; of an upload that was given up meanwhile, that it was stays. */
export async function dropUnreceived(tx: Tx, importId: string): Promise<void> {
  await dropFiles(tx, importId);
  await tx(TABLE).where({ id: importId, state: 'receiving' }).delete();
}

/** Takes an upload away as if it had never been. */
export async function forgetImport(tx: Tx, importId: string): Promise<void> {
  await dropFiles(tx, importId);
  await tx(TABLE).where({ id: importId }).delete();
}
