import { weekdayOf } from '../../kernel/civil-date';
import { showShortDay } from '../../kernel/words';
import { queryText } from '../review';
import type { AssessmentRow, DayOfRow } from './schema';

const LIST = '^\\d{1,7}(,\\d{1,7}){0,6}$';

/** What a chart's address says: all that it draws. Days are 1 for Monday to 7; `top` is the share at its upper edge. */
export const CHART = {
  type: 'object',
  required: ['days', 'missing', 'due', 'top'],
  properties: {
    days: { type: 'string', pattern: '^[1-7](,[1-7]){0,6}$', description: '1 for Monday to 7 for Sunday' },
    missing: { type: 'string', pattern: LIST },
    due: { type: 'string', pattern: LIST },
    top: { type: 'integer', minimum: 1, maximum: 100, description: 'per cent at the upper edge' },
    dark: { enum: ['1'] },
  },
} as const;

export interface ChartQuery {
  days: string;
  missing: string;
  due: string;
  top: number;
  dark?: '1';
}

const STEPS = [5, 10, 20, 50, 100];

/** The share, in per cent, at the upper edge of charts that are to be compared: the highest bar fits, 5 at least. */
export function topOf(rows: readonly AssessmentRow[]): number {
  const shares = rows.flatMap(({ days }) => days.map((day) => (day.due === 0 ? 0 : (100 * missingOf(day)) / day.due)));
  return STEPS.find((step) => shares.every((share) => share <= step)) ?? 100;
}

/** Those of whom nothing came: whoever was sent back had reported. */
export function missingOf({ due, reported, returned }: DayOfRow): number {
  return due - reported - returned;
}

/** The addresses of a department's chart, for light and for dark, and what it shows in words; nothing without a day. */
export function chartOf(base: string, { department, days }: AssessmentRow, top: number) {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return undefined;
  const data = {
    days: days.map(({ date }) => weekdayOf(date) || 7).join(),
    missing: days.map(missingOf).join(),
    due: days.map(({ due }) => due).join(),
    top: String(top),
  };
  const range = `${showShortDay(first.date)}至${showShortDay(last.date)}`;
  return {
    light: `${base}/assessments/chart.svg${queryText(data)}`,
    dark: `${base}/assessments/chart.svg${queryText({ ...data, dark: '1' })}`,
    alt: `${department.name} ${range}每天未反馈的人数：${days.map(missingOf).join('、')}`,
  };
}

const LIGHT = { bar: '#b25000', text: '#5e5e5e', line: '#bdbdbd', good: '#07803f', ground: '#fff' };
const DARK = { bar: '#ffb45c', text: '#b3b3b3', line: '#5a5a5a', good: '#3ecf7f', ground: '#191919' };

const WIDTH = 322;
const SLOT = WIDTH / 7;
const TOP = 32;
const FLOOR = 104;
const HEIGHT = 126;
const NAMES = '一二三四五六日';

/**
 * A column a day, as high as the share of those who are missing, from a line that is zero; how many they are stands above
 * it. Drawn here: a library for charts would bring 60 MB for seven rectangles, and inline pictures break the policy of
 * our pages. Colours are attributes, for a style sheet would not be let in either.
 */
export function drawChart({ days, missing, due, top, dark }: ChartQuery): string {
  const colours = dark ? DARK : LIGHT;
  const [missed, asked] = [missing, due].map((list) => list.split(',').map(Number)) as [number[], number[]];
  const columns = days.split(',').map((day, index) => {
    const share = (missed[index] ?? 0) / Math.max(1, asked[index] ?? 0);
    return drawDay(Number(day), { missing: missed[index] ?? 0, due: asked[index] ?? 0, share }, top, colours);
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13" text-anchor="middle" fill="${colours.text}">`,
    `<path d="M0 ${TOP}H${WIDTH}" stroke="${colours.line}" stroke-dasharray="2 4"/>`,
    `<text x="${WIDTH}" y="11" text-anchor="end" font-size="11">${top}%</text>`,
    ...columns,
    `<path d="M0 ${FLOOR}H${WIDTH}" stroke="${colours.line}"/>`,
    '</svg>',
  ].join('');
}

interface Column {
  missing: number;
  due: number;
  share: number;
}

function drawDay(day: number, { missing, due, share }: Column, top: number, colours: typeof LIGHT): string {
  const middle = round((day - 0.5) * SLOT);
  const label = `<text x="${middle}" y="${HEIGHT - 6}">${NAMES[day - 1]}</text>`;
  if (due === 0) return `${label}<text x="${middle}" y="${FLOOR - 6}">—</text>`;
  if (missing === 0)
    return `${label}<path d="M${middle - 6} ${FLOOR - 12}l4 5l8 -10" fill="none" stroke="${colours.good}" stroke-width="2.5"/>`;
  const height = round(Math.max(2, Math.min(1, (share * 100) / top) * (FLOOR - TOP)));
  const bar = `<rect x="${middle - 13}" y="${round(FLOOR - height)}" width="26" height="${height}" fill="${colours.bar}"/>`;
  const around = `stroke="${colours.ground}" stroke-width="4" paint-order="stroke"`;
  return `${label}${bar}<text x="${middle}" y="${round(FLOOR - height - 5)}" ${around}>${missing}</text>`;
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
