import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { civilDateOf } from '../../plugin/kernel/civil-date';
import { openDatabase } from '../../plugin/kernel/database';
import { freePort } from '../support/servers/shell';
import type { Flood, Flooded } from './flood';
import { fire, quantile, type Shot, spread } from './measure';
import type { BenchRun } from './run';
import { figuresShot, settle, shotOf, startServer } from './submission-school';

const CONNECTIONS = 64;
const WARM = 500;
const FLOOR = 3_000;
const FLOODING = 12_000;
/** As many times the rate that the module holds. */
const TIMES = 10;
const SECONDS = 6;
/** More than the module lets wait, so that it has to refuse. */
const LINES = 5_000;
const ALONE = 40;

interface Measured {
  /** A second. */
  floor: number;
  offered: number;
  accepted: number;
  refused: number;
  acceptedTimes: number[];
  refusedTimes: number[];
  others: Record<Other, { alone: number[]; meanwhile: number[] }>;
  /** Bytes. */
  idle: number;
  peak: number;
}

const OTHERS = ['figures of the office', '/healthz', '/readyz'] as const;
type Other = (typeof OTHERS)[number];

/** What becomes of students, and of everybody else, when ten times as many report as the module can take. */
export async function bench({ databaseUrl, runs }: BenchRun): Promise<void> {
  const today = civilDateOf(Date.now(), 'Asia/Shanghai');
  const database = openDatabase(databaseUrl);
  const each = WARM + FLOOR + FLOODING;
  const students = await settle(database, today, runs * each);
  const results: Measured[] = [];
  for (let run = 0; run < runs; run += 1) {
    const port = await freePort();
    const child = await startServer('plugin/standalone.ts', port, databaseUrl);
    const mine = students.slice(run * each, (run + 1) * each);
    try {
      const [measured, acknowledged] = await measure(port, child.pid ?? 0, today, mine);
      const rows = await database.knex('checkin_report').where({ day: today }).select('person_no');
      const kept = new Set(rows.map(({ person_no }) => person_no));
      const lost = acknowledged.filter((personNo) => !kept.has(personNo));
      if (lost.length > 0) throw new Error(`${lost.length} acknowledged reports are not there`);
      results.push(measured);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
  await database.close();
  print(results);
}

async function measure(
  port: number,
  pid: number,
  today: string,
  students: readonly string[],
): Promise<[Measured, string[]]> {
  const shots = students.map((personNo) => shotOf(`/api/campaigns/winter/reports/${today}`, personNo));
  await fire(port, CONNECTIONS, shots.slice(0, WARM));
  const { perSecond: floor } = await fire(port, CONNECTIONS, shots.slice(WARM, WARM + FLOOR));
  const asked = {
    'figures of the office': figuresShot(today),
    '/healthz': { method: 'GET', path: '/healthz', headers: {} },
    '/readyz': { method: 'GET', path: '/readyz', headers: {} },
  } as const satisfies Record<Other, Shot>;
  const others = Object.fromEntries(
    OTHERS.map((other) => [other, { alone: [], meanwhile: [] }]),
  ) as unknown as Measured['others'];
  const ask = async (when: 'alone' | 'meanwhile'): Promise<void> => {
    for (const other of OTHERS) others[other][when].push((await fire(port, 1, [asked[other]])).p50);
  };
  for (let count = 0; count < ALONE; count += 1) await ask('alone');

  const flood = fork(join(__dirname, 'flood.ts'), { execArgv: ['--import', 'tsx'] });
  const idle = residentBytes(pid);
  const rest = shots.slice(WARM + FLOOR);
  flood.send({ port, shots: rest, perSecond: TIMES * floor, seconds: SECONDS, lines: LINES } satisfies Flood);
  let seen: Flooded | undefined;
  let peak = idle;
  flood.once('message', (message) => {
    seen = message as Flooded;
  });
  while (!seen && flood.exitCode === null) {
    await ask('meanwhile');
    peak = Math.max(peak, residentBytes(pid));
  }
  if (!seen) throw new Error('the flood ended without a word');
  const { others: odd, broken, unanswered, withoutRetryAfter } = seen;
  if (odd + broken + unanswered + withoutRetryAfter > 0)
    throw new Error(
      `${odd} other answers, ${broken} broken lines, ${unanswered} without an answer, ${withoutRetryAfter} refusals without Retry-After`,
    );
  const acceptedTimes = seen.accepted.map(({ ms }) => ms);
  const acknowledged = seen.accepted.map(({ shot }) => students[WARM + FLOOR + shot] ?? '');
  const perSecond = (count: number) => count / SECONDS;
  const rates = { offered: perSecond(seen.sent), accepted: perSecond(seen.accepted.length) };
  const refused = perSecond(seen.refused.length);
  return [{ floor, ...rates, refused, acceptedTimes, refusedTimes: seen.refused, others, idle, peak }, acknowledged];
}

function residentBytes(pid: number): number {
  return 1024 * Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}

function print(results: readonly Measured[]): void {
  const show = (of: (each: Measured) => number, digits = 0) => spread(results.map(of), digits);
  const times = (of: (each: Measured) => number[]) =>
    `p50 ${show((each) => quantile(of(each), 0.5))} ms, p99 ${show((each) => quantile(of(each), 0.99))} ms`;
  console.log(`  at ${CONNECTIONS} connections (the floor)   ${show(({ floor }) => floor)} /s`);
  console.log(`  sent                             ${show(({ offered }) => offered)} /s`);
  console.log(
    `  accepted                         ${show(({ accepted }) => accepted)} /s   ${times(({ acceptedTimes }) => acceptedTimes)}`,
  );
  console.log(`  of the floor                     ${show(({ accepted, floor }) => accepted / floor, 2)} ×`);
  console.log(
    `  503 with Retry-After             ${show(({ refused }) => refused)} /s   ${times(({ refusedTimes }) => refusedTimes)}`,
  );
  for (const other of OTHERS) {
    const p99 = (when: 'alone' | 'meanwhile') => show(({ others }) => quantile(others[other][when], 0.99), 1);
    console.log(`  ${other.padEnd(32)} p99 ${p99('meanwhile')} ms, alone ${p99('alone')} ms`);
  }
  console.log(`  memory over idle                 ${show(({ peak, idle }) => (peak - idle) / 2 ** 20)} MB`);
}
