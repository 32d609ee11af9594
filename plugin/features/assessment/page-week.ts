import type { Db } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import { showDay as dayWord, showRate } from '../../kernel/words';
import { isAdmitted, isDepartmentInScope } from '../policy';
import { queryText, type StaffAsked, type StaffFrame, staffFrame } from '../review';
import { assess, markOf, rowsFor } from './assess';
import { listObjections } from './objection-read-model';
import { chartOf, missingOf, topOf } from './page-chart';
import {
  formulaInWords,
  formulaOf,
  partsOf,
  rangeWords,
  STATE_WORDS,
  showChange,
  showScore,
  weekWords,
  withoutData,
} from './page-words';
import { firstAssessedDay } from './rules';
import type { Assessment, AssessmentRow, DayOfRow } from './schema';
import { chooseWeek, type ListedWeek, listWeeks } from './weeks';

/** What was done on the page before it was shown again. */
export const DONE = ['confirmed', 'objected', 'answered'] as const;

export interface WeekQuery {
  week?: string;
  done?: (typeof DONE)[number];
}

export type WeekPageAsked = StaffAsked & { query: WeekQuery; now: number; timeZone: string };

/** What a form that could not be taken comes back with. */
export interface Typed {
  form: 'confirm' | 'object' | 'answer';
  message: string;
  /** The department that objects, or the number of the objection that is answered. */
  of?: string;
  text?: string;
}

const MOST_OBJECTIONS = 200;

/** 周考核: the ranking of a week with every number behind it, and what there is to do about it. */
export async function weekPage(db: Db, vault: Vault, asked: WeekPageAsked, typed?: Typed) {
  const { caller, campaign, query } = asked;
  const frame = await staffFrame(db, asked, 'assessments');
  const weeks = await listWeeks(db, asked);
  const mine = isAdmitted(caller, 'assessment.read');
  const chosen = chooseWeek(weeks, query.week);
  if (!mine || !chosen) return { frame, mine, title: '周考核', begins: firstAssessedDay(campaign) };
  const place = weeks.indexOf(chosen);
  const assessment = await assess(db, { ...asked, week: chosen.week });
  const before = weeks[place - 1] && (await assess(db, { ...asked, week: weeks[place - 1]?.week ?? '' }));
  const shown = { ...asked, frame, assessment, before };
  return {
    frame,
    mine,
    typed,
    done: typed ? undefined : query.done,
    week: showWeek(assessment, frame),
    ...steps(weeks, place, frame),
    ...ranking(shown),
    ...(await objections(db, vault, shown, typed)),
  };
}

function addressOf({ base }: StaffFrame, week: string): string {
  return `${base}/assessments${queryText({ week })}`;
}

function steps(weeks: readonly ListedWeek[], place: number, frame: StaffFrame) {
  const [previous, next] = [weeks[place - 1], weeks[place + 1]];
  const list = weeks.map(({ week, from, to, state }, index) => ({
    name: `第 ${Number(week.slice(6))} 周`,
    range: rangeWords(from, to),
    address: addressOf(frame, week),
    current: index === place,
    ...STATE_WORDS[state],
  }));
  return {
    previous: previous && addressOf(frame, previous.week),
    next: next && addressOf(frame, next.week),
    weeks: list.length > 1 ? list.reverse() : undefined,
    waiting: weeks.filter(({ state }, index) => state === 'provisional' && index !== place).length,
  };
}

function showWeek({ week, from, to, days, state, provisionalAt, confirmation }: Assessment, frame: StaffFrame) {
  return {
    code: week,
    title: weekWords(week),
    range: rangeWords(from, to),
    from,
    to,
    counted: days.length,
    until: days.at(-1),
    ...STATE_WORDS[state],
    isRunning: state === 'running',
    isProvisional: state === 'provisional',
    provisionalAt,
    confirmation,
    csv: `${frame.base}/assessments/ranking.csv${queryText({ week })}`,
    action: `${frame.base}/assessments`,
  };
}

interface Shown extends WeekPageAsked {
  frame: StaffFrame;
  assessment: Assessment;
  before: Assessment | undefined;
}

function ranking({ caller, assessment, before, frame }: Shown) {
  const rows = rowsFor(caller, assessment);
  const { weights } = assessment;
  const top = topOf(rows);
  const scores = new Map(before?.rows.map(({ department, score }) => [department.code, score]));
  return {
    rows: rows.map((row) => ({
      ...row,
      name: row.department.name,
      scoreText: showScore(row.score),
      change: showChange(row.score, scores.get(row.department.code)),
      shares: partsOf(row, weights),
      formula: formulaOf(row),
      lacking: withoutData(row, weights),
      chart: chartOf(frame.base, row, top),
      days: row.days.map((day) => showDay(day, row.department.code, frame)),
    })),
    heads: rows[0] ? partsOf(rows[0], weights).map(({ word }) => word) : [],
    ranked: assessment.rows.filter(({ rank }) => rank !== null).length,
    isSchool: isAdmitted(caller, 'assessment.confirm'),
    formula: formulaInWords(weights),
    isFirst: !before,
    mark: markOf(assessment),
  };
}

function showDay(day: DayOfRow, department: string, { base }: StaffFrame) {
  const missing = missingOf(day);
  return {
    ...day,
    missing,
    percent: showRate(day.due === 0 ? null : (day.due - missing) / day.due),
    word: dayWord(day.date),
    brief: { ...briefWord(day), opens: `${base}/briefs${queryText({ date: day.date, department })}` },
    opens: base + queryText({ date: day.date, by: 'class', department }),
  };
}

function briefWord({ briefOnTime, briefSubmittedAt }: DayOfRow): { word: string; tag: string } {
  if (briefOnTime) return { word: '按时', tag: 'tag-good' };
  if (briefOnTime === null) return { word: briefSubmittedAt ? '已报' : '未到', tag: '' };
  return briefSubmittedAt ? { word: '迟报', tag: 'tag-wait' } : { word: '未报', tag: 'tag-bad' };
}

/** Whoever speaks for a department may object to a week that is over, one objection at a time. */
async function objections(db: Db, vault: Vault, { caller, campaign, assessment }: Shown, typed: Typed | undefined) {
  const of = { caller, campaignId: campaign.id, week: assessment.week };
  const { items, nextCursor } = await listObjections(db, vault, of, { limit: MOST_OBJECTIONS });
  const open = new Set(items.filter(({ answer }) => !answer).map(({ department }) => department));
  const over = assessment.state !== 'running';
  const assessed = rowsFor(caller, assessment).map(({ department }: AssessmentRow) => department.code);
  return {
    objections: items.map((item) => ({
      ...item,
      typed: typed?.form === 'answer' && typed.of === String(item.id) ? typed : undefined,
    })),
    moreObjections: nextCursor !== null,
    unanswered: open.size,
    mayObject: over
      ? assessed.filter((code) => isDepartmentInScope(caller, 'objection.make', code) && !open.has(code))
      : [],
    objecting: typed?.form === 'object' ? typed : undefined,
  };
}
