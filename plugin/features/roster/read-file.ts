import { CsvError, parse } from 'csv-parse/sync';
import { headingsOf, neededHeadings } from './columns';
import { RosterRefused } from './refusal';
import type { PersonType, RosterFile, Sheet } from './schema';

const LARGEST = 64 * 1024 * 1024;
const ZIP = Buffer.from('PK\x03\x04');
const KEY_HEADING = { student: '学号', staff: '工号' } as const;
const KINDS: readonly PersonType[] = ['student', 'staff'];

/**
 * The rows of a roster file: CSV in UTF-8, with or without BOM, or in GB18030. Columns may be in any order, unknown ones
 * are left out, and so are empty rows, which count all the same. Throws {@link RosterRefused} when the file cannot be
 * read as a whole.
 */
export function readFile(file: RosterFile): Sheet {
  const [header = [], ...records] = parseCsv(file.name, decode(file));
  const headings = header.map((cell) => cell.normalize('NFKC').trim());
  const kind = kindOf(file.name, headings);
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

function refused(file: string, row: number, message: string): RosterRefused {
  return new RosterRefused([{ file, row, message }]);
}

function decode({ name, content }: RosterFile): string {
  if (content.length > LARGEST) throw refused(name, 0, '文件超过 64 MB');
  if (content.length === 0) throw refused(name, 0, '文件是空的');
  if (content.subarray(0, ZIP.length).equals(ZIP)) throw refused(name, 0, '这是 Excel 文件，请另存为 CSV 再导入');
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

function kindOf(name: string, headings: string[]): PersonType {
  const missing = (kind: PersonType) => neededHeadings(kind).filter((heading) => !headings.includes(heading));
  const kind =
    KINDS.find((each) => missing(each).length === 0) ?? KINDS.find((each) => headings.includes(KEY_HEADING[each]));
  if (!kind) throw refused(name, 1, `认不出这是什么名单。${KINDS.map(needs).join('；')}`);
  if (missing(kind).length > 0) throw refused(name, 1, `缺少列：${missing(kind).join('、')}。${needs(kind)}`);
  const doubled = headingsOf(kind).find((heading) => headings.indexOf(heading) !== headings.lastIndexOf(heading));
  if (doubled) throw refused(name, 1, `“${doubled}”这一列出现了两次`);
  return kind;
}

function needs(kind: PersonType): string {
  return `${kind === 'student' ? '学生' : '教职工'}名单需要这些列：${neededHeadings(kind).join('、')}`;
}

/** A row may end early: spreadsheets write it so. */
function cellsOf(headings: string[], record: string[]): Record<string, string> {
  return Object.fromEntries(headings.map((heading, index) => [heading, record[index] ?? '']));
}
