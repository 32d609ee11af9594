import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { COMMAND_LINE } from '../../plugin/features/audit';
import { applyCampaign } from '../../plugin/features/campaign';
import { revisionContext } from '../../plugin/features/report';
import { importRoster } from '../../plugin/features/roster';
import { addDays, civilDateOf, daysFrom } from '../../plugin/kernel/civil-date';
import { type Database, openDatabase } from '../../plugin/kernel/database';
import { migrate } from '../../plugin/kernel/migrate';
import type { Vault } from '../../plugin/kernel/vault';
import { deploymentOf, sessionOf, VAULT } from '../support/deployment';
import { freePort, tiedToUs } from '../support/servers/shell';
import type { Seen } from './export-server';
import { fire, median, type Shot, spread } from './measure';
import type { BenchRun } from './run';

const ROOT = join(__dirname, '../..');
const STUDENTS = 20_000;
const DAYS = 10;
const ROWS = STUDENTS * DAYS;
const OFFICE = '10030';
/** A load beside an export: fewer than an export takes time for. */
const SUBMISSIONS = 2_000;
const FIGURES = 240;
const MB = 2 ** 20;

/** What making a file took: milliseconds by the clock, and of a processor's time. */
interface Made {
  took: number;
  cpu: number;
}

interface Measured extends Seen {
  /** Milliseconds from asking for the file until it is ready. */
  took: number;
  /** Rows in memory: bare, and through the module's writer. */
  floor: Made;
  writer: Made;
  size: number;
  /** Answers a second alone, and while a file is made. */
  submissions: [alone: number, beside: number];
  figures: [alone: number, beside: number];
}

/** A file of 200,000 people and days beside a bare stream of the same rows, and what else goes on meanwhile. */
export async function bench({ databaseUrl, runs }: BenchRun): Promise<void> {
  const today = civilDateOf(Date.now(), 'Asia/Shanghai');
  const database = openDatabase(databaseUrl);
  await settle(database, today);
  await database.close();
  const results: Measured[] = [];
  for (let run = 0; run < runs; run += 1) results.push(await measure(databaseUrl, today, run));
  print(results);
}

async function measure(databaseUrl: string, today: string, run: number): Promise<Measured> {
  const port = await freePort();
  const server = await start(databaseUrl, port);
  const asked = { from: addDays(today, -DAYS), to: addDays(today, -1), state: 'reported', format: 'xlsx' };
  try {
    const office = officeOf(port);
    // What is loaded at the first use of anything is there before it is measured.
    await office.make({ ...asked, from: asked.to, class: '191001', format: 'csv' });
    server.send('begin');
    const { took, size, rows } = await office.make(asked);
    server.send('end');
    const [seen] = (await once(server, 'message')) as [Seen];
    if (rows !== ROWS) throw new Error(`the file has ${rows} rows`);
    const mine = Array.from({ length: SUBMISSIONS * 2 }, (_, at) => submissionOf(today, run * SUBMISSIONS * 2 + at));
    const figures = Array.from({ length: FIGURES }, () => figuresShot(asked.to));
    const load = async (shots: Shot[], connections: number) => (await fire(port, connections, shots)).perSecond;
    const beside = async (shots: Shot[], connections: number) => {
      const making = office.make(asked);
      const rate = await load(shots, connections);
      await making;
      return rate;
    };
    const submissions: Measured['submissions'] = [
      await load(mine.slice(0, SUBMISSIONS), 16),
      await beside(mine.slice(SUBMISSIONS), 16),
    ];
    const rates: Measured['figures'] = [await load(figures, 4), await beside(figures, 4)];
    return {
      ...seen,
      took,
      size,
      floor: fromMemory('bare'),
      writer: fromMemory('writer'),
      submissions,
      figures: rates,
    };
  } finally {
    server.kill('SIGKILL');
    await once(server, 'exit');
  }
}

