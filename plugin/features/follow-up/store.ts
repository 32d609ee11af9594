import type { Tx } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import type { Entered, FollowUp, FollowUpKey } from './schema';

/** A row of `checkin_follow_up`. */
export interface FollowUpRow {
  campaign_id: number;
  day: string;
  class_code: string;
  revision: number;
  sealed: string;
  by_no: string;
  by_name: string;
  by_duty: string;
  at: number;
}

/** Names the row that a sealed entry belongs to. */
export function contextOf({ campaignId, date, classCode }: FollowUpKey, revision: number): string {
  return `follow-up/${campaignId}/${date}/${classCode}/${revision}`;
}

/** The entry that a row holds. */
export function openFollowUp(vault: Vault, row: FollowUpRow): FollowUp {
  const key = { campaignId: row.campaign_id, date: row.day, classCode: row.class_code };
  return {
    ...vault.openJson<Entered>(row.sealed, contextOf(key, row.revision)),
    revision: row.revision,
    by: { personNo: row.by_no, name: row.by_name, duty: row.by_duty },
    at: Number(row.at),
  };
}

/** Keeps an entry. Throws a duplicate error when a rival has taken the revision. */
export async function insertFollowUp(tx: Tx, vault: Vault, key: FollowUpKey, entry: FollowUp): Promise<void> {
  const { headcount, abnormal, note, revision, by, at } = entry;
  const row: FollowUpRow = {
    campaign_id: key.campaignId,
    day: key.date,
    class_code: key.classCode,
    revision,
    sealed: vault.sealJson({ headcount, abnormal, note } satisfies Entered, contextOf(key, revision)),
    by_no: by.personNo,
    by_name: by.name,
    by_duty: by.duty,
    at,
  };
  await tx('checkin_follow_up').insert(row);
}
