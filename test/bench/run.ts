import { existsSync, readdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { startMariaDb } from '../support/servers/mariadb';
import { startMySql } from '../support/servers/mysql';
import type { RunningServer } from '../support/servers/private-server';
import { endWithParents, temporaryFolder } from '../support/servers/shell';

const USAGE = `npm run bench -- NAME [--on embedded,mariadb,mysql] [--runs N]

Measures one thing beside its floor, in the same run, three times or more, and prints medians and ranges.
NAME is one of: ${names().join(', ')}`;

/** What a benchmark is given. Each of `*.bench.ts` exports `bench(given: BenchRun): Promise<void>` and prints its table. */
export interface BenchRun {
  /** An empty database of its own. */
  databaseUrl: string;
  database: string;
  runs: number;
}

const DATABASES: Record<string, () => Promise<RunningServer>> = {
  embedded: async () => {
    const folder = temporaryFolder('bench');
    return { url: `file:${join(folder.path, 'checkin.db')}`, version: 'in a file', stop: async () => folder.remove() };
  },
  mariadb: startMariaDb,
  mysql: startMySql,
};

function names(): string[] {
  return readdirSync(__dirname).flatMap((file) => /^(.+)\.bench\.ts$/.exec(file)?.[1] ?? []);
}

function option(args: readonly string[], name: string, otherwise: string): string {
  const at = args.indexOf(name);
  return at < 0 ? otherwise : (args[at + 1] ?? otherwise);
}

async function main(args: string[]): Promise<number> {
  const [name = ''] = args;
  const file = join(__dirname, `${name}.bench.ts`);
  const databases = option(args, '--on', 'embedded,mariadb').split(',');
  const runs = Number(option(args, '--runs', '3'));
  if (!/^[\w-]+$/.test(name) || !existsSync(file) || !databases.every((each) => Object.hasOwn(DATABASES, each))) {
    console.error(USAGE);
    return 2;
  }
  const { bench } = require(file) as { bench(given: BenchRun): Promise<void> };
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  console.log(`${name}: ${cpus().length} × ${cpus()[0]?.model.trim()}, ${memory}, Node ${process.version}`);
  for (const database of databases) {
    const server = await (DATABASES[database] as () => Promise<RunningServer>)();
    try {
      console.log(`\nOn ${database} (${server.version}), ${runs} runs:`);
      await bench({ databaseUrl: server.url, database, runs });
    } finally {
      await server.stop();
    }
  }
  return 0;
}

endWithParents();
main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
