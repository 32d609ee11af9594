import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { addDays, civilDateOf } from '../../plugin/kernel/civil-date';
import { deploymentOf, sessionOf } from '../support/deployment';
import { freePort, retry, tiedToUs } from '../support/servers/shell';
import {
  CLASS,
  CONTACT,
  DEPARTMENT,
  firstDay,
  isMade,
  makeBigSchool,
  numberOf,
  OFFICE,
  type Size,
  TEACHER,
} from './big-school';
import { fire, type Load, median, type Shot, spread } from './measure';
import type { BenchRun } from './run';

const ROOT = join(__dirname, '../..');
/**
 * A smaller school for a quick look: `BENCH_STUDENTS=4000 BENCH_DAYS=5`. One that stays, on a server of one's own:
 * `BENCH_DATABASE_URL=mysql://…`, made there the first time, and good until the day is over.
 */
const { BENCH_STUDENTS = '100000', BENCH_DAYS = '60', BENCH_DATABASE_URL } = process.env;
const SHOTS = 120;
const SLOW_SHOTS = 30;
/** As a process serves that has been up for a while; of one person fewer, since nobody may call more than 600 times a minute. */
const WARM = { many: 400, one: 60 };

type Measured = Record<string, Load>;

/** What one reads of 100,000 students and 60 days: figures, people behind them, pages, a brief. */
export async function bench({ databaseUrl, database, runs }: BenchRun): Promise<void> {
  if (database === 'embedded') return console.log('  so many reports are for servers');
  const size = {
    students: Number(BENCH_STUDENTS),
    days: Number(BENCH_DAYS),
    today: civilDateOf(Date.now(), 'Asia/Shanghai'),
  };
  const url = BENCH_DATABASE_URL ?? databaseUrl;
  const begun = performance.now();
  if (!BENCH_DATABASE_URL || !(await isMade(url, size))) await makeBigSchool(url, size);
  console.log(
    `  ${size.students} students, ${size.days} days, made in ${Math.round((performance.now() - begun) / 1000)} s`,
  );
  await read(url, size, runs);
}

async function read(databaseUrl: string, size: Size, runs: number): Promise<void> {
  const results: Measured[] = [];
  for (let run = 0; run < runs; run += 1) results.push(await measure(databaseUrl, size, run));
  print(results);
}

async function measure(databaseUrl: string, size: Size, run: number): Promise<Measured> {
  const [port, floorPort] = [await freePort(), await freePort()];
  const module = await start('plugin/standalone.ts', port, databaseUrl);
  const floor = await start('test/bench/floors/reading-server.ts', floorPort, databaseUrl, String(size.students * 6));
  const { today } = size;
  const first = firstDay(size);
  const measured: Measured = {};
  const take = async (what: string, at: number, shots: Shot[], warm: number) => {
    for (let warmed = 0; warmed < warm; warmed += shots.length)
      demandFine(what, await fire(at, 1, shots.slice(0, warm - warmed)));
    measured[what] = demandFine(what, await fire(at, 1, shots));
  };
  try {
    await take(
      'floor: counted by one statement',
      floorPort,
      many(SLOW_SHOTS, get(`/counted?date=${today}`)),
      SLOW_SHOTS,
    );
    await take('floor: an answer at hand', floorPort, many(SHOTS, get('/at-hand')), WARM.many);
    for (const [what, path, shots, who = OFFICE] of asked(first, today))
      await take(what, port, many(shots, get(path), who), who.length > 1 ? WARM.many : WARM.one);
    for (const [index, [what, path]] of CHANGED.entries())
      measured[what] = await whileReportsComeIn(port, size, run * CHANGED.length + index, path(today));
  } finally {
    for (const server of [module, floor]) {
      server.kill('SIGKILL');
      await once(server, 'exit');
    }
  }
  return measured;
}

const CHANGED: [what: string, path: (today: string) => string][] = [
  ['figures by class, a report before each', (today) => `/api/campaigns/winter/statistics?by=class&date=${today}`],
  ['staff home of the office, the same', () => '/staff/c/winter'],
];
const FIRST = 'figures by class, the first day';
const LAST = 'figures by class, the last day';

type Asked = [what: string, path: string, shots: number, who?: readonly string[]];

