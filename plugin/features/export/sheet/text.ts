import { XmlBytes } from './xml-bytes';

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
  return `${cleaned(text)
    .slice(0, LONGEST_CELL - 1)
    .replace(/\p{Cs}$/u, '')}…`;
}

/** A text as the content of an element of a workbook. */
export function toXml(text: string): string {
  const xml = new XmlBytes();
  xml.text(fitted(text));
  return xml.take().toString();
}

/** As {@link toXml}, for the value of an attribute in double quotes. */
export function toAttribute(text: string): string {
  return toXml(text).replace(/"/g, '&quot;').replace(/\n/g, '&#10;');
}

const KEPT = /^\s|\s$|\n/;

/** Adds the element that holds a text in a cell or among the shared ones; blanks around it stay. */
export function addText(xml: XmlBytes, text: string): void {
  xml.markup(KEPT.test(text) ? '<t xml:space="preserve">' : '<t>');
  xml.text(fitted(text));
  xml.markup('</t>');
}
