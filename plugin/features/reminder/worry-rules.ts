import { addDays, type CivilDate } from '../../kernel/civil-date';
import { showShortDay } from '../../kernel/words';
import { audienceOn, type Campaign, findExemption, type Standing } from '../campaign';
import type { ReportStatus } from '../report';

/** So many days before the one that is chased count as lately. */
export const LATELY = 7;

/** A day on which what somebody reported had to be looked into. */
export interface Abnormal {
  date: CivilDate;
  status: ReportStatus;
}

/** Where somebody stood in a period. */
export type Stood = Standing & { fromDay: CivilDate; untilDay: CivilDate };

/** What is known of somebody who has not reported. */
export interface Facts {
  openCase: boolean;
  /** Lately, the last one first. */
  abnormal: readonly Abnormal[];
  /** The last day before this one that was reported; nothing where there is none. */
  lastReported: CivilDate | undefined;
  stood: readonly Stood[];
  returned: boolean;
}

/** How worrying it is that somebody has not reported: the smaller the tier, and in it the larger the weight, the more. */
export interface Worry {
  tier: 'abnormal' | 'run' | 'rest';
  weight: number;
  reasons: string[];
}

const STATUS_WEIGHTS: Partial<Record<ReportStatus, number>> = { confirmed: 3, pending: 2, returned: 1, cleared: 1 };
const STATUS_WORDS: Partial<Record<ReportStatus, string>> = {
  confirmed: '已核实异常',
  pending: '待审核',
  returned: '待审核后被退回',
  cleared: '曾待审核，无异常',
};

/** Whoever was abnormal before worries most, then whoever has been missing longest, then the rest (issue: Chasing). */
export function worryAbout(campaign: Campaign, date: CivilDate, facts: Facts): Worry {
  const run = missingRun(campaign, date, facts);
  const abnormal = abnormalReasons(facts);
  const reasons = [...abnormal, ...runReasons(run, facts), ...(facts.returned ? ['当天的反馈被退回'] : [])];
  if (abnormal.length > 0) return { tier: 'abnormal', weight: abnormalWeight(facts) * 1_000 + run, reasons };
  return run > 0 ? { tier: 'run', weight: run, reasons } : { tier: 'rest', weight: 0, reasons };
}

function abnormalReasons({ openCase, abnormal }: Facts): string[] {
  const [last] = abnormal;
  const words = last ? [`${showShortDay(last.date)} ${STATUS_WORDS[last.status]}`] : [];
  return openCase ? ['异常跟进中', ...words] : words;
}

function abnormalWeight({ openCase, abnormal }: Facts): number {
  if (openCase) return 4;
  return Math.max(...abnormal.map(({ status }) => STATUS_WEIGHTS[status] ?? 0));
}

function runReasons(run: number, { lastReported }: Facts): string[] {
  if (run === 0) return lastReported === undefined ? ['还没有反馈过'] : [];
  if (lastReported === undefined) return [`从未反馈，已经 ${run} 天`];
  return [run === 1 ? '前一天也未反馈' : `之前连续 ${run} 天未反馈`];
}

/** How many days in a row before this one a report was due and is missing; days that nothing was due on are passed over. */
function missingRun(campaign: Campaign, date: CivilDate, { lastReported, stood }: Facts): number {
  let run = 0;
  for (let day = addDays(date, -1); day >= campaign.startsOn && day !== lastReported; day = addDays(day, -1))
    if (wasDue(campaign, day, stood)) run += 1;
  return run;
}

function wasDue(campaign: Campaign, day: CivilDate, stood: readonly Stood[]): boolean {
  const standing = stood.find(({ fromDay, untilDay }) => fromDay <= day && day < untilDay);
  return standing !== undefined && findExemption(standing, audienceOn(campaign, day).exclude) === undefined;
}
