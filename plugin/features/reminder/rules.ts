import type { CivilDate } from '../../kernel/civil-date';
import { Problem } from '../../kernel/problem';
import { showDay } from '../../kernel/words';
import { type Campaign, covers } from '../campaign';

/** Nobody is sent two reminders of one campaign within this time, whoever presses the button. */
export const PAUSE_MS = 60 * 60_000;
/** Nor more than so many on one day. */
export const MOST_A_DAY = 5;

/** True for somebody who may be reminded again by now. */
export function isRested(reminded: { times: number; lastAt: number } | undefined, now: number): boolean {
  return reminded === undefined || (reminded.times < MOST_A_DAY && reminded.lastAt <= now - PAUSE_MS);
}

/** Who is worth reminding: today everybody who is missing; of a past day those alone who may still refill. */
export type Missing = 'unreported' | 'returned';

/**
 * Who of a day can be reminded (contract, "A report's life"): a day can be filled in while it runs, and later only by
 * those whose report was sent back. Throws 409 for a day to come, and for one that the campaign does not ask about.
 */
export function missingOn(campaign: Campaign, date: CivilDate, today: CivilDate): Missing {
  if (!covers(campaign, date))
    throw new Problem('day-closed', { detail: `${showDay(date)}不在“${campaign.title}”的打卡日期内` });
  if (date > today) throw new Problem('day-closed', { detail: `${showDay(date)}还没有到` });
  return date === today ? 'unreported' : 'returned';
}

/** Refuses a past day of which nobody can fill in anything any more: 409. */
export function demandSomebody(people: number, missing: Missing, date: CivilDate): void {
  if (missing === 'returned' && people === 0)
    throw new Problem('day-closed', {
      detail: `${showDay(date)}已经过去，不能补交；这一天也没有被退回、等待重填的反馈`,
    });
}
