/** What neither XML nor a spreadsheet can hold: controls but tab and newline, halves of a character, non-characters. */
const UNFIT = /(?![\t\n])[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;
const BREAKS = /\r\n?/g;

/** A text without what no file can hold; newlines are `\n`. */
export function cleaned(text: string): string {
  return text.replace(BREAKS, '\n').replace(UNFIT, '');
}

/** No cell of a workbook holds more (ECMA-376 leaves it open; Excel does not). */
export const LONGEST_CELL = 32_767;

/** A text as long as a cell may be; where something is cut off, it says so, and no character is halved. */
function fitted(text: string): string {
  if (text.length <= LONGEST_CELL) return text;
  return `${text.slice(0, LONGEST_CELL - 1).replace(/\p{Cs}$/u, '')}…`;
}

const SPECIAL = /[&<>]|_(?=x[\da-f]{4}_)/gi;
/** In a workbook `_x0041_` stands for a letter: an underscore that would begin such a code is written as one itself. */
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', _: '_x005F_' };

/** A text as the content of an element of a workbook. */
export function toXml(text: string): string {
  return fitted(cleaned(text)).replace(SPECIAL, (sign) => ESCAPES[sign] ?? sign);
}

/** As {@link toXml}, for the value of an attribute in double quotes. */
export function toAttribute(text: string): string {
  return toXml(text).replace(/"/g, '&quot;').replace(/\n/g, '&#10;');
}