/** The office as a script, which asks for files and waits for them. */
function officeOf(port: number) {
  const address = `http://127.0.0.1:${port}`;
  const headers = { Authorization: `Bearer ${sessionOf(OFFICE, 'staff')}`, 'Content-Type': 'application/json' };
  return {
    async make(body: object) {
      const begun = performance.now();
      const asked = await fetch(`${address}/api/campaigns/winter/exports`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      if (asked.status !== 202) throw new Error(`asking for a file is answered ${asked.status}: ${await asked.text()}`);
      const location = asked.headers.get('location') ?? '';
      for (;;) {
        const one = (await (await fetch(address + location, { headers })).json()) as Record<string, unknown>;
        if (one.state === 'failed') throw new Error(String(one.reason));
        if (one.state === 'ready')
          return { took: performance.now() - begun, size: Number(one.size), rows: Number(one.rowsDone) };
        await new Promise((resolve) => setTimeout(resolve, 125));
      }
    },
  };
}

const LOCATION = {
  source: 'gps',
  region: '四川省/成都市/龙泉驿区',
  longitude: 104.2,
  latitude: 30.6,
  accuracy: 20,
};

function answersOf(at: number) {
  const isIll = at % 50 === 0;
  return {
    temperature: isIll ? 38.1 : 36 + (at % 13) / 10,
    symptoms: isIll ? ['fever', 'cough'] : [],
    highRiskArea: false,
    location: { ...LOCATION, address: `阳光大道 ${at % 997} 号` },
    ...(at % 5 === 0 ? { note: `在家里，一切都好，第 ${at % 89} 天` } : {}),
    truthful: true,
  };
}

function submissionOf(today: string, at: number): Shot {
  return {
    method: 'PUT',
    path: `/api/campaigns/winter/reports/${today}`,
    headers: { Authorization: `Bearer ${sessionOf(numberOf(at), 'student')}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ answers: answersOf(at) }),
  };
}

function figuresShot(date: string): Shot {
  const headers = { Authorization: `Bearer ${sessionOf(OFFICE, 'staff')}` };
  return { method: 'GET', path: `/api/campaigns/winter/statistics?by=class&date=${date}`, headers };
}

const numberOf = (at: number): string => String(201_900_000_000 + at);

function fromMemory(way: 'bare' | 'writer'): Made {
  const args = ['--import', 'tsx', 'test/bench/floors/rows-to-zip.ts', way, String(ROWS)];
  const { stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  return JSON.parse(stdout) as Made;
}

async function start(databaseUrl: string, port: number): Promise<ChildProcess> {
  const [command, args] = tiedToUs(process.execPath, ['--import', 'tsx', 'test/bench/export-server.ts']);
  const env = deploymentOf(databaseUrl, port);
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await once(child, 'message');
  return child;
}

/** A school whose students have all reported on ten days. */
async function settle(database: Database, today: string): Promise<void> {
  await migrate(database);
  const time = { today, now: Date.now() };
  const rows = Array.from({ length: STUDENTS }, (_, at) => {
    return `${numberOf(at)},学生${at},系${Math.floor(at / 2_000)},${191_000 + Math.floor(at / 40)},2019,在读,`;
  });
  const files = [
    { name: 'students.csv', content: Buffer.from(['学号,姓名,系部,班级,年级,学籍状态,学生类别', ...rows].join('\n')) },
    { name: 'staff.csv', content: Buffer.from(`工号,姓名,职责,管辖范围\n${OFFICE},罗处长,学工处,\n`) },
  ];
  await importRoster(database, VAULT, { actor: COMMAND_LINE, files, effective: addDays(today, -30), ...time });
  const campaign = {
    code: 'winter',
    title: '寒假健康打卡',
    startsOn: addDays(today, -DAYS),
    endsOn: addDays(today, 30),
    instructions: '每天反馈。',
    exclude: [{ class: '1' }],
  };
  await applyCampaign(database, campaign, { actor: COMMAND_LINE, ...time });
  for (const day of daysFrom(addDays(today, -DAYS), addDays(today, -1))) await reportAll(database, VAULT, day);
}

const BATCH = 500;

async function reportAll(database: Database, vault: Vault, day: string): Promise<void> {
  const [campaign] = await database.knex('checkin_campaign');
  for (let from = 0; from < STUDENTS; from += BATCH) {
    const mine = Array.from({ length: BATCH }, (_, index) => {
      const [at, person_no] = [from + index, numberOf(from + index)];
      const status = at % 50 === 0 ? 'pending' : 'normal';
      return {
        at,
        key: { campaign_id: campaign.id, day, person_no },
        status,
        submitted_at: Date.parse(day) + at * 100,
      };
    });
    await database.transaction(async (tx) => {
      await tx('checkin_report').insert(
        mine.map(({ key, status, submitted_at }) => ({ ...key, status, submitted_at, revision: 1, decisions: 0 })),
      );
      await tx('checkin_report_revision').insert(
        mine.map(({ at, key, status, submitted_at }) => {
          const flags = status === 'pending' ? ['temperature', 'symptoms'] : [];
          const context = { campaignId: key.campaign_id, date: day, personNo: key.person_no, revision: 1 };
          const sealed = vault.sealJson({ answers: answersOf(at), flags }, revisionContext(context));
          const rest = { revision: 1, form_version: 1, receipt: `R-${at}`, status, submitted_at };
          return { ...key, ...rest, sealed };
        }),
      );
    });
  }
}

function print(results: readonly Measured[]): void {
  const line = (what: string, figure: (each: Measured) => number, unit: string, digits = 0) =>
    console.log(`  ${what.padEnd(52)} ${spread(results.map(figure), digits)} ${unit}`);
  line(`${ROWS.toLocaleString()} rows, asked for until ready`, ({ took }) => took / 1000, 's', 2);
  line('the same rows from memory through the writer', ({ writer }) => writer.took / 1000, 's', 2);
  line('floor: the same as a bare stream into a zip', ({ floor }) => floor.took / 1000, 's', 2);
  line('of the floor, asked for until ready (goal 2.5)', ({ took, floor }) => took / floor.took, '×', 2);
  line('of the floor, from memory (goal 2.5)', ({ writer, floor }) => writer.took / floor.took, '×', 2);
  line("the module's time of a processor", ({ cpu }) => cpu / 1000, 's', 2);
  line("the floor's", ({ floor }) => floor.cpu / 1000, 's', 2);
  line("of the floor's", ({ cpu, floor }) => cpu / floor.cpu, '×', 2);
  line('size', ({ size }) => size / MB, 'MB', 1);
  line('memory over idle (goal 150)', ({ idle, peak }) => (peak - idle) / MB, 'MB');
  line("event loop's delay, p99 (goal 50)", ({ p99 }) => p99, 'ms', 1);
  line("event loop's delay, longest", ({ longest }) => longest, 'ms', 1);
  for (const what of ['submissions', 'figures'] as const) {
    line(`${what} a second alone`, (each) => each[what][0], '');
    line(`${what} a second while a file is made`, (each) => each[what][1], '');
    const kept = median(results.map((each) => each[what][1] / each[what][0]));
    console.log(`  kept of the rate (goal 0.80): ${kept.toFixed(2)}`);
  }
}
