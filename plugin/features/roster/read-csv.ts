import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { kindOfHeader } from './header';
import { refused } from './refusal';
import type { RosterFile, RowError, Sheet, SheetRow } from './schema';

/** Bytes that are decoded in one go, and rows that are looked at in one go. */
const SLICE = 64 * 1024;
const PIECE = 500;

/**
 * The rows of a CSV file in UTF-8, with or without BOM, or in GB18030, a piece at a time. Columns may be in any order,
 * unknown ones are left out, and so are empty rows, which count all the same. Throws `RosterRefused` when it cannot be
 * read as a whole.
 */
export async function* readCsv(file: RosterFile): AsyncGenerator<Sheet> {
  const table = new Table(file.name);
  for await (const { records, share } of parseInPieces(file)) {
    const piece = table.take(records);
    if (piece) yield { ...piece, share };
  }
  if (table.isEmpty) throw refused(file.name, 0, '没有数据行');
}

/** A header and the rows under it, as they come. */
class Table {
  isEmpty = true;
  private row = 0;
  private headings: string[] | undefined;
  private kind: Sheet['kind'] = 'student';

  constructor(private readonly file: string) {}

  /** The rows of the next records that are not empty; undefined where none is. */
  take(records: readonly string[][]): Sheet | undefined {
    const rows: SheetRow[] = [];
    const errors: RowError[] = [];
    for (const record of records) {
      this.row += 1;
      if (!this.headings) this.headings = this.readHeader(record);
      else if (record.some((cell) => cell.trim() !== '')) this.read(record, this.headings, { rows, errors });
    }
    if (rows.length === 0) return undefined;
    this.isEmpty = false;
    return { file: this.file, kind: this.kind, rows, errors };
  }

  private readHeader(record: readonly string[]): string[] {
    const headings = record.map((cell) => cell.normalize('NFKC').trim());
    this.kind = kindOfHeader(this.file, headings);
    return headings;
  }

  private read(record: string[], headings: string[], { rows, errors }: Pick<Sheet, 'rows' | 'errors'>): void {
    const { file, row } = this;
    rows.push({ row, cells: cellsOf(headings, record) });
    if (record.slice(headings.length).some((cell) => cell.trim() !== ''))
      errors.push({ file, row, message: '这一行比表头多出内容：含有逗号的格子要用引号括起来' });
  }
}

/** A row may end early: spreadsheets write it so. */
function cellsOf(headings: string[], record: string[]): Record<string, string> {
  return Object.fromEntries(headings.map((heading, index) => [heading, record[index] ?? '']));
}

/** All records, empty ones too, so that a record's place is its row. */
async function* parseInPieces(file: RosterFile): AsyncGenerator<{ records: string[][]; share: number }> {
  const text = new DecodedText(file);
  const parser = Readable.from(text, { highWaterMark: 1 }).pipe(
    parse({ relax_column_count: true, skip_empty_lines: false }),
  );
  try {
    let records: string[][] = [];
    for await (const record of parser as AsyncIterable<string[]>) {
      records.push(record);
      if (records.length < PIECE) continue;
      yield { records, share: text.share };
      records = [];
    }
    yield { records, share: 1 };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = Number(error.records ?? 0) + 1;
    throw refused(file.name, row, '引号不成对：含有引号的内容要整格用引号括起来，里面的引号写两遍');
  }
}

/** The text of a file, decoded as it is asked for. */
class DecodedText {
  private read = 0;
  private readonly encoding: string;

  /** Throws `RosterRefused` for what is no text. */
  constructor(private readonly file: RosterFile) {
    const { name, content } = file;
    if (content.includes(0)) throw refused(name, 0, '不是 CSV 文本，请另存为“CSV UTF-8（逗号分隔）”再导入');
    const encoding = ENCODINGS.find((each) => isIn(each, content));
    if (!encoding) throw refused(name, 0, '文字编码既不是 UTF-8 也不是 GB18030，请另存为“CSV UTF-8（逗号分隔）”');
    this.encoding = encoding;
  }

  /** How much of it has been asked for, 0 to 1. */
  get share(): number {
    return this.read / this.file.content.length;
  }

  *[Symbol.iterator](): Generator<string> {
    for (const text of decode(this.encoding, this.file.content)) {
      this.read = Math.min(this.read + SLICE, this.file.content.length);
      if (text !== '') yield text;
    }
  }
}

const ENCODINGS = ['utf-8', 'gb18030'];

function isIn(encoding: string, content: Buffer): boolean {
  try {
    for (const _ of decode(encoding, content));
    return true;
  } catch {
    return false;
  }
}

/** The text without a byte order mark, a slice at a time. Throws where the bytes are not of this encoding. */
function* decode(encoding: string, content: Buffer): Generator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for (let from = 0; from < content.length; from += SLICE)
    yield decoder.decode(content.subarray(from, from + SLICE), { stream: true });
  yield decoder.decode();
}
