import type { Db } from '../../kernel/database';
import type { IsoWeek } from '../../kernel/iso-week';
import type { Assessment, WeekFigures } from './schema';

interface Row {
  campaign_id: number;
  week: string;
  from_day: string;
  to_day: string;
  figures: string;
  confirmed_at: number;
  confirmed_by: string;
  confirmer_name: string;
}

/** A week as it was confirmed; nothing where it was not. */
export async function findConfirmed(db: Db, campaignId: number, week: IsoWeek) {
  const row = await db<Row>('checkin_assessment').where({ campaign_id: campaignId, week }).first();
  return row && toConfirmed(row);
}

function toConfirmed(row: Row): Omit<Assessment, 'provisionalAt'> {
  const { week, from_day: from, to_day: to, confirmed_at, confirmed_by: personNo, confirmer_name: name } = row;
  const confirmation = { personNo, name, at: Number(confirmed_at) };
  return { week, from, to, state: 'confirmed', confirmation, ...(JSON.parse(row.figures) as WeekFigures) };
}

/** Which weeks of a campaign are confirmed. */
export async function confirmedWeeks(db: Db, campaignId: number): Promise<Set<IsoWeek>> {
  const rows = await db<Row>('checkin_assessment').where({ campaign_id: campaignId }).select('week');
  return new Set(rows.map(({ week }) => week));
}
