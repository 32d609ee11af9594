import type { Tx } from '../../kernel/database';
import type { PrivacyNotice } from './rules';

interface Acknowledgement {
  campaignId: number;
  personNo: string;
  notice: PrivacyNotice;
  /** Milliseconds. */
  now: number;
}

/** Keeps that somebody acknowledged a notice, and its words. Once more changes nothing: the first time counts. */
export async function insertAcknowledgement(tx: Tx, { campaignId, personNo, notice, now }: Acknowledgement) {
  const of = { campaign_id: campaignId, version: notice.version };
  await tx('checkin_privacy_notice')
    .insert({ ...of, content: JSON.stringify(notice.sections), at: now })
    .onConflict(['campaign_id', 'version'])
    .ignore();
  await tx('checkin_acknowledgement')
    .insert({ ...of, person_no: personNo, at: now })
    .onConflict(['campaign_id', 'person_no', 'version'])
    .ignore();
}
