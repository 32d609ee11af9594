import type { Tx } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import type { HelpRequest, KeptRequest } from './schema';

const TABLE = 'checkin_help_request';

/** A row of the table. */
export interface HelpRow {
  receipt: string;
  sent_at: number | string;
  question: HelpRequest['question'];
  person_no: string | null;
  sealed: string;
  state: KeptRequest['state'];
  note: string | null;
  settled_by_no: string | null;
  settled_by_name: string | null;
  settled_at: number | string | null;
}

/** Names the row that a sealed request, or the desk's note on it, belongs to. */
export function helpContext(receipt: string, part: 'request' | 'note'): string {
  return `help/${receipt}/${part}`;
}

/** A new request. Throws a duplicate error when there is one of that receipt. */
export async function insertRequest(
  tx: Tx,
  vault: Vault,
  { receipt, sentAt, personNo, request }: { receipt: string; sentAt: number; personNo?: string; request: HelpRequest },
): Promise<void> {
  const { question, ...said } = request;
  await tx(TABLE).insert({
    receipt,
    sent_at: sentAt,
    question,
    person_no: personNo ?? null,
    sealed: vault.sealJson(said, helpContext(receipt, 'request')),
    state: 'open',
  });
}

/** Who settles a request, when, and what there is to say. */
export interface Settling {
  by: { personNo: string; name: string };
  note: string;
  at: number;
}

/** Takes an open request off the list. False when it was not open: somebody else was first. */
export async function settleRequest(tx: Tx, vault: Vault, receipt: string, settling: Settling): Promise<boolean> {
  const { by, note, at } = settling;
  const changed = await tx(TABLE)
    .where({ receipt, state: 'open' })
    .update({
      state: 'settled',
      note: note === '' ? null : vault.seal(note, helpContext(receipt, 'note')),
      settled_by_no: by.personNo,
      settled_by_name: by.name,
      settled_at: at,
    });
  return changed === 1;
}

/** Puts a settled request back on the list; what was noted stays. False when it was not settled. */
export async function reopenRequest(tx: Tx, receipt: string): Promise<boolean> {
  return (await tx(TABLE).where({ receipt, state: 'settled' }).update({ state: 'open' })) === 1;
}
