import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deploymentOf } from '../support/deployment';
import { startGalera } from '../support/servers/galera';
import { startMariaDb } from '../support/servers/mariadb';
import { startMySql } from '../support/servers/mysql';
import type { PrivateServer, RunningServer } from '../support/servers/private-server';
import { CannotRun, endWithParents, freePort, retry, temporaryFolder } from '../support/servers/shell';
import { type Kind, type Plan, type Struck, strike } from './faults';
import { Instance } from './instance';
import { type School, settle } from './school';
import { Sights, Student } from './student';
import { verify } from './verify';

const USAGE = `npm run soak -- [--on mariadb|mysql|embedded|galera] [--kills 100] [--students 200] [--peace 3]

Students report and correct through two instances of the module while instances and database servers are killed with -9 at
random, at most --peace seconds apart (a cluster needs some 15 to be whole again). Each body is sent until it is acknowledged. At the end everything is killed once more and brought back; then each
acknowledged body must be in the history once and in its place, and the figures must be those of the receipts. Ends with
0 if they are, with 1 if not.`;

const READY_WITHIN_MS = 60_000;

/** Where the module is to keep its data, and what of it can be killed. */
interface Stand {
  url: string;
  version: string;
  servers: Kind | undefined;
  stop(): Promise<void>;
}

const STANDS: Record<string, () => Promise<Stand>> = {
  embedded: async () => {
    const folder = temporaryFolder('soak');
    const url = `file:${join(folder.path, 'checkin.db')}`;
    return { url, version: 'in a file', servers: undefined, stop: async () => folder.remove() };
  },
  mariadb: async () => standOf(await startMariaDb()),
  mysql: async () => standOf(await startMySql()),
  galera: async () => {
    const { nodes, ...cluster } = await startGalera();
    return { ...cluster, servers: { name: 'node of the cluster', things: nodes, mayBeAway: 1 } };
  },
};

function standOf(server: RunningServer | PrivateServer): Stand {
  if (!('crash' in server)) throw new CannotRun('The soak kills its server, and so wants one of its own.');
  return { ...server, servers: { name: 'database server', things: [server], mayBeAway: 1 } };
}

interface Asked extends Plan {
  on: string;
  students: number;
}

function readArguments(args: string[]): Asked | undefined {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args, options: { on: text, kills: text, students: text, peace: text } });
  const { on = 'mariadb', kills = '100', students = '200', peace = '3' } = values;
  const numbers = { kills: Number(kills), students: Number(students), peace: Number(peace) };
  const isMeant = Object.hasOwn(STANDS, on) && Object.values(numbers).every((each) => each > 0);
  return isMeant ? { on, ...numbers } : undefined;
}

async function main(): Promise<number> {
  const asked = readArguments(process.argv.slice(2));
  if (!asked) {
    console.error(USAGE);
    return 2;
  }
  const stand = await (STANDS[asked.on] as () => Promise<Stand>)();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  console.log(
    `${asked.on} (${stand.version}), ${cpus().length} × ${cpus()[0]?.model.trim()}, ${memory}, ${process.version}`,
  );
  try {
    return await soak(stand, asked);
  } finally {
    await stand.stop();
  }
}

async function soak({ url, servers }: Stand, asked: Asked): Promise<number> {
  const school = await settle(url, asked.students);
  const ports = [await freePort(), await freePort()];
  const instances = ports.map((port) => new Instance(port, deploymentOf(url, port)));
  for (const instance of instances) await instance.revive();
  try {
    const kinds = [{ name: 'instance of the module', things: instances, mayBeAway: 2 }, ...(servers ? [servers] : [])];
    const { students, sights, kills, seconds } = await fire(school, ports, kinds, asked);
    await killEverything(kinds, ports);
    const findings = await verify(ports, school, students);
    tell({ sights, kills, seconds, instances });
    for (const instance of instances) if (instance.deaths > 0) findings.push(`${instance.deaths} deaths of its own`);
    findings.push(...[...sights.wrong].map(([words, times]) => `${times} × ${words}`));
    console.log(
      findings.length === 0 ? 'nothing missing, nothing double, figures true' : findings.slice(0, 50).join('\n'),
    );
    return findings.length === 0 ? 0 : 1;
  } finally {
    for (const instance of instances) await instance.stop();
  }
}

/** Students report until all kills are done; then each sends its last body until it is acknowledged. */
async function fire(school: School, ports: readonly number[], kinds: readonly Kind[], plan: Plan) {
  const sights = new Sights();
  const students = school.students.map((personNo, index) => new Student(personNo, index, school, ports, sights));
  const begun = performance.now();
  let isEnough = false;
  const reporting = Promise.all(students.map((student) => student.report(() => isEnough)));
  const striking = strike(kinds, plan).finally(() => {
    isEnough = true;
  });
  const [kills] = await Promise.all([striking, reporting]);
  return { students, sights, kills, seconds: (performance.now() - begun) / 1000 };
}

/** What was acknowledged is on the disk: nothing of it is owed to anybody's memory. */
async function killEverything(kinds: readonly Kind[], ports: readonly number[]): Promise<void> {
  for (const { things, mayBeAway } of kinds) {
    const together = things.slice(0, mayBeAway);
    await Promise.all(together.map((each) => each.crash()));
    await Promise.all(together.map((each) => each.revive()));
  }
  for (const port of ports)
    await retry(
      async () => {
        if (!(await fetch(`http://127.0.0.1:${port}/readyz`)).ok) throw new Error(`port ${port} is not ready`);
      },
      READY_WITHIN_MS,
      100,
    );
}

interface Told {
  sights: Sights;
  kills: readonly Struck[];
  seconds: number;
  instances: readonly Instance[];
}

function tell({ sights, kills, seconds, instances }: Told): void {
  const show = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  for (const { name, kills: times, longestAway } of kills)
    console.log(`killed: ${times} × ${name}, away for ${show(longestAway)} at most`);
  console.log(
    `acknowledged: ${sights.acknowledged} in ${Math.round(seconds)} s, ${sights.repeated} after a repetition,`,
  );
  console.log(`  of which ${sights.keptAlready} had been kept at the first sending`);
  console.log(`refused with 503 and a time to come back: ${sights.refused}; lines cut: ${sights.cutOff}`);
  console.log(
    `longest without any acknowledgement: ${show(sights.longestGap)}; of one student: ${show(sights.longestWait)}`,
  );
  const said = new Map<string, number>();
  for (const instance of instances)
    for (const [words, times] of instance.said) said.set(words, (said.get(words) ?? 0) + times);
  for (const [words, times] of [...said].sort((a, b) => b[1] - a[1]).slice(0, 12))
    console.log(`logged: ${times} × ${words}`);
}

endWithParents();
main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
