import { addDays, type CivilDate, daysBetween, daysFrom, weekdayOf } from './civil-date';

/** Weeks of ISO 8601 are `YYYY-Www` strings, the year being that of the week's Thursday; they compare as strings. */
export type IsoWeek = string;

const PATTERN = /^\d{4}-W\d{2}$/;

/** The week that a day lies in: 2021-01-03 is in `2020-W53`. */
export function isoWeekOf(date: CivilDate): IsoWeek {
  const thursday = addDays(mondayBefore(date), 3);
  const year = thursday.slice(0, 4);
  const number = Math.floor(daysBetween(`${year}-01-01`, thursday) / 7) + 1;
  return `${year}-W${String(number).padStart(2, '0')}`;
}

/** The Monday of the week that a day lies in. */
function mondayBefore(date: CivilDate): CivilDate {
  return addDays(date, -((weekdayOf(date) + 6) % 7));
}

/** The Monday of a text that is written like a week; 4 January is always in the first one. */
function mondayOf(week: string): CivilDate {
  return addDays(mondayBefore(`${week.slice(0, 4)}-01-04`), 7 * (Number(week.slice(6)) - 1));
}

/** True for a week of the calendar written `YYYY-Www`; 2021-W53 is none. */
export function isIsoWeek(text: unknown): text is IsoWeek {
  return typeof text === 'string' && PATTERN.test(text) && isoWeekOf(mondayOf(text)) === text;
}

/** The seven days of a week, Monday first. */
export function daysOfIsoWeek(week: IsoWeek): CivilDate[] {
  const monday = mondayOf(week);
  return daysFrom(monday, addDays(monday, 6));
}

/** The week that lies `count` weeks after (before, if negative). */
export function addWeeks(week: IsoWeek, count: number): IsoWeek {
  return isoWeekOf(addDays(mondayOf(week), 7 * count));
}
