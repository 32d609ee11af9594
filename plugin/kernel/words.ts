import { weekdayOf } from './civil-date';

const WEEKDAYS = '日一二三四五六';

/** `1月21日 周四`, as the notice writes days. */
export function showDay(date: string): string {
  return `${showShortDay(date)} 周${WEEKDAYS[weekdayOf(date)]}`;
}

/** `2021年1月21日 周四`, where the year is not plain. */
export function showFullDay(date: string): string {
  return `${Number(date.slice(0, 4))}年${showDay(date)}`;
}

/** `1月21日` */
export function showShortDay(date: string): string {
  return `${Number(date.slice(5, 7))}月${Number(date.slice(8, 10))}日`;
}

/** `85.7%`; — where nothing is due. Never rounded up to 100% while somebody is missing. */
export function showRate(rate: number | null): string {
  if (rate === null) return '—';
  return `${(Math.floor(rate * 1000) / 10).toFixed(rate === 1 ? 0 : 1)}%`;
}

/** What stands where something was, once its time was over. */
export const ERASED = '（已按规定删除）';
