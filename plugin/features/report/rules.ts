import type { CivilDate } from '../../kernel/civil-date';
import { Problem } from '../../kernel/problem';
import { showDay } from '../../kernel/words';
import { audienceOn, type Campaign, covers, explainExemption, findExemption, type Standing } from '../campaign';
import type { DayStatus, ReportStatus } from './schema';

/** The statuses that count as reported (contract, 7). */
export const REPORTED: readonly ReportStatus[] = ['normal', 'pending', 'confirmed', 'cleared'];

/** Why no report is due on a day; nothing where one is. A student who was not on the roster is none of the audience. */
export function whyNotDue(campaign: Campaign, standing: Standing | undefined, date: CivilDate): string | undefined {
  if (!standing) return '当天您不在打卡名单上';
  const { exclude, followUp } = audienceOn(campaign, date);
  const rule = findExemption(standing, exclude);
  return rule && explainExemption(rule, followUp);
}

/** Refuses a submission for a day on which nothing is asked of the student: 409, with the reason. */
export function demandDue(campaign: Campaign, standing: Standing | undefined, date: CivilDate): void {
  if (date < campaign.startsOn)
    throw new Problem('not-today', { detail: `“${campaign.title}”从 ${showDay(campaign.startsOn)}开始` });
  if (!covers(campaign, date))
    throw new Problem('not-today', { detail: `“${campaign.title}”已于 ${showDay(campaign.endsOn)}结束` });
  const reason = whyNotDue(campaign, standing, date);
  if (reason !== undefined) throw new Problem('not-due', { detail: reason });
}

const LOCKED: Partial<Record<ReportStatus, string>> = {
  pending: '这份反馈正在等待审核，暂时不能修改。情况有变请直接联系班主任。',
  confirmed: '这份反馈已经核实，不能再改。情况有变请直接联系班主任。',
  cleared: '这份反馈已经审核，不能再改。情况有变请直接联系班主任。',
};

/**
 * Refuses a submission that the report's life does not allow (contract, "A report's life"): a new or a normal one while
 * its day runs, a returned one on any later day too; anything else is 409.
 */
export function demandOpen(status: ReportStatus | undefined, date: CivilDate, today: CivilDate): void {
  if (status === 'returned' && date <= today) return;
  const locked = status && LOCKED[status];
  if (locked) throw new Problem('report-locked', { detail: locked });
  if (date > today) throw new Problem('not-today', { detail: `${showDay(date)}还没有到` });
  if (date < today)
    throw new Problem('not-today', { detail: `${showDay(date)}已经过去，不能补交或修改；今天是 ${showDay(today)}` });
}

/** What a submission becomes: waiting for review with any flag. */
export function judge(flags: readonly string[]): 'normal' | 'pending' {
  return flags.length > 0 ? 'pending' : 'normal';
}

/** How a day stands for somebody, given whether a report was due and what came in. An exempt day hides a report. */
export function dayStatus(due: boolean, status: ReportStatus | undefined): DayStatus {
  if (!due) return 'exempt';
  return status ?? 'unreported';
}
