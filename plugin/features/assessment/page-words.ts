import type { CivilDate } from '../../kernel/civil-date';
import { showRate, showShortDay } from '../../kernel/words';
import { ASSESSED_PARTS, type AssessedPart } from '../campaign';
import { type AssessmentRow, PARTS, type Share, type WeekState, type Weights } from './schema';

/** `92.60`; — where there is no score. */
export function showScore(score: number | null): string {
  return score === null ? '—' : score.toFixed(2);
}

/** `+1.20`, `−0.35`, `0`: which way a score went, without a colour; nothing where one of the two is none. */
export function showChange(score: number | null, before: number | null | undefined): string | undefined {
  if (score === null || before === null || before === undefined) return undefined;
  const change = Math.round((score - before) * 100) / 100;
  if (change === 0) return '0';
  return `${change > 0 ? '+' : '−'}${Math.abs(change).toFixed(2)}`;
}

/** `2021 年第 4 周` */
export function weekWords(week: string): string {
  return `${week.slice(0, 4)} 年第 ${Number(week.slice(6))} 周`;
}

/** `1月25日–31日`, over the end of a month `1月25日–2月3日`; a single day alone. */
export function rangeWords(from: CivilDate, to: CivilDate): string {
  if (from === to) return showShortDay(from);
  const short = from.slice(0, 7) === to.slice(0, 7) ? `${Number(to.slice(8))}日` : showShortDay(to);
  return `${showShortDay(from)}–${short}`;
}

/** What each state is called, and how its mark looks. */
export const STATE_WORDS: Record<WeekState, { word: string; tag: string }> = {
  running: { word: '进行中', tag: '' },
  provisional: { word: '待确认', tag: 'tag-wait' },
  confirmed: { word: '已确认', tag: 'tag-good' },
};

/** How a table shows each part: in what it is counted, and a shorter name for where there is little room. */
const SHOWN: Record<AssessedPart, { unit: string; short?: string }> = {
  completion: { unit: '' },
  fullCoverage: { unit: ' 天' },
  briefsOnTime: { unit: ' 天' },
  reviewsInTime: { unit: ' 份', short: '及时审核' },
};

/** The parts of a score as a table shows them; one that weighs nothing in this campaign is left out. */
export function partsOf({ parts }: Pick<AssessmentRow, 'parts'>, weights: Weights) {
  return weighing(weights).map((part) => {
    const { done, of, rate } = parts[part];
    const { unit, short } = SHOWN[part];
    const word = ASSESSED_PARTS[part];
    const share = of === 0 ? '—' : `${done}/${of}${unit}`;
    return { word, short: short ?? word, share, percent: part === 'completion' && of > 0 ? showRate(rate) : undefined };
  });
}

function weighing(weights: Weights): AssessedPart[] {
  return PARTS.filter((part) => weights[part] > 0);
}

/** How a score comes about, for all departments alike: what each part weighs. */
export function formulaInWords(weights: Weights): string {
  const terms = weighing(weights).map((part) => `${ASSESSED_PARTS[part]} × ${weights[part]}`);
  const total = sum(PARTS.map((part) => weights[part]));
  return total === 100 ? terms.join(' + ') : `（${terms.join(' + ')}）÷ ${total} × 100`;
}

/** The same with a department's own numbers; nothing where there is no score. */
export function formulaOf({ score, parts }: AssessmentRow): string | undefined {
  if (score === null) return undefined;
  const counted = PARTS.map((part) => parts[part]).filter(({ weight }) => weight > 0);
  const terms = counted.map(({ weight, done, of }: Share) => `${weight} × ${done}/${of}`);
  const total = sum(counted.map(({ weight }) => weight));
  const whole = total === 100 ? terms.join(' + ') : `（${terms.join(' + ')}）÷ ${total} × 100`;
  return `${whole} = ${showScore(score)}`;
}

/** Which parts a department's score leaves out for want of data; nothing where none. */
export function withoutData({ parts }: Pick<AssessmentRow, 'parts'>, weights: Weights): string {
  return weighing(weights)
    .filter((part) => parts[part].of === 0)
    .map((part) => ASSESSED_PARTS[part])
    .join('、');
}

function sum(numbers: readonly number[]): number {
  return Math.round(numbers.reduce((total, each) => total + each, 0) * 100) / 100;
}
