import { type CivilDate, civilDateOf, instantOf } from '../../kernel/civil-date';
import { invalid } from '../../kernel/problem';
import { type Campaign, covers } from '../campaign';
import { PAUSE_MS } from './rules';

/** No school reminds by itself more often than this on one day. */
export const MOST_HOURS = 4;
/** A reminder that could not be sent in this time is left out: nobody is woken late for what is over. */
const LATEST_MS = 60 * 60_000;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** The times of a form in their order, empty fields left out. Throws 422 at the field that is wrong. */
export function readHours(fields: readonly string[]): string[] {
  const times = fields.map((text) => text.trim());
  times.forEach((time, index) => {
    if (time !== '' && !TIME.test(time)) throw wrong(index, '时间应当像 18:00');
  });
  const given = [...new Set(times.filter(Boolean))].sort();
  given.forEach((time, index) => {
    const before = given[index - 1];
    if (before !== undefined && minutesOf(time) - minutesOf(before) < PAUSE_MS / 60_000)
      throw wrong(times.indexOf(time), `${before} 和 ${time} 太近：两次提醒至少相隔 1 小时`);
  });
  if (given.length > MOST_HOURS) throw wrong(MOST_HOURS, `一天最多自动提醒 ${MOST_HOURS} 次`);
  return given;
}

function wrong(index: number, message: string) {
  return invalid([{ pointer: `/times/${index}`, message }]);
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** One time of one day of a campaign. */
export interface Occasion {
  campaignId: number;
  date: CivilDate;
  time: string;
}

/** The occasion as the slot of a job. */
export function slotOf({ campaignId, date, time }: Occasion): string {
  return `${campaignId}/${date}/${time}`;
}

/** What {@link slotOf} wrote. */
export function occasionOf(slot: string): Occasion {
  const [campaignId, date = '', time = ''] = slot.split('/');
  return { campaignId: Number(campaignId), date, time };
}

/** True from the time on, for an hour at most, and never once its day is over. */
export function isDue(campaign: Campaign, { date, time }: Occasion, now: number, timeZone: string): boolean {
  const at = instantOf(date, time, timeZone);
  return covers(campaign, date) && date === civilDateOf(now, timeZone) && at <= now && now < at + LATEST_MS;
}
