import { headingsOf } from '../columns';
import { checkHeader } from '../header';
import type { PersonType, RowError, Sheet, SheetRow } from '../schema';
import type { Cell } from './cell';
import type { FilledRow, Merged } from './sheet-reader';
import { tooMuch, Unreadable } from './unreadable';

/** Characters in the cells of one sheet: 100,000 students have 6 million. */
const LONGEST_CONTENT = 32 * 1024 * 1024;

/** A sheet of a workbook that is read as one of the roster's: a header, and rows under it. */
export class RosterSheet {
  readonly origin: Pick<Sheet, 'file' | 'kind'>;
  private readonly known: ReadonlySet<string>;
  private header?: FilledRow;
  private headings: string[] = [];
  private lastRow = 0;
  private length = 0;

  constructor(file: string, kind: PersonType) {
    this.origin = { file, kind };
    this.known = new Set(headingsOf(kind));
  }

  /** The next rows under the header; undefined where there are none. Throws where the header is not right. */
  take(filled: readonly FilledRow[]): Sheet | undefined {
    const under = this.header ? filled : filled.slice(1);
    this.header ??= filled[0];
    if (under.length === 0 || !this.header) return undefined;
    if (this.headings.length === 0) this.readHeader(this.header);
    this.lastRow = under[under.length - 1]?.row ?? 0;
    const errors = under.filter(({ cells }) => cells.length > this.headings.length).map(({ row }) => this.beyond(row));
    return { ...this.origin, rows: under.map((each) => this.toRow(each)), errors };
  }

  /** Cells of the table that were made one: which of them the content is meant for is not known. */
  judgeMerged(merged: readonly Merged[]): RowError[] {
    const { file } = this.origin;
    return merged
      .filter(({ row, column }) => row <= this.lastRow && column <= this.headings.length)
      .map(({ row, reference }) => ({
        file,
        row,
        message: `合并了单元格 ${reference}：请取消合并，每一格都填上内容`,
      }));
  }

  private readHeader({ row, cells }: FilledRow): void {
    if (row !== 1) throw new Unreadable('第 1 行应是表头，现在是空的', 1);
    const headings = Array.from(cells, (cell) => cell?.text?.normalize('NFKC').trim() ?? '');
    checkHeader(this.origin.file, this.origin.kind, headings);
    this.headings = headings;
  }

  private beyond(row: number): RowError {
    return {
      file: this.origin.file,
      row,
      message: '这一行比表头多出内容：请在第 1 行写上那一列的名称，或清空多出的内容',
    };
  }

  private toRow({ row, cells }: FilledRow): SheetRow {
    const texts: Record<string, string> = {};
    const unreadable: Record<string, string> = {};
    for (const [index, heading] of this.headings.entries()) {
      if (!this.known.has(heading)) continue;
      const { text = '', wrong }: Partial<Cell> = cells[index] ?? {};
      this.count(text);
      texts[heading] = text;
      if (wrong) unreadable[heading] = wrong;
    }
    return Object.keys(unreadable).length > 0 ? { row, cells: texts, unreadable } : { row, cells: texts };
  }

  private count({ length }: string): void {
    this.length += length;
    if (this.length > LONGEST_CONTENT) throw tooMuch('内容太多');
  }
}
