import { addDays, type CivilDate, instantOf } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Cutoff, SealedColumn } from '../../kernel/sealed-column';
import { listCampaigns } from '../campaign';
import { SEALED_COLUMNS } from './sealed-columns';
import { filledRows } from './sealed-rows';

/** Values of one column whose time is over, of one campaign where the column has campaigns. */
export interface ExpiredValues {
  sealed: SealedColumn;
  /** The campaign's code; empty where there is none. */
  campaign: string;
  /** The rows, those that were erased before left out. */
  rows(db: Db): ReturnType<typeof filledRows>;
}

/** When what was kept so many days is over: a day goes when so many whole days have passed since. */
export function cutoffOf(today: CivilDate, days: number, timeZone: string): Cutoff {
  const day = addDays(today, -days);
  return { day, instant: instantOf(day, '00:00', timeZone) };
}

/** What is to be erased on a day, column by column (contract, 6: `retentionDays`). */
export async function expiredOn(db: Db, today: CivilDate, timeZone: string): Promise<ExpiredValues[]> {
  const campaigns = await listCampaigns(db);
  return SEALED_COLUMNS.flatMap((sealed): ExpiredValues[] => {
    const { keeping } = sealed;
    if (keeping.for === 'its own time') return [];
    if (keeping.for === 'days') {
      const cutoff = cutoffOf(today, keeping.days, timeZone);
      const rows = (from: Db) => filledRows(from, sealed).modify((query) => keeping.expired(query, cutoff));
      return [{ sealed, campaign: '', rows }];
    }
    return campaigns.map(({ id: campaignId, code: campaign, retentionDays }) => {
      const cutoff = { campaignId, ...cutoffOf(today, retentionDays, timeZone) };
      const rows = (from: Db) => filledRows(from, sealed).modify((query) => keeping.expired(query, cutoff));
      return { sealed, campaign, rows };
    });
  });
}
