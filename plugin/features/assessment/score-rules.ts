import type { CivilDate } from '../../kernel/civil-date';
import { toInstant } from '../../kernel/clock';
import type { AssessedPart } from '../campaign';
import { type AssessmentRow, type DayOfRow, PARTS, type Share, type Weights } from './schema';

/** What was counted of a department on a day. */
export interface Tally {
  department: string;
  date: CivilDate;
  due: number;
  /** Of the due, those who sent a report: whether it was sent back or not. */
  sent: number;
  /** Of those, the ones sent back and not refilled. */
  returned: number;
}

/** The flagged reports of a department, by when the first decision on them came. */
export interface Flagged {
  department: string;
  inTime: number;
  late: number;
  /** Undecided, while it would still be in time. */
  open: number;
}

/** That a department submitted a day's brief. */
export interface BriefGiven {
  department: string;
  date: CivilDate;
  /** Milliseconds. */
  submittedAt: number;
  onTime: boolean;
}

/** All that a week is judged by. */
export interface Evidence {
  /** The codes of those who are judged. */
  departments: readonly string[];
  tallies: readonly Tally[];
  flagged: readonly Flagged[];
  briefs: readonly BriefGiven[];
  /** True for a day whose brief is due by now. */
  isBriefDue(date: CivilDate): boolean;
  weights: Weights;
}

/** Judges the departments of a week, the best first. A day without a tally of a department is none of its days. */
export function judge(evidence: Evidence): AssessmentRow[] {
  return rank(evidence.departments.map((department) => toRow(evidence, department)));
}

type Unranked = Omit<AssessmentRow, 'rank'>;

function toRow(evidence: Evidence, code: string): Unranked {
  const days = daysOf(evidence, code);
  const flagged = evidence.flagged.filter(({ department }) => department === code);
  const total = (key: 'due' | 'reported' | 'unreported' | 'returned') => sum(days.map((day) => day[key]));
  const parts = weighed(measure(days, flagged), evidence.weights);
  return {
    department: { code, name: code },
    score: total('due') === 0 ? null : scoreOf(parts),
    due: total('due'),
    reported: total('reported'),
    unreported: total('unreported'),
    returned: total('returned'),
    parts,
    reviewsOpen: sum(flagged.map(({ open }) => open)),
    days,
  };
}

function daysOf({ tallies, briefs, isBriefDue }: Evidence, code: string): DayOfRow[] {
  const mine = tallies.filter(({ department }) => department === code).sort((a, b) => (a.date < b.date ? -1 : 1));
  return mine.map(({ date, due, sent, returned }) => {
    const brief = briefs.find((each) => each.department === code && each.date === date);
    return {
      date,
      due,
      reported: sent - returned,
      unreported: due - sent + returned,
      returned,
      briefSubmittedAt: brief ? toInstant(brief.submittedAt) : null,
      briefOnTime: isBriefDue(date) ? (brief?.onTime ?? false) : null,
    };
  });
}

type Measured = Record<AssessedPart, Pick<Share, 'done' | 'of'>>;

/** Whoever was sent back has reported: doing so never costs a department anything. */
function measure(days: readonly DayOfRow[], flagged: readonly Flagged[]): Measured {
  const sent = (day: DayOfRow) => day.reported + day.returned;
  const asked = days.filter(({ due }) => due > 0);
  const expected = days.filter(({ briefOnTime }) => briefOnTime !== null);
  const inTime = sum(flagged.map((each) => each.inTime));
  return {
    completion: { done: sum(days.map(sent)), of: sum(days.map(({ due }) => due)) },
    fullCoverage: { done: asked.filter((day) => sent(day) === day.due).length, of: asked.length },
    briefsOnTime: { done: expected.filter(({ briefOnTime }) => briefOnTime).length, of: expected.length },
    reviewsInTime: { done: inTime, of: inTime + sum(flagged.map(({ late }) => late)) },
  };
}

function weighed(measured: Measured, weights: Weights): Record<AssessedPart, Share> {
  const share = (part: AssessedPart): Share => {
    const { done, of } = measured[part];
    return { weight: of === 0 ? 0 : weights[part], done, of, rate: of === 0 ? null : done / of };
  };
  return Object.fromEntries(PARTS.map((part) => [part, share(part)])) as Record<AssessedPart, Share>;
}

/**
 * 0–100 to the hundredth, given that a part without data weighs nothing, so that the others take over its weight in
 * proportion. Never rounded up to 100 while anything is missing; null where nothing weighs.
 */
export function scoreOf(parts: Record<AssessedPart, Pick<Share, 'weight' | 'rate'>>): number | null {
  const counted = PARTS.map((part) => parts[part]).filter(({ weight }) => weight > 0);
  const weight = sum(counted.map((share) => share.weight));
  if (weight === 0) return null;
  if (counted.every(({ rate }) => rate === 1)) return 100;
  const exact = (100 * sum(counted.map((share) => share.weight * (share.rate ?? 0)))) / weight;
  return Math.min(Math.round(exact * 100) / 100, 99.99);
}

/** Equal scores share a rank, and those after them are as far down as there are people before them (1, 1, 3). */
function rank(rows: readonly Unranked[]): AssessmentRow[] {
  const sorted = [...rows].sort((a, b) => (b.score ?? -1) - (a.score ?? -1) || byCode(a, b));
  return sorted.map((row) => {
    const better = rows.filter(({ score }) => score !== null && row.score !== null && score > row.score).length;
    return { rank: row.score === null ? null : better + 1, ...row };
  });
}

function byCode(a: Unranked, b: Unranked): number {
  return a.department.code < b.department.code ? -1 : 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
