import type { PersonType, SheetRow } from './schema';

/** What may stand in the cells of a column. */
interface Column {
  /** The cell without what does not matter. */
  clean(cell: string): string;
  /** What is wrong with a cleaned cell that is not empty, for the reader of the file; undefined if nothing. */
  wrong(cell: string): string | undefined;
  /** The cell may be empty. */
  blank?: true;
  /** The file may lack the column. */
  optional?: true;
}

const LONGEST = 64;
const LONGEST_LIST = 4000;
const MANGLED = /^\d+(\.\d+)?E\+\d+$/i;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const OLDEST_INTAKE = 1990;
const LATEST_INTAKE = 2100;

const trimmed = (cell: string): string => cell.trim();
const folded = (cell: string): string => cell.normalize('NFKC').trim();
/** A code keeps its punctuation: other files name it. Only letters and digits of full width become plain ones. */
const foldedCode = (cell: string): string =>
  cell.trim().replace(/[０-９Ａ-Ｚａ-ｚ]/g, (letter) => letter.normalize('NFKC'));

const TEXT: Column = { clean: trimmed, wrong: wrongText };
const CODE: Column = { clean: foldedCode, wrong: wrongText };
const PHONE: Column = { clean: folded, wrong: wrongText, blank: true, optional: true };

const COLUMNS: Record<PersonType, Record<string, Column>> = {
  student: {
    学号: { clean: folded, wrong: (cell) => (/^\d{12}$/.test(cell) ? undefined : '学号应为 12 位数字') },
    姓名: TEXT,
    系部: CODE,
    班级: CODE,
    年级: { clean: folded, wrong: (cell) => (intakeOf(cell) ? undefined : '年级应写成 2018、2018级 或 18级') },
    学籍状态: { clean: folded, wrong: oneOf('在读', '休学', '退学') },
    学生类别: { ...TEXT, blank: true },
    联系电话: PHONE,
    家长电话: PHONE,
  },
  staff: {
    工号: {
      clean: folded,
      wrong: (cell) => (/^[\w-]{1,32}$/.test(cell) ? undefined : '工号应为 1 至 32 位字母、数字、横线或下划线'),
    },
    姓名: TEXT,
    职责: { clean: folded, wrong: oneOf('班主任', '辅导员', '系部负责人', '学工处') },
    管辖范围: { clean: (cell) => foldedCode(cell.replace(/\s+/g, ' ')), wrong: tooLongList, blank: true },
  },
};

/** The headings of a kind of file, in the order in which a person would expect them. */
export function headingsOf(kind: PersonType): string[] {
  return Object.keys(COLUMNS[kind]);
}

/** The headings that a file of the kind must have. */
export function neededHeadings(kind: PersonType): string[] {
  return headingsOf(kind).filter((heading) => !COLUMNS[kind][heading]?.optional);
}

/**
 * The cells that a row has, cleaned, and what is wrong with which of them; `unreadable` is what is known to be. A needed
 * cell that is not there is empty.
 */
export function checkCells(kind: PersonType, { cells, unreadable }: SheetRow) {
  const cleaned: Record<string, string> = {};
  const wrong: { column: string; message: string }[] = [];
  for (const [heading, column] of Object.entries(COLUMNS[kind])) {
    if (column.optional && cells[heading] === undefined) continue;
    const cell = column.clean(cells[heading] ?? '');
    const message = unreadable?.[heading] ?? messageFor(cell, heading, column);
    cleaned[heading] = cell;
    if (message) wrong.push({ column: heading, message });
  }
  return { cleaned, wrong };
}

function messageFor(cell: string, heading: string, column: Column): string | undefined {
  return cell === '' ? emptiness(heading, column) : (wrongNumber(cell) ?? column.wrong(cell));
}

/** The year of an intake written 2018, 2018级 or 18级; undefined for anything else. */
export function intakeOf(text: string): number | undefined {
  const [, long, short] = /^(?:(\d{4})级?|(\d{2})级)$/.exec(text) ?? [];
  const year = long ? Number(long) : short ? inFourDigits(Number(short)) : 0;
  return year >= OLDEST_INTAKE && year <= LATEST_INTAKE ? year : undefined;
}

function inFourDigits(short: number): number {
  return short >= OLDEST_INTAKE % 100 ? 1900 + short : 2000 + short;
}

function emptiness(heading: string, column: Column): string | undefined {
  return column.blank ? undefined : `请填写${heading}`;
}

function wrongNumber(cell: string): string | undefined {
  if (!MANGLED.test(cell)) return undefined;
  return `“${cell}”是被 Excel 改成科学计数的号码，原来的数字已经丢失：请把这一列设为文本格式，重新填写`;
}

function wrongText(text: string): string | undefined {
  if ([...text].length > LONGEST) return `不能超过 ${LONGEST} 个字`;
  if (INVISIBLE.test(text)) return '含有换行或看不见的字符';
  if (text.includes('\uFFFD')) return '含有乱码';
  return undefined;
}

function tooLongList(list: string): string | undefined {
  return list.length > LONGEST_LIST ? `不能超过 ${LONGEST_LIST} 个字` : undefined;
}

function oneOf(...allowed: string[]) {
  return (cell: string) => (allowed.includes(cell) ? undefined : `只能是 ${allowed.join('、')} 之一`);
}
