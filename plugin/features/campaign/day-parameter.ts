import { type CivilDate, isCivilDate } from '../../kernel/civil-date';
import { invalid } from '../../kernel/problem';
import { showDay } from '../../kernel/words';
import { covers, nearestDay } from './rules';
import type { Campaign } from './schema';

/** A date in an address. Throws 422 unless it is a real day. */
export function dateFrom(text: string | undefined): CivilDate {
  if (isCivilDate(text)) return text;
  throw invalid([{ pointer: '/date', message: '日期应当是真实的日期，如 2021-01-18' }]);
}

/** The day that a list or figure is about: as asked, or today, or the campaign's day nearest to it. 422 outside the campaign. */
export function dayOf(campaign: Campaign, asked: CivilDate | undefined, today: CivilDate): CivilDate {
  const day = asked ?? nearestDay(campaign, today);
  if (covers(campaign, day)) return day;
  const period = `${showDay(campaign.startsOn)}至 ${showDay(campaign.endsOn)}`;
  throw invalid([{ pointer: '/date', message: `日期应当在活动期间之内：${period}` }]);
}
