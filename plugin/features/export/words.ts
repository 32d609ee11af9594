import { showShortDay } from '../../kernel/words';
import { whatOf } from '../statistics';
import type { ExportFilter } from './schema';

/** Which rows a file has, in words: 已反馈 · 191111 班 · 1月18日–1月21日 */
export function filterWords({ from, to, q, ...filter }: ExportFilter): string {
  return [...whatOf(filter), ...(q ? [`“${q}”`] : []), daysInWords(from, to)].join(' · ');
}

/** 1月21日, or 1月18日–1月21日; with the years where there are two. */
function daysInWords(from: string, to: string): string {
  if (from === to) return showShortDay(from);
  const year = (date: string) => (from.slice(0, 4) === to.slice(0, 4) ? '' : `${date.slice(0, 4)}年`);
  return `${year(from)}${showShortDay(from)}–${year(to)}${showShortDay(to)}`;
}
