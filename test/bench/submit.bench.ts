import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { COMMAND_LINE } from '../../plugin/features/audit';
import { applyCampaign } from '../../plugin/features/campaign';
import { importRoster } from '../../plugin/features/roster';
import { addDays, civilDateOf } from '../../plugin/kernel/civil-date';
import { type Database, openDatabase } from '../../plugin/kernel/database';
import { migrate } from '../../plugin/kernel/migrate';
import { Sessions } from '../../plugin/kernel/session';
import { Vault } from '../../plugin/kernel/vault';
import { freePort, retry, tiedToUs } from '../support/servers/shell';
import { fire, type Load, median, type Shot, spread } from './measure';
import type { BenchRun } from './run';

const ROOT = join(__dirname, '../..');
const SECRET = 'a secret that signs the sessions of the benchmark';
const DATA_KEY = Buffer.alloc(32, 7);
const MANY = 4_000;
const FEW = 400;
const CONNECTIONS = 64;
const WARM = 500;
const SERVERS = ['module', 'none', 'insert', 'whole'] as const;
type Server = (typeof SERVERS)[number];

const WORDS: Record<Server, string> = {
  module: 'the module, full work',
  none: 'floor without a database',
  insert: 'first floor: one insert',
  whole: 'second floor: full work, a transaction each',
};

interface Measured {
  many: Load;
  alone: Load;
}

/** Submissions a second at 64 connections and alone on the line, beside what anybody would write first. */
export async function bench({ databaseUrl, runs }: BenchRun): Promise<void> {
  const today = civilDateOf(Date.now(), 'Asia/Shanghai');
  const database = openDatabase(databaseUrl);
  const students = await settle(database, today, runs * (WARM + MANY + FEW));
  await database.close();
  const results: Record<Server, Measured[]> = { module: [], none: [], insert: [], whole: [] };
  for (let run = 0; run < runs; run += 1) {
    const mine = students.slice(run * (WARM + MANY + FEW), (run + 1) * (WARM + MANY + FEW));
    for (const server of SERVERS) results[server].push(await measure(server, databaseUrl, today, mine));
  }
  print(results);
}

async function measure(
  server: Server,
  databaseUrl: string,
  today: string,
  students: readonly string[],
): Promise<Measured> {
  const port = await freePort();
  const child = await start(server, databaseUrl, today, port);
  const shots = students.map((personNo) => shotOf(server, today, personNo));
  try {
    await fire(port, CONNECTIONS, shots.slice(0, WARM));
    const alone = await fire(port, 1, shots.slice(WARM, WARM + FEW));
    const many = await fire(port, CONNECTIONS, shots.slice(WARM + FEW));
    for (const { statuses } of [alone, many])
      if (Object.keys(statuses).join() !== '201') throw new Error(`${server} answers ${JSON.stringify(statuses)}`);
    return { many, alone };
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

async function start(server: Server, databaseUrl: string, today: string, port: number) {
  const file = server === 'module' ? 'plugin/standalone.ts' : 'test/bench/floors/submission-server.ts';
  const [command, args] = tiedToUs(process.execPath, ['--import', 'tsx', file]);
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    SESSION_SECRET: SECRET,
    DATA_KEYS: `k1:${DATA_KEY.toString('base64')}`,
    HOST_ISSUER: 'https://portal.example',
    HOST_SECRET: SECRET,
    FLOOR: server,
    DAY: today,
  };
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'inherit'] });
  await retry(() => fetch(`http://127.0.0.1:${port}/readyz`), 30_000, 50);
  return child;
}

function shotOf(server: Server, today: string, personNo: string): Shot {
  const sessions = new Sessions(SECRET, { now: () => Date.now() }, { basePath: '', secure: false });
  const { token } = sessions.open({ personNo, personType: 'student' });
  const location = { source: 'manual', region: '四川省/成都市/龙泉驿区' };
  const answers = { temperature: 36.5, symptoms: [], highRiskArea: false, location, truthful: true };
  return {
    method: 'PUT',
    path: server === 'module' ? `/api/campaigns/winter/reports/${today}` : '/reports',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ answers }),
  };
}

/** A school of so many students, its campaign, and the tables of the floors. */
async function settle(database: Database, today: string, count: number): Promise<string[]> {
  await migrate(database);
  const students = Array.from({ length: count }, (_, index) => String(201_900_000_000 + index));
  const rows = students.map((no, index) => `${no},学生${index},航制,19${1000 + Math.floor(index / 40)},2019,在读,`);
  const csv = ['学号,姓名,系部,班级,年级,学籍状态,学生类别', ...rows, ''].join('\n');
  const time = { today, now: Date.now() };
  const files = [{ name: 'students.csv', content: Buffer.from(csv) }];
  const vault = new Vault([{ id: 'k1', key: DATA_KEY }]);
  await importRoster(database, vault, { actor: COMMAND_LINE, files, effective: addDays(today, -30), ...time });
  const dates = { startsOn: addDays(today, -3), endsOn: addDays(today, 30) };
  const campaign = {
    code: 'winter',
    title: '寒假健康打卡',
    ...dates,
    instructions: '每天反馈。',
    exclude: [{ class: '1' }],
  };
  await applyCampaign(database, campaign, { actor: COMMAND_LINE, ...time });
  await createFloorTables(database);
  return students;
}

async function createFloorTables({ knex }: Database): Promise<void> {
  await knex.schema.createTable('bench_report', (table) => {
    table.increments('id');
    table.string('person_no', 32).notNullable();
    table.string('day', 10).notNullable();
    table.text('answers').notNullable();
    table.bigInteger('at').notNullable();
  });
  for (const [name, columns] of [
    ['bench_revision', ['campaign_id', 'day', 'person_no', 'revision']],
    ['bench_current', ['campaign_id', 'day', 'person_no']],
  ] as [string, string[]][])
    await knex.schema.createTable(name, (table) => {
      table.integer('campaign_id').notNullable();
      table.string('day', 10).notNullable();
      table.string('person_no', 32).notNullable();
      table.integer('revision').notNullable();
      table.integer('form_version');
      table.string('status', 12).notNullable();
      table.text('sealed');
      table.bigInteger('at').notNullable();
      table.primary(columns, `${name}_pk`);
    });
}

function print(results: Record<Server, Measured[]>): void {
  for (const server of SERVERS) {
    const [many, alone] = [results[server].map((each) => each.many), results[server].map((each) => each.alone)];
    const rate = spread(many.map(({ perSecond }) => perSecond));
    const p99 = spread(many.map((load) => load.p99));
    const lone = spread(
      alone.map(({ p50 }) => p50),
      2,
    );
    console.log(`  ${WORDS[server].padEnd(46)} ${rate.padEnd(22)}/s   p99 ${p99.padEnd(16)} ms   alone ${lone} ms`);
  }
  const ratio = (floor: Server, figure: (each: Measured) => number) =>
    median(results.module.map((each, run) => figure(each) / figure(results[floor][run] as Measured))).toFixed(2);
  const rate = ({ many }: Measured) => many.perSecond;
  console.log(`  of the module to the floors, median of pairs: ${ratio('insert', rate)} × first (goal 1.25),`);
  console.log(
    `  ${ratio('whole', rate)} × second (goal 4.5), ${ratio('none', rate)} × without a database (goal 0.65);`,
  );
  console.log(
    `  p99 ${ratio('insert', ({ many }) => many.p99)} × first (goal 1), alone ${ratio('insert', ({ alone }) => alone.p50)} × (goal 1)`,
  );
}
