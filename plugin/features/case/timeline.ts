import { civilDateOf } from '../../kernel/civil-date';
import { showShortDay } from '../../kernel/words';
import type { Campaign } from '../campaign';
import { answersInWords, DECISION_WORDS, flagWords } from '../review';
import { OUTCOME_WORDS, STEP_WORDS } from './rules';
import type { CaseEntry, EntryKind } from './schema';
import type { DayOfCase, Finding, Story } from './story';

/** One thing that happened, in words. */
export interface Happening {
  /** Milliseconds. */
  at: number;
  title: string;
  tag?: string;
  tone?: 'good' | 'wait' | 'bad' | 'plain';
  note?: string;
  /** Who did it: the duty and the name. */
  by?: { duty: string; name: string };
  answers?: { title: string; text: string }[];
  why?: string[];
  /** The day whose report can be opened. */
  opens?: string;
}

/** The days of a story, the last one first, each with what happened on it, the last thing first. */
export function timelineOf(campaign: Campaign, story: Story, timeZone: string) {
  // Of what came at the same instant, what it led to is told above it.
  const happenings = [
    ...story.days.flatMap((day) => tellDay(campaign, day)),
    ...story.findings.map(tellFinding),
    ...story.entries.filter((entry) => !isToldByReview(entry, story.days)).map(tellEntry),
  ]
    .sort((a, b) => a.at - b.at)
    .reverse();
  const days = [...new Set(happenings.map(({ at }) => civilDateOf(at, timeZone)))];
  return days.map((date) => ({
    date,
    happenings: happenings.filter(({ at }) => civilDateOf(at, timeZone) === date),
  }));
}

/** A report that joins, and what becomes of it, is told by its review where that can be seen. */
function isToldByReview({ kind, day, at }: CaseEntry, days: readonly DayOfCase[]): boolean {
  if (kind !== 'report' && kind !== 'review') return false;
  return days.some(({ date, reviews }) => date === day && reviews.some(({ decidedAt }) => decidedAt === at));
}

const TITLES: Record<EntryKind, (entry: CaseEntry) => string> = {
  report: ({ day }) => `${showShortDay(day)}的反馈已核实`,
  review: ({ day, decision }) => `${showShortDay(day)}的反馈：${wordOf(decision)}`,
  found: () => '开始跟进',
  note: () => '记录',
  close: () => '结束跟进',
  reopen: () => '重新跟进',
  withdraw: () => '核实已撤回，跟进随之取消',
};

function wordOf(decision: string | undefined): string {
  return DECISION_WORDS[decision as keyof typeof DECISION_WORDS] ?? decision ?? '';
}

function tellFinding({ date, note, by, at }: Finding): Happening {
  return { at, title: `线下跟进${showShortDay(date)}：异常`, note, by };
}

function tellEntry(entry: CaseEntry): Happening {
  const { kind, step, outcome, note, by, at } = entry;
  const tag = step ? STEP_WORDS[step] : kind === 'close' && outcome ? OUTCOME_WORDS[outcome] : undefined;
  const tone = outcome || step === 'recovered' || step === 'better' ? 'good' : 'wait';
  return { at, title: TITLES[kind](entry), tag, tone, note, by };
}

function tellDay(campaign: Campaign, { date, flags, answers, submittedAt, reviews }: DayOfCase): Happening[] {
  const report: Happening = {
    at: submittedAt,
    title: '学生反馈',
    why: flagWords(campaign, date, flags),
    answers: notable(campaign, date, answers),
    opens: date,
  };
  return [
    report,
    ...reviews.map(({ decision, note, reviewer, decidedAt }): Happening => {
      return { at: decidedAt, title: `${DECISION_WORDS[decision]}${showShortDay(date)}的反馈`, note, by: reviewer };
    }),
  ];
}

/** The temperature, and whatever is more than a no or a none. */
function notable(campaign: Campaign, date: string, answers: object): { title: string; text: string }[] {
  const given = answers as Record<string, unknown>;
  const isNothing = (value: unknown) => value === false || (Array.isArray(value) && value.length === 0);
  return answersInWords(campaign, date, answers).filter(({ name }) => name !== 'location' && !isNothing(given[name]));
}
