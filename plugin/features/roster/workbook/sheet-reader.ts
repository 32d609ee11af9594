import { type Cell, type RawCell, readCell, type Shared } from './cell';
import { placeOf, rangeOf, rowOf } from './place';
import { RichText } from './rich-text';
import { broken, tooMuch } from './unreadable';
import type { XmlReader } from './xml';

/** A row in which something stands: its cells by column, counted from 0; those that are empty left out. */
export interface FilledRow {
  row: number;
  cells: Cell[];
}

/** Cells that were made one. */
export interface Merged {
  reference: string;
  row: number;
  column: number;
}

const MOST_ROWS = 110_000;
const MOST_COLUMNS = 256;
const MOST_MERGED = 1000;

/**
 * Makes rows of the XML of a sheet, counted as the spreadsheet counts them. Rows and cells that only have a look cost
 * nothing but time, however many there are.
 */
export class SheetReader implements XmlReader {
  readonly merged: Merged[] = [];
  private filled: FilledRow[] = [];
  private filledCount = 0;
  private inData = false;
  private row = 0;
  private column = 0;
  /** Places are written out in every row or cell, or in none: then an empty one need not be looked at. */
  private readonly written = { row: false, c: false };
  private cells: Cell[] = [];
  private cell?: RawCell;
  private content?: RichText;
  private reading?: 'v' | 'is';

  constructor(private readonly shared: Shared) {}

  /** The filled rows since it was last asked for them. */
  takeRows(): FilledRow[] {
    const rows = this.filled;
    this.filled = [];
    return rows;
  }

  open(name: string, attributes: () => Record<string, string>, empty: boolean): void {
    if (name === 'sheetData') this.inData = !empty;
    else if (name === 'mergeCell') this.noteMerged(attributes().ref ?? '');
    else if (!this.inData) return;
    else if (this.cell) this.openInCell(name, empty);
    else if (name === 'row') this.openRow(attributes, empty);
    else if (name === 'c') this.openCell(attributes, empty);
  }

  text(text: string): void {
    if (!this.cell || !this.reading) return;
    if (this.reading === 'is') this.content?.add(text);
    else this.cell.value = (this.cell.value ?? '') + text;
  }

  close(name: string): void {
    if (name === 'sheetData') this.inData = false;
    else if (this.cell) this.closeInCell(this.cell, name);
    else if (this.inData && name === 'row') this.closeRow();
  }

  private openRow(attributes: () => Record<string, string>, empty: boolean): void {
    if (empty && this.written.row) return;
    const { r } = attributes();
    if (this.written.row && r === undefined) throw broken();
    const next = r === undefined ? this.row + 1 : rowOf(r);
    if (next <= this.row) throw broken();
    this.written.row = r !== undefined;
    this.row = next;
    this.column = 0;
    this.cells = [];
  }

  private openCell(attributes: () => Record<string, string>, empty: boolean): void {
    if (empty && this.written.c) return;
    const { r, t = 'n', s = '0' } = attributes();
    const { row, column } = r === undefined ? { row: this.row, column: this.column + 1 } : placeOf(r);
    const contradicts = row !== this.row || column <= this.column || (this.written.c && r === undefined);
    if (contradicts) throw broken();
    this.written.c = r !== undefined;
    this.column = column;
    if (!empty) this.cell = { type: t, look: Number(s), hasFormula: false };
  }

  private openInCell(name: string, empty: boolean): void {
    if (!this.cell) return;
    if (name === 'f') this.cell.hasFormula = true;
    else if (this.content && !empty) this.content.open(name);
    else if (name === 'v') this.openValue(this.cell, empty);
    else if (name === 'is' && !empty) {
      this.reading = 'is';
      this.content = new RichText();
    }
  }

  private openValue(cell: RawCell, empty: boolean): void {
    cell.value = '';
    if (!empty) this.reading = 'v';
  }

  private closeInCell(cell: RawCell, name: string): void {
    if (name === 'c') this.keep(cell);
    else if (name === 'v') this.reading = undefined;
    else if (name !== 'is') this.content?.close(name);
    else {
      cell.inline = this.content?.text;
      this.reading = undefined;
    }
  }

  private keep(raw: RawCell): void {
    const cell = readCell(raw, this.shared);
    this.cell = undefined;
    this.content = undefined;
    if (cell.text?.trim() === '') return;
    if (this.column > MOST_COLUMNS) throw tooMuch(`超过 ${MOST_COLUMNS} 列有内容`);
    this.cells[this.column - 1] = cell;
  }

  private closeRow(): void {
    if (this.cells.length === 0) return;
    this.filledCount += 1;
    if (this.filledCount > MOST_ROWS) throw tooMuch(`一个工作表里超过 ${MOST_ROWS} 行有内容`);
    this.filled.push({ row: this.row, cells: this.cells });
  }

  private noteMerged(reference: string): void {
    const { from, to } = rangeOf(reference);
    if (from.row === to.row && from.column === to.column) return;
    if (this.merged.length === MOST_MERGED) throw tooMuch(`一个工作表里合并了 ${MOST_MERGED} 处以上的单元格`);
    this.merged.push({ reference, ...from });
  }
}
