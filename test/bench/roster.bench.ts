import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { COMMAND_LINE } from '../../plugin/features/audit';
import { importRoster } from '../../plugin/features/roster';
import { addDays, civilDateOf, FOREVER } from '../../plugin/kernel/civil-date';
import { type Database, openDatabase } from '../../plugin/kernel/database';
import { migrate } from '../../plugin/kernel/migrate';
import { aWorkbook } from '../roster/workbooks';
import { clearTables } from '../support/database';
import { deploymentOf, sessionOf, VAULT } from '../support/deployment';
import { freePort, retry, temporaryFolder, tiedToUs } from '../support/servers/shell';
import { median, spread } from './measure';
import type { BenchRun } from './run';

const ROOT = join(__dirname, '../..');
const PEOPLE = 100_000;
const OFFICE = '10030';
const HEADINGS = ['学号', '姓名', '系部', '班级', '年级', '学籍状态', '学生类别', '联系电话', '家长电话'];
const IMPORTS = '/staff/admin/roster/imports';
/** Rows in one statement of the floor. */
const BATCH = 500;
/** A run that takes longer has hung. */
const LIMIT_MS = 180_000;

interface Measured {
  floor: number;
  /** Milliseconds: until it is kept, until its preview is there, until it is written. */
  upload: number;
  preview: number;
  write: number;
  /** Megabytes over what the idle process has, and milliseconds. */
  memory: number;
  hold: number;
}

/** 100,000 students through the admin page, from the upload to the last row, beside the bare inserts of the same rows. */
export async function bench({ databaseUrl, runs }: BenchRun): Promise<void> {
  const students = Array.from({ length: PEOPLE }, (_, index) => studentOf(index));
  const workbook = workbookOf(students);
  const database = openDatabase(databaseUrl);
  await migrate(database);
  const results: Measured[] = [];
  try {
    for (let run = 0; run < runs; run += 1) {
      await begin(database);
      const floor = await insertBarely(database, students);
      await begin(database);
      results.push({ floor, ...(await importByPage(databaseUrl, workbook)) });
      await demandAll(database);
    }
  } finally {
    await database.close();
  }
  print(results, workbook.length);
}

function studentOf(index: number): string[] {
  const group = Math.floor(index / 50);
  const name = `学生${String.fromCodePoint(0x4e00 + (index % 2000), 0x4e00 + (Math.floor(index / 7) % 3000))}`;
  const no = String(201_900_000_000 + index);
  const phones = [String(10_200_000_000 + index), String(10_300_000_000 + index)];
  return [no, name, `系${group % 20}`, `C${group}`, '2019级', '在读', '', ...phones];
}

/** As Excel writes it: each text once, in a table of its own. */
function workbookOf(students: readonly string[][]): Buffer {
  const places = new Map<string, number>();
  const placeOf = (text: string) => {
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  };
  const cell = (text: string, column: number, row: number) =>
    text === '' ? '' : `<c r="${String.fromCharCode(65 + column)}${row}" t="s"><v>${placeOf(text)}</v></c>`;
  const rows = [HEADINGS, ...students].map(
    (cells, index) => `<row r="${index + 1}">${cells.map((text, at) => cell(text, at, index + 1)).join('')}</row>`,
  );
  const data = rows.join('');
  return aWorkbook({
    sheets: { 学生: data },
    strings: [...places.keys()].map((text) => `<si><t>${text}</t></si>`).join(''),
  }).content;
}

/** A school of nobody but the office. */
async function begin(database: Database): Promise<void> {
  await clearTables(database);
  const today = civilDateOf(Date.now(), 'Asia/Shanghai');
  const files = [{ name: 'staff.csv', content: Buffer.from(`工号,姓名,职责,管辖范围\n${OFFICE},罗处长,学工处,\n`) }];
  const how = { actor: COMMAND_LINE, effective: addDays(today, -1), today, now: Date.now() };
  await importRoster(database, VAULT, { files, ...how });
}

/** The floor: the same rows of the same tables, in statements of many rows and one transaction; nothing is read or sealed. */
async function insertBarely(database: Database, students: readonly string[][]): Promise<number> {
  const sealed = 'k1.'.padEnd(96, 'A');
  const begun = performance.now();
  await database.transaction(async (tx) => {
    for (let from = 0; from < students.length; from += BATCH) {
      const part = students.slice(from, from + BATCH);
      await tx('checkin_person').insert(
        part.map(([person_no, name]) => ({ person_no, person_type: 'student', name, updated_at: begun })),
      );
      await tx('checkin_enrolment').insert(
        part.map(([person_no, , department_code, class_code, , status, category]) => {
          const period = { from_day: '2021-01-18', until_day: FOREVER };
          return { person_no, department_code, class_code, intake: 2019, status, category, ...period };
        }),
      );
      await tx('checkin_contact').insert(part.map(([person_no]) => ({ person_no, sealed })));
    }
  });
  return performance.now() - begun;
}

async function importByPage(databaseUrl: string, workbook: Buffer): Promise<Omit<Measured, 'floor'>> {
  const folder = temporaryFolder('bench-roster');
  const holdFile = join(folder.path, 'hold');
  const port = await freePort();
  const child = await start(databaseUrl, port, holdFile);
  try {
    const office = new Office(port);
    await office.open('/staff/admin/roster');
    await sleep(1_000);
    const idle = forgetPeak(child);
    await noteHold(child, holdFile);
    const times = await office.bringIn(workbook);
    return { ...times, memory: peakOf(child) - idle, hold: await noteHold(child, holdFile) };
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
    folder.remove();
  }
}

