import type { Db, Tx } from '../../kernel/database';

const TABLE = 'checkin_reminder_hour';

/** The times at which each campaign reminds by itself, by its id. */
export async function listHours(db: Db): Promise<Map<number, string[]>> {
  const rows: { campaign_id: number; time: string }[] = await db(TABLE).orderBy(['campaign_id', 'time']);
  const hours = new Map<number, string[]>();
  for (const { campaign_id, time } of rows) hours.set(campaign_id, [...(hours.get(campaign_id) ?? []), time]);
  return hours;
}

/** Sets a campaign's times, in place of those before. */
export async function saveHours(tx: Tx, campaignId: number, times: readonly string[]): Promise<void> {
  await tx(TABLE).where({ campaign_id: campaignId }).delete();
  if (times.length > 0) await tx(TABLE).insert(times.map((time) => ({ campaign_id: campaignId, time })));
}
