import type { Column, ColumnKind, Value } from './plan';
import { toXml } from './text';

/** The places of looks among the cell formats of {@link STYLES}. */
const LOOKS: Record<ColumnKind, number> = { text: 0, code: 1, day: 2, moment: 3 };
const HEADING = 4;

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

/** Writes the XML of the one sheet: a frozen row of headings with a filter, then rows as they come. */
export class XlsxSheet {
  private readonly letters: string[];
  private readonly day = new Map<string, number>();
  private row = 0;

  constructor(private readonly columns: readonly Column[]) {
    this.letters = columns.map((_, index) => lettersOf(index));
  }

  /** The range of all rows so far, `absolute` with dollar signs. */
  range(absolute = false): string {
    const last = this.letters.at(-1) ?? 'A';
    return absolute ? `$A$1:$${last}$${this.row}` : `A1:${last}${this.row}`;
  }

  begin(): string {
    const widths = this.columns.map(({ width, kind }, index) => {
      return `<col min="${index + 1}" max="${index + 1}" width="${width}" style="${LOOKS[kind]}" customWidth="1"/>`;
    });
    this.row = 1;
    const headings = this.columns.map(({ heading }, index) => this.text(index, heading, HEADING));
    return [
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
      '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews>',
      '<sheetView tabSelected="1" workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>',
      '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>',
      `<sheetFormatPr defaultRowHeight="15"/><cols>${widths.join('')}</cols><sheetData><row r="1">${headings.join('')}</row>`,
    ].join('');
  }

  rowOf(values: readonly Value[]): string {
    this.row += 1;
    let xml = `<row r="${this.row}">`;
    for (let index = 0; index < values.length; index += 1) xml += this.cell(index, values[index] ?? null);
    return `${xml}</row>`;
  }

  end(): string {
    const codes = this.columns.flatMap(({ kind }, index) => (kind === 'code' ? [this.letters[index]] : []));
    const texts = codes.map((letter) => `${letter}1:${letter}${this.row}`).join(' ');
    const ignored = `<ignoredErrors><ignoredError sqref="${texts}" numberStoredAsText="1"/></ignoredErrors>`;
    return `</sheetData><autoFilter ref="${this.range()}"/>${texts ? ignored : ''}</worksheet>`;
  }

  private cell(index: number, value: Value): string {
    const kind = this.columns[index]?.kind ?? 'text';
    if (value === null || value === '') return '';
    if (kind === 'day') return this.number(index, this.dayOf(String(value)), kind);
    if (kind === 'moment') return this.number(index, (Number(value) - DAY_ZERO) / DAY, kind);
    return typeof value === 'number' ? this.number(index, value, 'text') : this.text(index, value, LOOKS[kind]);
  }

  private number(index: number, value: number, kind: ColumnKind): string {
    return `<c r="${this.letters[index]}${this.row}" s="${LOOKS[kind]}"><v>${value}</v></c>`;
  }

  /** A text that stands in its cell itself is never taken for a formula, whatever it begins with. */
  private text(index: number, text: string, look: number): string {
    const place = `r="${this.letters[index]}${this.row}" s="${look}"`;
    return `<c ${place} t="inlineStr"><is><t xml:space="preserve">${toXml(text)}</t></is></c>`;
  }

  private dayOf(date: string): number {
    let serial = this.day.get(date);
    if (serial === undefined) {
      serial = (Date.parse(`${date}T00:00:00Z`) - DAY_ZERO) / DAY;
      this.day.set(date, serial);
    }
    return serial;
  }
}
