import type { Db } from '../../kernel/database';

/** Which version of a campaign's notice, and who is to have acknowledged it. */
export interface AcknowledgementKey {
  campaignId: number;
  personNo: string;
  version: string;
}

/** When somebody acknowledged a version first, in milliseconds; nothing for who has not. */
export async function acknowledgedAt(
  db: Db,
  { campaignId, personNo, version }: AcknowledgementKey,
): Promise<number | undefined> {
  const row = await db('checkin_acknowledgement')
    .where({ campaign_id: campaignId, person_no: personNo, version })
    .first('at');
  return row && Number(row.at);
}
