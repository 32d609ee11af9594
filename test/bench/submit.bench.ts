import { once } from 'node:events';
import { civilDateOf } from '../../plugin/kernel/civil-date';
import { type Database, openDatabase } from '../../plugin/kernel/database';
import { freePort } from '../support/servers/shell';
import { fire, type Load, median, spread } from './measure';
import type { BenchRun } from './run';
import { settle, shotOf, startServer } from './submission-school';

const MANY = 4_000;
const FEW = 400;
const CONNECTIONS = 64;
/** As a process serves that has been up for a while. */
const WARM = 2_000;
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
  await createFloorTables(database);
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
  const file = server === 'module' ? 'plugin/standalone.ts' : 'test/bench/floors/submission-server.ts';
  const child = await startServer(file, port, databaseUrl, { FLOOR: server, DAY: today });
  const path = server === 'module' ? `/api/campaigns/winter/reports/${today}` : '/reports';
  const shots = students.map((personNo) => shotOf(path, personNo));
  try {
    await fire(port, CONNECTIONS, shots.slice(0, WARM));
    const many = await fire(port, CONNECTIONS, shots.slice(WARM, WARM + MANY));
    const alone = await fire(port, 1, shots.slice(WARM + MANY));
    for (const { statuses } of [alone, many])
      if (Object.keys(statuses).join() !== '201') throw new Error(`${server} answers ${JSON.stringify(statuses)}`);
    return { many, alone };
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
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
