import type { Database } from '../../../kernel/database';
import { Problem } from '../../../kernel/problem';
import type { Actor } from '../../audit';
import { clearStage } from '../staging/store';
import { getImport } from './read-model';
import type { ImportState, RosterImport } from './roster-import';
import { type Change, changeImport, dropFiles } from './store';

/** What can be decided about an upload. */
export type Decision = 'confirm' | 'again' | 'cancel';

interface Deciding {
  id: string;
  decision: Decision;
  /** The turn that whoever decides has seen: of another one they know nothing. */
  turn: number;
  actor: Actor;
  /** Milliseconds. */
  now: number;
}

const RULES: Record<Decision, { from: readonly ImportState[]; to: ImportState }> = {
  confirm: { from: ['ready'], to: 'applying' },
  again: { from: ['ready', 'failed'], to: 'reading' },
  cancel: { from: ['receiving', 'reading', 'checking', 'ready', 'refused', 'failed'], to: 'cancelled' },
};

/**
 * Confirms a preview, has it made again, or gives an upload up. Throws 404, and 409 where the upload has gone on since it
 * was seen: somebody else has decided.
 */
export async function decide(database: Database, { id, decision, turn, actor, now }: Deciding): Promise<void> {
  const upload = await getImport(database.knex, id);
  const { from, to } = RULES[decision];
  if (!from.includes(upload.state) || upload.turn !== turn) throw moved(upload);
  const standing = { id, turn, in: from };
  const isOurs = await database.transaction((tx) =>
    changeImport(tx, standing, changeOf(decision, to, turn, actor), now),
  );
  if (!isOurs) throw moved(upload);
  if (decision !== 'cancel') return;
  if (upload.stageId) await clearStage(database, upload.stageId);
  await database.transaction((tx) => dropFiles(tx, id));
}

function changeOf(decision: Decision, state: ImportState, turn: number, actor: Actor): Change {
  const next = { state, turn: turn + 1, done: 0, total: 0, reason: null };
  if (decision === 'confirm') return { ...next, moved: false, confirmer: actor };
  return decision === 'again' ? next : { ...next, stageId: null, staged: null, preview: null };
}

function moved({ state }: RosterImport): Problem {
  const detail = state === 'applying' || state === 'done' ? '这份名单已经确认过了' : '这次上传的状态已经变了';
  return new Problem('conflict', { detail: `${detail}，请刷新页面看看` });
}
