import type { Tx } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import type { NotedCall } from './schema';

/** Names the row that a sealed note belongs to. */
export function noteContext(id: string): string {
  return `call/${id}`;
}

/** Keeps a call. A form that is sent twice, by a double tap or a reload, is one call. */
export async function insertCall(
  tx: Tx,
  vault: Vault,
  { id, campaignId, ...call }: NotedCall & { id: string; campaignId: number },
): Promise<void> {
  const row = {
    id,
    campaign_id: campaignId,
    day: call.date,
    person_no: call.personNo,
    at: call.at,
    outcome: call.outcome,
    note: vault.seal(call.note, noteContext(id)),
    by_no: call.by.personNo,
    by_name: call.by.name,
    by_duty: call.by.duty,
  };
  await tx('checkin_call').insert(row).onConflict('id').ignore();
}
