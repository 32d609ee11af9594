import { type CivilDate, daysBetween, earlierOf } from '../../kernel/civil-date';
import { invalid, type Pointed } from '../../kernel/problem';
import { showDay } from '../../kernel/words';
import type { Campaign } from '../campaign';
import type { ExportFilter, Format } from './schema';

const HOUR = 3_600_000;

/** How long a finished file is there to be fetched: a week, so that nobody keeps health details for longer than needed. */
export const KEPT_MS = 7 * 24 * HOUR;
/** How long an export is listed after it was asked for, so that one sees what became of it. */
export const LISTED_MS = 30 * 24 * HOUR;
/** How many files of one person may wait or be made at a time. */
export const MOST_AT_ONCE = 3;

/** A sheet has 1,048,576 rows, of which headings take one; nobody reads more of the other format either. */
const MOST_ROWS = 1_000_000;
/** A year and a day: no campaign is longer, and an odd one costs no more than that. */
const MOST_DAYS = 367;

/**
 * Refuses with 422 what is no range of days of the campaign: from its first day to today or its last one, in order. Days
 * to come have nothing to be exported.
 */
export function demandRange(campaign: Campaign, { from, to }: ExportFilter, today: CivilDate): void {
  const last = earlierOf(campaign.endsOn, today);
  const outside = `应当在 ${showDay(campaign.startsOn)}至 ${showDay(last)}之间`;
  const errors: Pointed[] = [];
  if (today < campaign.startsOn) errors.push({ pointer: '/from', message: '活动还没有开始，没有可导出的' });
  else {
    if (from < campaign.startsOn || from > last) errors.push({ pointer: '/from', message: `开始日期${outside}` });
    if (to < campaign.startsOn || to > last) errors.push({ pointer: '/to', message: `结束日期${outside}` });
    if (from > to) errors.push({ pointer: '/to', message: '结束日期不能早于开始日期' });
    if (daysBetween(from, to) >= MOST_DAYS) errors.push({ pointer: '/to', message: `一次最多导出 ${MOST_DAYS} 天` });
  }
  if (errors.length > 0) throw invalid(errors);
}

/** Why a file of so many rows is not made; nothing where it is. */
export function whyTooLarge(rows: number): string | undefined {
  if (rows <= MOST_ROWS) return undefined;
  return `超过 ${MOST_ROWS / 10_000} 万行，一个文件放不下：请缩短日期范围，或按系部分开导出`;
}

/** The name of the file that is saved. Signs that some system forbids in file names are left out. */
export function fileName(
  campaign: Pick<Campaign, 'title' | 'code'>,
  what: string[],
  range: ExportFilter,
  format: Format,
) {
  const days = range.from === range.to ? range.from : `${range.from}至${range.to}`;
  const full = [campaign.title, ...what, days].join('-').replace(/[\\/:*?"<>|\p{C}]/gu, '');
  return { full: `${full}.${format}`, plain: `checkin-${campaign.code}-${range.from}-${range.to}.${format}` };
}
