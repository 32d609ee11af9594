import { CsvError, parse } from 'csv-parse/sync';
import { kindOfHeader } from './header';
import { refused } from './refusal';
import type { RosterFile, Sheet } from './schema';

/**
 * The rows of a CSV file in UTF-8, with or without BOM, or in GB18030. Columns may be in any order, unknown ones are left
 * out, and so are empty rows, which count all the same. Throws `RosterRefused` when it cannot be read as a whole.
 */
export function readCsv(file: RosterFile): Sheet {
  const [header = [], ...records] = parseCsv(file.name, decode(file));
  const headings = header.map((cell) => cell.normalize('NFKC').trim());
  const kind = kindOfHeader(file.name, headings);
  const filled = records
    .map((record, index) => ({ row: index + 2, record }))
    .filter(({ record }) => record.some((cell) => cell.trim() !== ''));
  if (filled.length === 0) throw refused(file.name, 0, '没有数据行');
  const rows = filled.map(({ row, record }) => ({ row, cells: cellsOf(headings, record) }));
  const errors = filled
    .filter(({ record }) => record.slice(headings.length).some((cell) => cell.trim() !== ''))
    .map(({ row }) => ({ file: file.name, row, message: '这一行比表头多出内容：含有逗号的格子要用引号括起来' }));
  return { file: file.name, kind, rows, errors };
}

function decode({ name, content }: RosterFile): string {
  if (content.includes(0)) throw refused(name, 0, '不是 CSV 文本，请另存为“CSV UTF-8（逗号分隔）”再导入');
  const text = decodeAs('utf-8', content) ?? decodeAs('gb18030', content);
  if (text === undefined)
    throw refused(name, 0, '文字编码既不是 UTF-8 也不是 GB18030，请另存为“CSV UTF-8（逗号分隔）”');
  return text;
}

/** The text without a byte order mark; undefined if the bytes are not of this encoding. */
function decodeAs(encoding: string, content: Buffer): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

/** All records, empty ones too, so that a record's place is its row. */
function parseCsv(name: string, text: string): string[][] {
  try {
    return parse(text, { relax_column_count: true, skip_empty_lines: false });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = Number(error.records ?? 0) + 1;
    throw refused(name, row, '引号不成对：含有引号的内容要整格用引号括起来，里面的引号写两遍');
  }
}

/** A row may end early: spreadsheets write it so. */
function cellsOf(headings: string[], record: string[]): Record<string, string> {
  return Object.fromEntries(headings.map((heading, index) => [heading, record[index] ?? '']));
}