async function start(databaseUrl: string, port: number, holdFile: string): Promise<ChildProcess> {
  const program = ['--import', 'tsx', '--import', require.resolve('./watch-process'), 'plugin/standalone.ts'];
  const [command, args] = tiedToUs(process.execPath, program);
  const env = { ...deploymentOf(databaseUrl, port), BENCH_HOLD_FILE: holdFile };
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'inherit'] });
  await retry(() => fetch(`http://127.0.0.1:${port}/readyz`), 30_000, 50);
  return child;
}

/** The office at the page, as a program. */
class Office {
  private readonly session: string;

  constructor(private readonly port: number) {
    this.session = sessionOf(OFFICE, 'staff');
  }

  async bringIn(workbook: Buffer): Promise<Pick<Measured, 'upload' | 'preview' | 'write'>> {
    const begun = performance.now();
    const form = new FormData();
    form.append('files', new Blob([new Uint8Array(workbook)]), '名单.xlsx');
    const { location } = JSON.parse(await this.send(IMPORTS, form)) as { location: string };
    const path = new URL(location).pathname;
    const upload = performance.now() - begun;
    const page = await this.until(path, '确认导入</button>');
    const preview = performance.now() - begun - upload;
    const [, turn = ''] = /name="turn" value="(\d+)"/.exec(page) ?? [];
    await this.send(path, new URLSearchParams({ turn, decision: 'confirm' }));
    await this.until(path, '已导入');
    return { upload, preview, write: performance.now() - begun - upload - preview };
  }

  async open(path: string): Promise<string> {
    return this.ask(path, {});
  }

  private async until(path: string, word: string): Promise<string> {
    for (const begun = performance.now(); performance.now() - begun < LIMIT_MS; await sleep(100)) {
      const page = await this.open(path);
      if (page.includes(word)) return page;
      const [refusal] = /[^>]*没有导入[^<]*/.exec(page) ?? [];
      if (refusal) throw new Error(refusal);
    }
    throw new Error(`${word} did not come: ${await this.open(path)}`);
  }

  private send(path: string, body: FormData | URLSearchParams): Promise<string> {
    return this.ask(path, { method: 'POST', body, headers: { Accept: 'application/json' } });
  }

  private async ask(path: string, init: RequestInit): Promise<string> {
    const headers = { ...init.headers, Authorization: `Bearer ${this.session}` };
    const answer = await fetch(`http://127.0.0.1:${this.port}${path}`, { ...init, headers });
    if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
    return answer.text();
  }
}

function megabytes({ pid }: ChildProcess, what: 'VmRSS' | 'VmHWM'): number {
  return Number(new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** The peak from now on; what there is now. */
function forgetPeak(child: ChildProcess): number {
  writeFileSync(`/proc/${child.pid}/clear_refs`, '5');
  return megabytes(child, 'VmRSS');
}

function peakOf(child: ChildProcess): number {
  return megabytes(child, 'VmHWM');
}

/** How long the event loop was held at most since it was noted last. */
async function noteHold(child: ChildProcess, file: string): Promise<number> {
  child.kill('SIGUSR2');
  await sleep(300);
  return Number(readFileSync(file, 'utf8'));
}

async function demandAll({ knex }: Database): Promise<void> {
  for (const table of ['checkin_enrolment', 'checkin_contact']) {
    const [row] = await knex(table).count({ rows: '*' });
    if (Number(row?.rows) !== PEOPLE) throw new Error(`${table} has ${row?.rows} rows`);
  }
}

function print(results: readonly Measured[], bytes: number): void {
  const seconds = (pick: (each: Measured) => number) =>
    spread(
      results.map((each) => pick(each) / 1000),
      1,
    );
  const whole = ({ upload, preview, write }: Measured) => upload + preview + write;
  const rate = (pick: (each: Measured) => number) => spread(results.map((each) => (PEOPLE * 1000) / pick(each)));
  console.log(`  ${PEOPLE} students, a workbook of ${(bytes / 2 ** 20).toFixed(1)} MB`);
  console.log(
    `  by the page           ${rate(whole)} rows/s, ${seconds(whole)} s: ${seconds(({ upload }) => upload)} until it`,
  );
  console.log(
    `                        is kept, ${seconds(({ preview }) => preview)} to the preview, ${seconds(({ write }) => write)} to write`,
  );
  console.log(`  floor, bare inserts   ${rate(({ floor }) => floor)} rows/s, ${seconds(({ floor }) => floor)} s`);
  const ratio = median(results.map((each) => whole(each) / each.floor)).toFixed(2);
  const writing = median(results.map((each) => each.write / each.floor)).toFixed(2);
  console.log(`  it takes ${ratio} × as long as its floor, and writing alone ${writing} × (medians of pairs)`);
  console.log(`  peak memory over idle ${spread(results.map(({ memory }) => memory))} MB`);
  console.log(`  longest hold of the event loop ${spread(results.map(({ hold }) => hold))} ms`);
}
