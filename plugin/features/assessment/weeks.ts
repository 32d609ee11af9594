import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { IsoWeek } from '../../kernel/iso-week';
import type { Campaign } from '../campaign';
import { confirmedWeeks } from './read-model';
import { openState, type Span, spanOf, weeksBegun } from './rules';
import type { WeekState } from './schema';

/** A week of a campaign, and how far it is. */
export interface ListedWeek extends Span {
  state: WeekState;
}

interface Asked {
  campaign: Campaign;
  now: number;
  today: CivilDate;
  timeZone: string;
}

/** Every week of a campaign that has begun, the first one first. */
export async function listWeeks(db: Db, { campaign, now, today, timeZone }: Asked): Promise<ListedWeek[]> {
  const confirmed = await confirmedWeeks(db, campaign.id);
  return weeksBegun(campaign, today).map((week) => {
    const span = spanOf(campaign, week, today, timeZone);
    return { ...span, state: confirmed.has(week) ? 'confirmed' : openState(span, now) };
  });
}

/**
 * The week to begin with: as asked; or the latest one that waits to be confirmed, for that is what there is to do; or the
 * latest one of which a day is over. Nothing where none has begun.
 */
export function chooseWeek(weeks: readonly ListedWeek[], asked: IsoWeek | undefined): ListedWeek | undefined {
  const latest = [...weeks].reverse();
  return (
    weeks.find(({ week }) => week === asked) ??
    latest.find(({ state }) => state === 'provisional') ??
    latest.find(({ days }) => days.length > 0) ??
    latest[0]
  );
}
