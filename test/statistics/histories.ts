import fc from 'fast-check';
import { PEOPLE, type Someone } from '../support/world';

/** Who takes part: everybody of the school, and some who come later. */
export const STUDENTS: readonly Someone[] = [
  ...Object.values(PEOPLE).filter(({ type }) => type === 'student'),
  ...['郑八', '冯九'].map((name, index): Someone => ({ personNo: `20191111019${index}`, type: 'student', name })),
];
export const CLASSES = { '191111': '航制', '191112': '航制', '192211': '经管', '198241': '航修' } as const;
export type ClassCode = keyof typeof CLASSES;

/** One row of a roster file. */
export interface Row {
  who: number;
  to: ClassCode;
  status: '在读' | '休学' | '退学';
  cadet: boolean;
}

/** One thing that somebody does in the course of a campaign. */
export type Step =
  | { kind: 'next day' }
  | { kind: 'import'; rows: Row[]; days: number; retire: boolean }
  | { kind: 'exclude'; rules: Record<string, unknown>[] }
  | { kind: 'ask more' }
  | { kind: 'end'; days: number }
  | { kind: 'report'; who: number; fever: boolean; daysAgo: number }
  | { kind: 'decide'; who: number; decision: string; daysAgo: number };

const who = fc.nat({ max: STUDENTS.length - 1 });
const row: fc.Arbitrary<Row> = fc.record({
  who,
  to: fc.constantFrom(...(Object.keys(CLASSES) as ClassCode[])),
  status: fc.constantFrom('在读' as const, '在读' as const, '休学' as const, '退学' as const),
  cadet: fc.boolean(),
});
const rule = fc.constantFrom<Record<string, unknown>>(
  { class: '198241' },
  { class: '191112' },
  { department: '航制' },
  { status: '休学' },
  { category: '18级入伍士官生', intake: 2018 },
  { department: '航制', status: '在读', intake: 2018 },
);
const weighted = (weight: number, arbitrary: fc.Arbitrary<Step>) => ({ weight, arbitrary });
const step = fc.oneof(
  weighted(4, fc.constant<Step>({ kind: 'next day' })),
  weighted(
    3,
    fc.record({
      kind: fc.constant('import' as const),
      rows: fc.uniqueArray(row, { minLength: 1, maxLength: 4, selector: (each) => each.who }),
      days: fc.integer({ min: -3, max: 3 }),
      retire: fc.constantFrom(false, false, false, true),
    }),
  ),
  weighted(2, fc.record({ kind: fc.constant('exclude' as const), rules: fc.uniqueArray(rule, { maxLength: 4 }) })),
  weighted(1, fc.constant<Step>({ kind: 'ask more' })),
  weighted(1, fc.record({ kind: fc.constant('end' as const), days: fc.integer({ min: 2, max: 30 }) })),
  weighted(
    10,
    fc.record({
      kind: fc.constant('report' as const),
      who,
      fever: fc.boolean(),
      daysAgo: fc.constantFrom(0, 0, 0, 1, 2),
    }),
  ),
  weighted(
    7,
    fc.record({
      kind: fc.constant('decide' as const),
      who,
      decision: fc.constantFrom('return', 'return', 'confirm', 'clear', 'reopen'),
      daysAgo: fc.nat({ max: 2 }),
    }),
  ),
);

/** A history, step by step. */
export const HISTORY = fc.array(step, { minLength: 25, maxLength: 60, size: 'max' });
