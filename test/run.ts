import { appendFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MochaResult, missingFiles, runMocha } from './support/mocha-run';
import { ensureChromium } from './support/servers/chromium';
import { startMariaDb } from './support/servers/mariadb';
import { startMySql } from './support/servers/mysql';
import type { RunningServer } from './support/servers/private-server';
import { CannotRun, endWithParents, portsOf, removeAbandoned, temporaryFolder } from './support/servers/shell';

const USAGE = `tsx test/run.ts [--on embedded,mariadb,mysql] [--in-turn] [mocha's arguments and spec files …]

Runs the tests once on each database (embedded and mariadb if none is named), brings what they need, and closes with
"N passed, N failed". The whole suite runs in parts beside each other; of several databases, the tests in a browser are
dealt among them. --in-turn runs one after the other and shows the output as it comes, as it does for named files on one.
Ends with 0 if all passed, 1 if not, 2 if asked for what there is not, and 3 if all that ran passed, but something is
missing that could not be fetched.`;

const FAILED = 1;
const ASKED_WRONGLY = 2;
const COULD_NOT_RUN = 3;

class WrongQuestion extends Error {}

/** Each starts what its tests need and tells where the empty database is. */
const DATABASES: Record<string, () => Promise<RunningServer>> = {
  embedded: startEmbedded,
  mariadb: startMariaDb,
  mysql: startMySql,
};

async function startEmbedded(): Promise<RunningServer> {
  const folder = temporaryFolder('embedded');
  return { url: `file:${join(folder.path, 'checkin.db')}`, version: 'in a file', stop: async () => folder.remove() };
}

interface Asked {
  databases: string[];
  inTurn: boolean;
  mochaArgs: string[];
}

function readArguments(args: string[]): Asked {
  const asked: Asked = { databases: ['embedded', 'mariadb'], inTurn: false, mochaArgs: [] };
  for (let rest = args; rest.length > 0; ) {
    const [first = '', ...others] = rest;
    rest = others;
    if (first === '--on') asked.databases = (rest.shift() ?? '').split(',');
    else if (first === '--in-turn') asked.inTurn = true;
    else asked.mochaArgs.push(first);
  }
  const unknown = asked.databases.filter((name) => !Object.hasOwn(DATABASES, name));
  if (unknown.length > 0) throw new WrongQuestion(`No such database: ${unknown.join(', ')}`);
  const missing = missingFiles(asked.mochaArgs);
  if (missing.length > 0) throw new WrongQuestion(`No such test file: ${missing.join(', ')}`);
  return asked;
}

/** One process of mocha, on an empty database of its own. */
interface Part {
  database: string;
  /** What tells it from others on such a database; empty where there is no other. */
  name: string;
  /** Its number among all, from 1 on. */
  place: number;
  mochaArgs: string[];
}

/** Tests in a browser look at pages, which are the same whatever keeps the data. */
const isInBrowser = (file: string): boolean => /\bbrowser\/|-browser\.test\.ts$/.test(file);
const PARTS = 2;
/** Where somebody names an empty database of theirs, it is the only one. */
const NAMED_BY: Record<string, string> = { mariadb: 'TEST_DATABASE_URL', mysql: 'TEST_MYSQL_URL' };

/**
 * What is run. The whole suite goes in parts, so that none of them waits alone: each database gets all files, but those in
 * a browser, of which each file goes to one database.
 */
function partsOf({ databases, mochaArgs, inTurn }: Asked): Part[] {
  if (mochaArgs.length > 0 || inTurn)
    return databases.map((database, index) => ({ database, name: '', place: index + 1, mochaArgs }));
  let place = 0;
  const groups = databases.map((database) => {
    const count = process.env[NAMED_BY[database] ?? ''] ? 1 : PARTS;
    return Array.from({ length: count }, (_, index): Part => {
      place += 1;
      return { database, name: count > 1 ? `, part ${index + 1} of ${count}` : '', place, mochaArgs: [] };
    });
  });
  const [inBrowser, others] = [allFiles().filter(isInBrowser), allFiles().filter((file) => !isInBrowser(file))];
  for (const group of groups) deal(others, group);
  deal(inBrowser, groups.flat());
  return groups.flat();
}

function deal(files: readonly string[], parts: readonly Part[]): void {
  for (const [index, file] of files.entries()) parts[index % parts.length]?.mochaArgs.push(file);
}

function allFiles(): string[] {
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join('test', file))
    .sort();
}

