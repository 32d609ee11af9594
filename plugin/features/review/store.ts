import type { Tx } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import type { ReportKey } from '../report';
import type { Review } from './schema';

/** Names the row that a sealed note belongs to. */
export function noteContext({ campaignId, date, personNo }: ReportKey, sequence: number): string {
  return `review/${campaignId}/${date}/${personNo}/${sequence}`;
}

/** Keeps a decision. Throws a duplicate error when somebody else has decided meanwhile. */
export async function insertReview(tx: Tx, vault: Vault, key: ReportKey, review: Review): Promise<void> {
  await tx('checkin_review').insert({
    campaign_id: key.campaignId,
    day: key.date,
    person_no: key.personNo,
    sequence: review.sequence,
    revision: review.revision,
    decision: review.decision,
    from_status: review.fromStatus,
    to_status: review.toStatus,
    note: vault.seal(review.note, noteContext(key, review.sequence)),
    reviewer_no: review.reviewer.personNo,
    reviewer_name: review.reviewer.name,
    reviewer_duty: review.reviewer.duty,
    decided_at: review.decidedAt,
  });
}
