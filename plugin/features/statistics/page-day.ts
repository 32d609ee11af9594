import { addDays, type CivilDate, earlierOf } from '../../kernel/civil-date';
import { type Campaign, isTrialDay } from '../campaign';

/** The day that a page is about: as asked, kept between the campaign's first day and today. */
export function pageDay(campaign: Campaign, asked: CivilDate | undefined, today: CivilDate): CivilDate {
  const last = lastDay(campaign, today);
  const day = asked ?? last;
  if (day < campaign.startsOn) return campaign.startsOn;
  return day > last ? last : day;
}

/** The last day that there is something to see of; the first one of a campaign that is yet to come. */
function lastDay({ startsOn, endsOn }: Campaign, today: CivilDate): CivilDate {
  return today < startsOn ? startsOn : earlierOf(today, endsOn);
}

/** What the choice of a day shows: the days around it, and how far one can go. */
export function dayChoice(campaign: Campaign, date: CivilDate, today: CivilDate) {
  const last = lastDay(campaign, today);
  return {
    date,
    isToday: date === today,
    isTrial: isTrialDay(campaign, date),
    first: campaign.startsOn,
    last,
    previous: date > campaign.startsOn ? addDays(date, -1) : undefined,
    next: date < last ? addDays(date, 1) : undefined,
  };
}

/** What a form that asks for something else sends along, so that the rest of an address stays. */
export function keptFields(parameters: Record<string, string | undefined>) {
  return Object.entries(parameters).map(([name, value]) => ({ name, value }));
}
