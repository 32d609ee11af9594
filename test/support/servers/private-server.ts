import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import {
  atExit,
  CannotRun,
  freePort,
  killProcess,
  lastLines,
  retry,
  stopProcess,
  temporaryFolder,
  tiedToUs,
} from './shell';

/** A database server that the tests may use, and whose database is empty. */
export interface RunningServer {
  /** `mysql://…`, with the name of the empty database */
  url: string;
  /** what the server says of itself */
  version: string;
  /** ends the server and removes its data; does nothing to a server that was there before */
  stop(): Promise<void>;
}

/** A server of our own, which a test may kill and bring back. */
export interface PrivateServer extends RunningServer {
  /** kill -9; resolves when it is gone */
  crash(): Promise<void>;
  /** starts it again on the same data and port, and resolves when it answers */
  revive(): Promise<void>;
}

/** How one kind of server is brought to life in a folder of its own. */
export interface ServerProgram {
  name: string;
  /** creates the data directory `data` in `folder` */
  initialise(folder: string): Promise<void>;
  command: string;
  /** what comes before the settings that all kinds share; asked for at each start */
  args(folder: string): string[] | Promise<string[]>;
  /** whether database and account come from elsewhere, such as from the first node of a cluster */
  joins?: boolean;
  /** what the program's environment has beside ours */
  env?: NodeJS.ProcessEnv;
}

const DATABASE = 'checkin_test';
const START_WITHIN_MS = 60_000;

/** Run by the server itself before it listens, so nobody meets it half-made. The account may also create databases. */
const PREPARE = [
  `CREATE DATABASE IF NOT EXISTS ${DATABASE} CHARACTER SET utf8mb4;`,
  "CREATE USER IF NOT EXISTS 'checkin'@'%' IDENTIFIED BY 'checkin';",
  "GRANT ALL PRIVILEGES ON *.* TO 'checkin'@'%' WITH GRANT OPTION;",
];

/** MySQL's own default. MariaDB's is laxer; a statement that passes here passes on any school's server. */
const SQL_MODE =
  'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION';

/** Starts a server on loopback, with its data in a temporary folder and as durable as in production. */
export async function startPrivateServer(program: ServerProgram): Promise<PrivateServer> {
  const folder = temporaryFolder(program.name);
  try {
    await program.initialise(folder.path);
    writeFileSync(join(folder.path, 'prepare.sql'), `${PREPARE.join('\n')}\n`);
    const port = await freePort();
    const url = `mysql://checkin:checkin@127.0.0.1:${port}/${DATABASE}`;
    let running: Launched | undefined;
    const end = async (how: (server: ChildProcess) => Promise<void>) => {
      if (running) await how(running.process);
      running?.release();
      running = undefined;
    };
    const begin = async () => {
      running = await launch(program, folder.path, port);
      return versionOnceReady(url, running.process, join(folder.path, 'log'));
    };
    const stop = async () => {
      await end(stopProcess);
      folder.remove();
    };
    const version = await begin().catch(async (error) => {
      await stop();
      throw error;
    });
    return { url, version, stop, crash: () => end(killProcess), revive: async () => void (await begin()) };
  } catch (error) {
    folder.remove();
    throw new CannotRun(`${program.name} did not start: ${(error as Error).message}`);
  }
}

interface Launched {
  process: ChildProcess;
  release: () => void;
}

async function launch(program: ServerProgram, folder: string, port: number): Promise<Launched> {
  const log = openSync(join(folder, 'log'), 'a');
  const settings = [
    `--datadir=${join(folder, 'data')}`,
    // In a shared one, a server that starts removes the temporary tables of the others.
    `--tmpdir=${folder}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--socket=server.sock',
    `--pid-file=${join(folder, 'pid')}`,
    ...(program.joins ? [] : [`--init-file=${join(folder, 'prepare.sql')}`]),
    '--skip-name-resolve',
    '--skip-log-bin',
    '--character-set-server=utf8mb4',
    '--innodb-flush-log-at-trx-commit=1',
    `--sql-mode=${SQL_MODE}`,
  ];
  const [command, args] = tiedToUs(program.command, [...(await program.args(folder)), ...settings]);
  // Its own process group: Ctrl-C is for the runner, which then ends the server.
  const env = { ...process.env, ...program.env };
  const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  return { process: child, release: atExit(() => child.kill('SIGKILL')) };
}

async function versionOnceReady(url: string, server: ChildProcess, log: string): Promise<string> {
  let stillborn: Error | undefined;
  const died = () => {
    stillborn = new Error(`it ended at once:\n${lastLines(readFileSync(log, 'utf8'))}`);
  };
  server.once('exit', died).once('error', died);
  const version = await retry(async () => stillborn ?? (await versionAt(url)), START_WITHIN_MS, 50);
  if (version instanceof Error) throw version;
  server.removeListener('exit', died);
  return version;
}

async function versionAt(url: string): Promise<string> {
  return withConnection(url, async (connection) => {
    const [rows] = await connection.query<RowDataPacket[]>('SELECT VERSION() AS version');
    return String(rows[0]?.version);
  });
}

/**
 * Uses a server that is there already. In the database that the URL names, all tables beginning with `checkin_` are
 * dropped; nothing else is touched.
 * @param setting the environment variable that the URL came from, for the error
 */
export async function useExistingServer(url: string, setting: string): Promise<RunningServer> {
  try {
    await withConnection(url, dropOurTables);
    return { url, version: await versionAt(url), stop: async () => {} };
  } catch (error) {
    throw new CannotRun(`The server named by ${setting} cannot be used: ${(error as Error).message}`);
  }
}

async function dropOurTables(connection: Connection): Promise<void> {
  const [tables] = await connection.query<RowDataPacket[]>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name LIKE 'checkin\\_%'",
  );
  await connection.query('SET FOREIGN_KEY_CHECKS = 0');
  for (const table of tables) await connection.query('DROP TABLE ??', [table.name]);
}

/** Runs something on a connection of its own. */
export async function withConnection<T>(url: string, use: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await createConnection({ uri: url, connectTimeout: 5_000 });
  try {
    return await use(connection);
  } finally {
    await connection.end();
  }
}
