/** Civil dates are `YYYY-MM-DD` strings in the school's time zone; they compare as strings. */
export type CivilDate = string;

/** The day after the last day that anything holds: an open end. */
export const FOREVER: CivilDate = '9999-12-31';

const DAY = 86_400_000;
const PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

interface WallTime {
  date: CivilDate;
  /** `HH:MM` */
  time: string;
  /** The wall clock read as if it were UTC, in milliseconds. */
  asUtc: number;
}

/** What the wall clock of a time zone shows at an instant. */
export function wallTime(instant: number, timeZone: string): WallTime {
  const parts: Record<string, string> = {};
  for (const { type, value } of formatterOf(timeZone).formatToParts(instant)) parts[type] = value;
  const { year = '', month = '', day = '', hour = '', minute = '', second = '' } = parts;
  const date = `${year.padStart(4, '0')}-${month}-${day}`;
  return { date, time: `${hour}:${minute}`, asUtc: Date.parse(`${date}T${hour}:${minute}:${second}Z`) };
}

/** By time zone, the last second that a date was asked for; all of a second are on one day. */
const lastDates = new Map<string, { second: number; date: CivilDate }>();

/** The civil date of an instant. */
export function civilDateOf(instant: number, timeZone: string): CivilDate {
  const second = Math.floor(instant / 1000);
  const last = lastDates.get(timeZone);
  if (last?.second === second) return last.date;
  const { date } = wallTime(instant, timeZone);
  lastDates.set(timeZone, { second, date });
  return date;
}

/** True for a real day of the calendar written `YYYY-MM-DD`; 30 February is none. */
export function isCivilDate(text: unknown): text is CivilDate {
  if (typeof text !== 'string' || !PATTERN.test(text)) return false;
  // The 30th of February is none, or is read as a day of March.
  return new Date(`${text}T00:00:00Z`).getUTCDate() === Number(text.slice(8));
}

/** The day that lies `count` days after (before, if negative). */
export function addDays(date: CivilDate, count: number): CivilDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + count * DAY).toISOString().slice(0, 10);
}

/** How many days `to` lies after `from`. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
}

/** The earlier of two days. */
export function earlierOf(one: CivilDate, other: CivilDate): CivilDate {
  return one < other ? one : other;
}

/** Every day from `from` to `to`, both included; none if `to` is earlier. */
export function daysFrom(from: CivilDate, to: CivilDate): CivilDate[] {
  const count = Math.max(0, daysBetween(from, to) + 1);
  return Array.from({ length: count }, (_, index) => addDays(from, index));
}

/** 0 for Sunday to 6 for Saturday. */
export function weekdayOf(date: CivilDate): number {
  return new Date(Date.parse(`${date}T00:00:00Z`)).getUTCDay();
}

/**
 * The instant at which a wall clock of the zone shows `time` (`HH:MM`) on a day, in milliseconds. Where a clock change
 * shows that time twice, the earlier one; where it skips it, the first instant after the gap.
 */
export function instantOf(date: CivilDate, time: string, timeZone: string): number {
  const wanted = Date.parse(`${date}T${time}:00Z`);
  const shown = (instant: number): number => wallTime(instant, timeZone).asUtc;
  // By the clock of the day before, then by that of the day after: a zone changes its clock once in two days at most.
  const [earlier, later] = [wanted - DAY, wanted + DAY]
    .map((instant) => wanted - (shown(instant) - instant))
    .sort((a, b) => a - b) as [number, number];
  const found = [earlier, later].find((instant) => shown(instant) === wanted);
  return found ?? firstInstant(earlier, later, (instant) => shown(instant) > wanted);
}

/** The first instant after `from`, to the millisecond and not after `to`, from which on something holds. */
function firstInstant(from: number, to: number, holds: (instant: number) => boolean): number {
  let [before, after] = [from, to];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (holds(middle)) after = middle;
    else before = middle;
  }
  return after;
}
