import type { Database } from '../../kernel/database';
import { invalid, type Pointed } from '../../kernel/problem';
import type { Vault } from '../../kernel/vault';
import { headingsOf } from './columns';
import { type ImportHow, type ImportResult, importSheets } from './import-sheets';
import { RosterRefused } from './refusal';
import type { PersonType, Sheet, SheetRow } from './schema';

/** Rows by heading, as a host sends them. A number counts as its digits, null as an empty cell. */
export interface ImportRowsOptions extends ImportHow {
  students?: readonly unknown[];
  staff?: readonly unknown[];
}

/** Their names in messages, and where they stand in the body. */
const LISTS = [
  { kind: 'student', name: '学生', key: 'students' },
  { kind: 'staff', name: '教职工', key: 'staff' },
] as const satisfies { kind: PersonType; name: string; key: keyof ImportRowsOptions }[];

const LISTED = 1000;
/** Rows that are looked at in one go. */
const PIECE = 500;

/**
 * As `importRoster`, of rows that somebody holds already: `{学号, 姓名, …}`, those that a file may lack left out where
 * they stay as they are, unknown headings ignored. Throws a `Problem` (422) with a pointer to each bad cell, the first
 * 1,000 of them, such as `/students/3/学号`; in its messages rows are counted from 1.
 */
export async function importRows(database: Database, vault: Vault, options: ImportRowsOptions): Promise<ImportResult> {
  const { students = [], staff = [], ...how } = options;
  const nobody = invalid([{ pointer: '', message: '名单里没有人' }]);
  if (students.length + staff.length === 0) throw nobody;
  try {
    return await importSheets({ database, vault }, toSheets({ students, staff }), how);
  } catch (error) {
    throw error instanceof RosterRefused ? toProblem(error) : error;
  }
}

async function* toSheets(given: Record<(typeof LISTS)[number]['key'], readonly unknown[]>): AsyncGenerator<Sheet> {
  for (const { kind, name, key } of LISTS) {
    for (let from = 0; from < given[key].length; from += PIECE) {
      const rows = given[key].slice(from, from + PIECE).map((each, at) => toRow(each, from + at + 1, headingsOf(kind)));
      yield { file: name, kind, rows, errors: [] };
    }
  }
}

function toRow(given: unknown, row: number, headings: readonly string[]): SheetRow {
  const values = typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {};
  const there = headings.filter((heading) => Object.hasOwn(values, heading) && values[heading] !== undefined);
  const read = there.map((heading) => ({ heading, text: textOf(values[heading]) }));
  const wrong = read.filter(({ text }) => text === undefined);
  return {
    row,
    cells: Object.fromEntries(read.map(({ heading, text = '' }) => [heading, text])),
    unreadable: Object.fromEntries(wrong.map(({ heading }) => [heading, `${heading}应当是文字`])),
  };
}

function textOf(value: unknown): string | undefined {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

function toProblem({ errors, count }: RosterRefused) {
  const keys = new Map<string, string>(LISTS.map(({ name, key }) => [name, key]));
  const pointed = errors.slice(0, LISTED).map(({ file, row, column, message }): Pointed => {
    return { pointer: `/${keys.get(file)}/${row - 1}${column ? `/${column}` : ''}`, message };
  });
  const more = count > LISTED ? `，这里列出前 ${LISTED} 处` : '';
  return invalid(pointed, `名单有 ${count} 处问题，没有导入任何内容${more}`);
}
