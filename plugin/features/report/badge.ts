import type { CampaignState } from '../campaign';
import type { DayOfMine } from './mine';
import type { DayStatus, ReportStatus } from './schema';

/** What each state is called. */
export const STATUS_WORDS: Record<ReportStatus, string> = {
  normal: '正常',
  pending: '待审核',
  returned: '已退回',
  confirmed: '已核实',
  cleared: '无异常',
};

/** How a state looks: its word, and the class that colours it beside the word. */
export interface Badge {
  word: string;
  tone: 'good' | 'wait' | 'bad' | 'plain';
}

export const BADGES: Record<DayStatus, Badge> = {
  unreported: { word: '待反馈', tone: 'plain' },
  exempt: { word: '免打卡', tone: 'plain' },
  normal: { word: '已反馈', tone: 'good' },
  pending: { word: '待审核', tone: 'wait' },
  returned: { word: '已退回', tone: 'bad' },
  confirmed: { word: STATUS_WORDS.confirmed, tone: 'good' },
  cleared: { word: STATUS_WORDS.cleared, tone: 'good' },
};

/** A day as a dot of the week or a cell of the month. */
export interface DayCell {
  date: string;
  /** The day of the month. */
  number: number;
  word: string;
  /** Nothing happened on that day: the word is for those who cannot see that there is nothing. */
  quiet: boolean;
  tone: Badge['tone'] | 'missing' | 'none';
  isToday: boolean;
  /** There is something to read. */
  opens: boolean;
}

/** How a day stands, given what day it is today: what was not sent in time is missing, what is to come is nothing yet. */
export function toCell({ date, status, report }: DayOfMine, today: string): DayCell {
  const isToday = date === today;
  const cell = { date, number: Number(date.slice(8)), isToday, quiet: false, opens: report !== undefined };
  if (status === null) return { ...cell, quiet: true, word: '没有打卡任务', tone: 'none' };
  if (date > today) return { ...cell, quiet: true, word: '未到', tone: 'none' };
  if (status === 'unreported' && date < today) return { ...cell, word: '未反馈', tone: 'missing' };
  return { ...cell, ...BADGES[status] };
}

/** Today's state in a word, with the time where it was sent. */
export function badgeOf(day: DayOfMine | undefined, state: CampaignState): Badge & { at: number | undefined } {
  const at = day?.report?.current.submittedAt;
  if (state === 'planned') return { word: '未开始', tone: 'plain', at: undefined };
  if (state === 'ended') return { word: '已结束', tone: 'plain', at: undefined };
  if (!day?.status) return { word: '不打卡', tone: 'plain', at: undefined };
  return { ...BADGES[day.status], at: day.status === 'normal' ? at : undefined };
}
