import type { Column, ColumnKind, Value } from './plan';
import type { SharedTexts } from './shared-texts';
import { addText } from './text';
import { XmlBytes } from './xml-bytes';

/** The places of looks among the cell formats of {@link STYLES}. */
const LOOKS: Record<ColumnKind, number> = { text: 0, code: 1, day: 2, moment: 3 };
const HEADING = 4;
/** The attribute of a cell that names its look, by its place. */
const MARKED = ['', ' s="1"', ' s="2"', ' s="3"', ' s="4"'];

/** The looks that cells have: general, text, a day, a moment, a heading. */
export const STYLES = [
  '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
  '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>',
  '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>',
  '<fonts count="2"><font><sz val="11"/><name val="等线"/></font><font><b/><sz val="11"/><name val="等线"/></font></fonts>',
  '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>',
  '<fill><patternFill patternType="solid"><fgColor rgb="FFE3F2E9"/><bgColor indexed="64"/></patternFill></fill></fills>',
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>',
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5">',
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
  '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
  '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
  '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
  '<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"/>',
  '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
].join('');

const DAY = 86_400_000;
/** The day that a spreadsheet counts from. */
const DAY_ZERO = Date.UTC(1899, 11, 30);

/** The letters of a column, counted from 0: A, B … Z, AA. */
function lettersOf(column: number): string {
  const rest = Math.floor(column / 26);
  return (rest > 0 ? lettersOf(rest - 1) : '') + String.fromCharCode(65 + (column % 26));
}

const BEGINNING = [
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
  '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews>',
  '<sheetView tabSelected="1" workbookViewId="0">',
  '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>',
  '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>',
  '<sheetFormatPr defaultRowHeight="15"/>',
].join('');

/** Writes the XML of the one sheet: a frozen row of headings with a filter, then rows as they come. */
export class XlsxSheet {
  private readonly xml = new XmlBytes();
  /** How each cell of a column begins, up to the number of its row. */
  private readonly beginnings: string[];
  private readonly day = new Map<string, string>();
  private row = 0;
  /** The number of the row, in digits, with the quote after it. */
  private digits = '';

  constructor(
    private readonly columns: readonly Column[],
    private readonly shared: SharedTexts,
  ) {
    this.beginnings = columns.map((_, index) => `<c r="${lettersOf(index)}`);
  }

  /** The range of all rows so far, `absolute` with dollar signs. */
  range(absolute = false): string {
    const last = lettersOf(this.columns.length - 1);
    return absolute ? `$A$1:$${last}$${this.row}` : `A1:${last}${this.row}`;
  }

  begin(): void {
    const widths = this.columns.map(({ width, kind }, index) => {
      return `<col min="${index + 1}" max="${index + 1}" width="${width}" style="${LOOKS[kind]}" customWidth="1"/>`;
    });
    this.xml.markup(`${BEGINNING}<cols>${widths.join('')}</cols><sheetData>`);
    this.beginRow();
    for (const [index, { heading }] of this.columns.entries()) this.addText(index, heading, HEADING);
    this.xml.markup('</row>');
  }

  add(values: readonly Value[]): void {
    this.beginRow();
    for (let index = 0; index < values.length; index += 1) this.addCell(index, values[index] ?? null);
    this.xml.markup('</row>');
  }

  end(): void {
    const codes = this.columns.flatMap(({ kind }, index) => (kind === 'code' ? [lettersOf(index)] : []));
    const texts = codes.map((letters) => `${letters}1:${letters}${this.row}`).join(' ');
    const ignored = `<ignoredErrors><ignoredError sqref="${texts}" numberStoredAsText="1"/></ignoredErrors>`;
    this.xml.markup(`</sheetData><autoFilter ref="${this.range()}"/>${texts ? ignored : ''}</worksheet>`);
  }

  /** What was written since it was last taken. */
  take(): Buffer {
    return this.xml.take();
  }

  private beginRow(): void {
    this.row += 1;
    this.digits = `${this.row}"`;
    this.xml.markup(`<row r="${this.digits}>`);
  }

  private addCell(index: number, value: Value): void {
    if (value === null || value === '') return;
    const { kind, repeats } = this.columns[index] as Column;
    if (kind === 'day') return this.addNumber(index, this.dayOf(String(value)), LOOKS.day);
    if (kind === 'moment') return this.addNumber(index, String((Number(value) - DAY_ZERO) / DAY), LOOKS.moment);
    if (typeof value === 'number') return this.addNumber(index, String(value), LOOKS.text);
    const place = repeats ? this.shared.placeOf(value) : undefined;
    if (place === undefined) return this.addText(index, value, LOOKS[kind]);
    this.beginCell(index, LOOKS[kind]);
    this.xml.markup(' t="s"><v>');
    this.xml.markup(String(place));
    this.xml.markup('</v></c>');
  }

  private addNumber(index: number, digits: string, look: number): void {
    this.beginCell(index, look);
    this.xml.markup('><v>');
    this.xml.markup(digits);
    this.xml.markup('</v></c>');
  }

  /** A text that stands in its cell itself is never taken for a formula, whatever it begins with. */
  private addText(index: number, text: string, look: number): void {
    this.beginCell(index, look);
    this.xml.markup(' t="inlineStr"><is>');
    addText(this.xml, text);
    this.xml.markup('</is></c>');
  }

  private beginCell(index: number, look: number): void {
    this.xml.markup(this.beginnings[index] as string);
    this.xml.markup(this.digits);
    if (look !== 0) this.xml.markup(MARKED[look] as string);
  }

  private dayOf(date: string): string {
    let serial = this.day.get(date);
    if (serial === undefined) {
      serial = String((Date.parse(`${date}T00:00:00Z`) - DAY_ZERO) / DAY);
      this.day.set(date, serial);
    }
    return serial;
  }
}
