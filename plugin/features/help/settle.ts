import type { Tx } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { invalid, Problem } from '../../kernel/problem';
import type { Vault } from '../../kernel/vault';
import { recordAudit } from '../audit';
import { reopenRequest, settleRequest } from './store';

const LONGEST_NOTE = 500;

/** What the help desk does with a request. */
export interface Decision {
  receipt: string;
  decision: 'settle' | 'reopen';
  note: string;
}

/**
 * Settles a request with a note, or puts it back on the list, and leaves a record. Throws 409 when somebody else was first
 * or there is no such request, 422 when the note is too long.
 */
export async function decideRequest(
  tx: Tx,
  vault: Vault,
  { caller, now, ...decided }: Decision & { caller: Caller; now: number },
): Promise<void> {
  const { receipt, decision } = decided;
  const note = decided.note.trim();
  if (note.length > LONGEST_NOTE) throw invalid([{ pointer: '/note', message: `处理说明最多 ${LONGEST_NOTE} 个字` }]);
  const done =
    decision === 'settle'
      ? await settleRequest(tx, vault, receipt, { by: caller, note, at: now })
      : await reopenRequest(tx, receipt);
  if (!done) throw new Problem('conflict', { detail: '这一条刚刚有人处理过，或者已经不在了，请看最新的列表' });
  await recordAudit(tx, {
    actor: caller,
    action: 'help.settle',
    at: now,
    people: 1,
    detail: { receipt, decision: decision === 'settle' ? '处理完' : '放回待处理' },
  });
}