function asked(first: string, today: string): Asked[] {
  const api = '/api/campaigns/winter';
  const pages = '/staff/c/winter';
  const [contact, department] = [[CONTACT], encodeURIComponent(DEPARTMENT)];
  return [
    [FIRST, `${api}/statistics?by=class&date=${first}`, SHOTS],
    [LAST, `${api}/statistics?by=class&date=${today}`, SHOTS],
    ['figures by department', `${api}/statistics?by=department&date=${today}`, SHOTS],
    ['people: missing in the school', `${api}/students?date=${today}&state=unreported`, SHOTS],
    ['people: all who reported', `${api}/students?date=${today}&state=reported`, SHOTS],
    ['people: waiting for review', `${api}/students?date=${today}&state=reported&status=pending`, SHOTS],
    ['people: never reported', `${api}/students?date=${today}&state=never`, SHOTS],
    [
      'people: missing in a department',
      `${api}/students?date=${today}&state=unreported&department=${department}`,
      SHOTS,
    ],
    ['people: a class', `${api}/students?date=${today}&class=${CLASS}`, SHOTS],
    ['the same as a page: missing in the school', `${pages}/people?date=${today}&state=unreported`, SHOTS],
    ['staff home of the office', pages, SHOTS],
    ['staff home of a department', pages, SHOTS, contact],
    ['staff home of a class teacher', pages, SHOTS, [TEACHER]],
    ['review queue of the office', `${api}/reviews`, SHOTS],
    ['brief of a department', `${api}/briefs/${addDays(today, -1)}`, SHOTS, contact],
    ['the same as a page', `${pages}/briefs`, SHOTS, contact],
  ];
}

/** Each time a report of another class comes in first. Whoever reports is neither ill nor exempt, and reports anew. */
async function whileReportsComeIn(port: number, { today, students }: Size, turn: number, path: string): Promise<Load> {
  const times: Load[] = [];
  for (let at = 0; at < SLOW_SHOTS; at += 1) {
    const personNo = numberOf((Math.floor(students / 2) + 50 * (turn * SLOW_SHOTS + at) + 41) % students);
    const location = { source: 'manual', region: '四川省/成都市/龙泉驿区' };
    const answers = { temperature: 36.4, symptoms: [], highRiskArea: false, location, truthful: true };
    const headers = { Authorization: `Bearer ${sessionOf(personNo, 'student')}`, 'Content-Type': 'application/json' };
    const body = JSON.stringify({ answers: { ...answers, note: String(Date.now()) } });
    const report = { method: 'PUT', path: `/api/campaigns/winter/reports/${today}`, headers, body } as const;
    const { statuses } = await fire(port, 1, [report]);
    if (!statuses[200] && !statuses[201]) throw new Error(`a report: ${JSON.stringify(statuses)}`);
    times.push(await fire(port, 1, many(1, get(path))));
  }
  const [p50, p99] = [median(times.map((each) => each.p50)), Math.max(...times.map((each) => each.p50))];
  return { perSecond: 1000 / p50, p50, p99, statuses: Object.assign({}, ...times.map(({ statuses }) => statuses)) };
}

function demandFine(what: string, load: Load): Load {
  if (Object.keys(load.statuses).join() !== '200') throw new Error(`${what}: ${JSON.stringify(load.statuses)}`);
  return load;
}

function get(path: string): Shot {
  return { method: 'GET', path, headers: {} };
}

function many(count: number, shot: Shot, who: readonly string[] = OFFICE): Shot[] {
  const tokens = who.map((personNo) => sessionOf(personNo, 'staff'));
  return Array.from({ length: count }, (_, at) => {
    return { ...shot, headers: { Authorization: `Bearer ${tokens[at % tokens.length]}` } };
  });
}

async function start(file: string, port: number, databaseUrl: string, bytes = '1'): Promise<ChildProcess> {
  const [command, args] = tiedToUs(process.execPath, ['--import', 'tsx', file]);
  const env = { ...deploymentOf(databaseUrl, port), BYTES: bytes };
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'inherit'] });
  await retry(() => fetch(`http://127.0.0.1:${port}/readyz`), 30_000, 50);
  return child;
}

function print(results: readonly Measured[]): void {
  const loads = (what: string) => results.map((each) => each[what] as Load);
  for (const what of Object.keys(results[0] ?? {})) {
    const p50 = spread(
      loads(what).map((load) => load.p50),
      1,
    );
    const p99 = spread(
      loads(what).map((load) => load.p99),
      1,
    );
    console.log(`  ${what.padEnd(44)} p50 ${p50.padEnd(22)} p99 ${p99} ms`);
  }
  const ratio = (what: string, floor: string) =>
    median(results.map((each) => (each[what] as Load).p50 / (each[floor] as Load).p50)).toFixed(2);
  console.log(`  the last day, of the first (goal 1.2): ${ratio(LAST, FIRST)} ×`);
  console.log(`  of one statement: ${ratio(LAST, 'floor: counted by one statement')} ×`);
  console.log(`  of an answer at hand: ${ratio(LAST, 'floor: an answer at hand')} ×`);
}
