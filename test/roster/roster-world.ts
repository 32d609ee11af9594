import { expect } from 'chai';
import { COMMAND_LINE } from '../../plugin/features/audit';
import {
  type ImportOptions,
  type ImportResult,
  importRoster,
  type RosterFile,
  RosterRefused,
} from '../../plugin/features/roster';
import type { Database } from '../../plugin/kernel/database';
import { Vault } from '../../plugin/kernel/vault';
import { clearTables, openTestDatabase } from '../support/database';

export const TODAY = '2021-01-18';
const NOW = Date.UTC(2021, 0, 18, 2);

type Cells = Record<string, string>;

/** Anything of a CSV file may be a whole text, or rows by heading. */
export function csv(rows: readonly Cells[], headings: readonly string[] = Object.keys(rows[0] ?? {})): string {
  const quoted = (cell = '') => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const lines = [headings, ...rows.map((row) => headings.map((heading) => row[heading]))];
  return lines.map((line) => `${line.map(quoted).join(',')}\r\n`).join('');
}

/** A student's row; the number is made of the class and of `place` in it. */
export function aStudent(place: number, changes: Cells = {}): Cells {
  const row = { 姓名: `学生${place}`, 系部: '航制', 班级: '191111', 年级: '2019级', 学籍状态: '在读', 学生类别: '' };
  return { 学号: studentNo(place), ...row, ...changes };
}

export function studentNo(place: number): string {
  return `2019111101${String(place).padStart(2, '0')}`;
}

export function aTeacher(changes: Cells = {}): Cells {
  return { 工号: '10011', 姓名: '林老师', 职责: '班主任', 管辖范围: '191111', ...changes };
}

export function aFile(name: string, content: string | Buffer | readonly Cells[]): RosterFile {
  const text = Array.isArray(content) ? csv(content) : (content as string | Buffer);
  return { name, content: Buffer.isBuffer(text) ? text : Buffer.from(text) };
}

/** An empty roster for each test, on the database of the run. */
export class RosterWorld {
  readonly vault = new Vault([{ id: 'k1', key: Buffer.alloc(32, 7) }]);
  database!: Database;

  constructor() {
    before(async () => {
      this.database = await openTestDatabase();
    });
    beforeEach(() => clearTables(this.database));
    after(() => this.database?.close());
  }

  get db() {
    return this.database.knex;
  }

  import(files: RosterFile[], options: Partial<ImportOptions> = {}): Promise<ImportResult> {
    return importRoster(this.database, this.vault, { actor: COMMAND_LINE, files, today: TODAY, now: NOW, ...options });
  }

  importStudents(rows: readonly Cells[], options: Partial<ImportOptions> = {}): Promise<ImportResult> {
    return this.import([aFile('学生.csv', rows)], options);
  }

  importStaff(rows: readonly Cells[], options: Partial<ImportOptions> = {}): Promise<ImportResult> {
    return this.import([aFile('教职工.csv', rows)], options);
  }

  /** Imports what has to be refused, and answers why. */
  async refusal(files: RosterFile[], options: Partial<ImportOptions> = {}): Promise<RosterRefused> {
    const before = await this.everything();
    const refused = await this.import(files, options).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refused).to.be.instanceOf(RosterRefused);
    expect(await this.everything(), 'what stands after a refusal').to.deep.equal(before);
    return refused as RosterRefused;
  }

  /** The bad rows of students' rows that have to be refused. */
  async badStudents(rows: readonly Cells[], options: Partial<ImportOptions> = {}) {
    return (await this.refusal([aFile('学生.csv', rows)], options)).errors;
  }

  async badStaff(rows: readonly Cells[], options: Partial<ImportOptions> = {}) {
    return (await this.refusal([aFile('教职工.csv', rows)], options)).errors;
  }

  /** Every row of the roster's tables. */
  async everything(): Promise<Record<string, unknown[]>> {
    return {
      people: await this.db('checkin_person').orderBy('person_no'),
      enrolments: await this.db('checkin_enrolment').orderBy(['person_no', 'from_day']),
      scopes: await this.db('checkin_scope').orderBy(['person_no', 'duty', 'kind', 'code', 'from_day']),
      contacts: await this.db('checkin_contact').orderBy('person_no'),
    };
  }
}
