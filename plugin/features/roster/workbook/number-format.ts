/**
 * How a number is shown: as its digits, with zeros before them up to a number of digits, as a date, or in some other way
 * that its digits alone do not tell.
 */
export type Display = 'plain' | 'date' | 'otherwise' | { digits: number };

/** Built-in formats that show a date or a time, those of Chinese systems among them (ECMA-376, 18.8.30). */
const DATES: readonly [from: number, to: number][] = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
];
const PERCENT = new Set([9, 10]);

const GENERAL = /General|G\/通用格式/gi;
const LITERAL = /"[^"]*"|\\./g;
const SPACING = /[_*]./g;
const ELAPSED = /\[(?:h+|m+|s+)\]/i;
const CONDITION = /\[[^\]]*\]/g;
const DATE_PART = /[ymdhs]|aaa/i;
const DIGITS_ALONE = /^(?:[0#?,.@\s]|E[+-])*$/i;

/** What a number format does to a positive number; `code` where the workbook spells it out. */
export function displayOf(id: number, code?: string): Display {
  if (code !== undefined) return displayOfCode(code);
  if (DATES.some(([from, to]) => id >= from && id <= to)) return 'date';
  return PERCENT.has(id) ? 'otherwise' : 'plain';
}

function displayOfCode(code: string): Display {
  const marked = code.replace(GENERAL, '').replace(LITERAL, (literal) => (/^(?:""|\\ )$/.test(literal) ? '' : '\0'));
  const [positive = ''] = marked.split(';');
  const spaced = positive.replace(SPACING, '');
  if (ELAPSED.test(spaced)) return 'date';
  const bare = spaced.replace(CONDITION, (condition) =>
    condition.startsWith('[$') && condition[2] !== '-' ? '\0' : '',
  );
  if (DATE_PART.test(bare)) return 'date';
  if (/^0{2,}$/.test(bare)) return { digits: bare.length };
  return DIGITS_ALONE.test(bare) ? 'plain' : 'otherwise';
}
