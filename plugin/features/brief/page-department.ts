import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { showRate } from '../../kernel/words';
import type { Campaign } from '../campaign';
import { dutyForDepartment } from '../policy';
import { queryText } from '../review';
import type { Figures } from '../statistics';
import { openDays } from './read-model';
import { doubtsAbout } from './rules';
import type { Brief, Change } from './schema';

/** What a form that could not be taken comes back with. */
export interface Typed {
  remark: string;
  /** What is wrong with the remark. */
  wrong?: string;
  /** Why nothing was reported, and no other remark would help. */
  refused?: string;
  /** Whether it is meant is to be asked. */
  asks?: boolean;
}

export interface DepartmentAsked {
  caller: Caller;
  campaign: Campaign;
  date: CivilDate;
  today: CivilDate;
  base: string;
}

const MOST_DAYS = 5;
const OFFICE = '学工处';
const TO_DO = { reviews: '去审核', 'follow-ups': '去填写' } as const;

/** One department's brief: to look at, to report, and what changed since. */
export async function showDepartment(db: Db, asked: DepartmentAsked, brief: Brief, typed: Typed | undefined) {
  const { caller, campaign, date, today, base } = asked;
  const { department, submitted, standing } = brief;
  const open = await openDays(db, { campaign, department: department.code, today });
  const others = open.filter((day) => day !== date);
  const doubts = submitted ? [] : doubtsAbout(standing);
  const duty = dutyForDepartment(caller, 'brief.submit', department.code);
  const over = !submitted && date < today;
  return {
    name: department.name,
    code: department.code,
    submitted: submitted && { ...submitted, inPlace: submitted.submittedBy.duty === OFFICE },
    text: brief.text,
    rows: Math.min(16, brief.text.split('\n').length + 2),
    figures: figuresOf(asked, department.code, standing.figures, submitted !== undefined),
    changes: brief.changes.map(showChange),
    doubts: doubts.map(({ text, section }) => {
      return { text, word: TO_DO[section], opens: `${base}/${section}${queryText({ date })}` };
    }),
    seen: keyOfDoubts(doubts),
    canReport: over && duty !== undefined,
    mayNot: over && duty === undefined,
    inPlace: duty === OFFICE,
    typed,
    others: others
      .slice(-MOST_DAYS)
      .map((day) => ({ day, opens: `${base}/briefs${queryText({ date: day, department: department.code })}` })),
    moreOthers: Math.max(0, others.length - MOST_DAYS),
    countOthers: others.length,
    now: `${base}${queryText({ date, by: 'class', department: department.code })}`,
  };
}

/** What was seen when somebody said that it is meant: something else has to be asked about again. */
export function keyOfDoubts(doubts: readonly { key: string }[]): string {
  return doubts.map(({ key }) => key).join(' ');
}

/** The figures, each a door to its people; frozen ones are of then, and open nothing of now. */
function figuresOf({ base, date }: DepartmentAsked, department: string, figures: Figures, frozen: boolean) {
  const back = `briefs${queryText({ date, department })}`;
  const door = (more: Record<string, string>) =>
    frozen ? undefined : `${base}/people${queryText({ date, department, ...more, from: back })}`;
  return [
    { word: '应打卡', n: figures.due, opens: door({ state: 'due' }) },
    { word: '已反馈', n: figures.reported, opens: door({ state: 'reported' }) },
    { word: '未反馈', n: figures.unreported, opens: door({ state: 'unreported' }) },
    { word: '待审核', n: figures.pending, opens: door({ state: 'reported', status: 'pending' }) },
    { word: '已退回', n: figures.returned, opens: door({ state: 'unreported', status: 'returned' }) },
    { word: '已核实', n: figures.confirmed, opens: door({ state: 'reported', status: 'confirmed' }) },
    { word: '免打卡', n: figures.exempt, opens: door({ state: 'exempt' }) },
  ];
}

function showChange({ field, label, before, after }: Change) {
  const show = (value: number | null) => (field === 'rate' ? showRate(value) : String(value ?? '—'));
  return { label, before: show(before), after: show(after) };
}