async function runOn(
  { database, name, place, mochaArgs }: Part,
  chromium: string,
  live: boolean,
): Promise<MochaResult> {
  const begun = performance.now();
  const server = await (DATABASES[database] as () => Promise<RunningServer>)();
  try {
    const title = `On the database ${database} (${server.version})${name}`;
    if (live) console.log(title);
    const env = {
      CHECKIN_TEST_DATABASE: database,
      CHECKIN_TEST_DATABASE_URL: server.url,
      CHECKIN_TEST_CHROMIUM: chromium,
      CHECKIN_TEST_PORTS: portsOf(place),
      TZ: 'UTC',
    };
    const result = await runMocha({ args: mochaArgs, env, live });
    if (!live) console.log(`${title}\n${result.output}`);
    report(`${database}${name}`, result, performance.now() - begun);
    return result;
  } finally {
    await server.stop();
  }
}

function report(what: string, { counts, trouble }: MochaResult, ms: number): void {
  const seconds = Math.round(ms / 1000);
  console.log(`${what}: ${counts.passed} passed, ${counts.failed} failed in ${seconds} s`);
  if (trouble) console.log(`${what}: ${trouble}`);
}

/** What became of the run on one database; `failures` tells of each failure, `lacking` why there was no run. */
interface Outcome {
  passed: number;
  failed: number;
  failures?: string[];
  lacking?: string;
}

/** A database that cannot be had does not take the others' results away. */
async function outcomeOn(part: Part, chromium: string, live: boolean): Promise<Outcome> {
  try {
    const { counts, failures, trouble } = await runOn(part, chromium, live);
    const where = part.database + part.name;
    return { ...counts, failures: [...failures, ...(trouble ? [trouble] : [])].map((each) => `${where}: ${each}`) };
  } catch (error) {
    if (error instanceof CannotRun) return { passed: 0, failed: 0, lacking: `${part.database}: ${error.message}` };
    console.error(error);
    return { passed: 0, failed: 1, failures: [`${part.database}${part.name}: ${String(error)}`] };
  }
}

/** Each part has its own server, folder and process, so that none meets another. */
async function runAll(asked: Asked): Promise<Outcome[]> {
  const chromium = await ensureChromium();
  const parts = partsOf(asked);
  const live = asked.inTurn || parts.length === 1;
  const outcomes: Outcome[] = [];
  if (live) {
    for (const part of parts) outcomes.push(await outcomeOn(part, chromium, live));
    return outcomes;
  }
  const names = parts.map(({ database, name }) => database + name).join('; ');
  console.log(`Running beside each other, each one's output follows when it is done: ${names}.`);
  return Promise.all(parts.map((part) => outcomeOn(part, chromium, live)));
}

/**
 * Tells what failed in any of several runs, once more and all together, and what could not run; writes the line that
 * closes the output, and gives the code to end with.
 */
function close(outcomes: Outcome[]): number {
  const total = (pick: (outcome: Outcome) => number) => outcomes.map(pick).reduce((a, b) => a + b, 0);
  const [passed, failed] = [total((outcome) => outcome.passed), total((outcome) => outcome.failed)];
  const lacking = outcomes.flatMap((outcome) => outcome.lacking ?? []);
  const failures = outcomes.flatMap((outcome) => outcome.failures ?? []).map((failure) => `Failed. ${failure}\n`);
  if (outcomes.length > 1) for (const failure of failures) console.log(failure);
  for (const reason of lacking) console.error(`Could not run. ${reason}`);
  note('CHECKIN_TEST_COUNTS', `${passed} ${failed}\n`);
  note('CHECKIN_TEST_FAILURES', failures.join(''));
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0) return FAILED;
  return lacking.length > 0 ? COULD_NOT_RUN : 0;
}

/** For whoever runs this several times and sums it up. */
function note(setting: string, text: string): void {
  const file = process.env[setting];
  if (file) appendFileSync(file, text);
}

async function main(): Promise<number> {
  try {
    return close(await runAll(readArguments(process.argv.slice(2))));
  } catch (error) {
    if (error instanceof CannotRun) return close([{ passed: 0, failed: 0, lacking: error.message }]);
    console.error(error instanceof WrongQuestion ? `${error.message}\n\n${USAGE}` : error);
    close([{ passed: 0, failed: 1, failures: [String(error)] }]);
    return error instanceof WrongQuestion ? ASKED_WRONGLY : FAILED;
  }
}

// Leaving is enough: whatever was started or written is registered to be ended or removed on exit.
for (const [signal, code] of [
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.on(signal, () => process.exit(code));
}
process.env.CHECKIN_TEST_PORTS ??= portsOf(0);
endWithParents();
removeAbandoned(tmpdir(), /^checkin-[a-z]+-(?<pid>\d+)-/);
void main().then((code) => process.exit(code));
