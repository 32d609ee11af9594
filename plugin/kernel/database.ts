import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { knex as createKnex, type Knex } from 'knex';

/** Proof that a transaction is open: every write demands one. */
export type Tx = Knex.Transaction;
/** Something to read through: the pool, or an open transaction. */
export type Db = Knex | Tx;

/** The module's database. What the servers do differently is in this file and nowhere else. */
export interface Database {
  /** For reads outside a transaction. */
  readonly knex: Knex;
  /** Runs `work` in one transaction, again from its start when the server gave it up to a rival. Answers after commit. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs `work` while no other process that shares this database does; the lock falls when its holder dies. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** True while so many wait for a connection that whoever comes now had better come later. */
  isCrowded(): boolean;
  close(): Promise<void>;
}

/** How the connections of a process are used: those that work, those at hand, and who waits for one. */
export interface PoolUse {
  used: number;
  idle: number;
  waiting: number;
}

/** The connections of this process to its database, as they are used now. */
export function poolUse({ knex }: Database): PoolUse {
  const { pool } = knex.client;
  return { used: pool.numUsed(), idle: pool.numFree(), waiting: pool.numPendingAcquires() };
}

const ATTEMPTS = 5;
const LOCK_NAME = 'checkin_migration';
const LOCK_SECONDS = 120;
const BUSY_PAUSE = 50;
const RETRY_PAUSE = 50;
const POOL_SIZE = 10;
const ACQUIRE_TIMEOUT = 10_000;
/** With the connections that there are, they all have their turn within a second or two, and a school may tap all at once. */
const MOST_WAITING = 1_000;
/** Whatever knex would print is also thrown, and logged once by whoever catches it. */
const SILENT = { warn() {}, error() {}, deprecate() {}, debug() {} };

interface DriverError {
  code?: string;
  errno?: number;
  rawCode?: number;
}

const MYSQL_DUPLICATE = 1062;
const UNKNOWN_VARIABLE = 1193;
/** A node that has lost its cluster refuses everything until it is back, or another node is asked. */
const NODE_WITHOUT_CLUSTER = 1047;
/** It lost its cluster while it was asking the others for a commit. Whether they keep it is not known. */
const COMMIT_IN_DOUBT = 1180;
const MYSQL_RETRYABLE = new Set([1205, 1213, 1020, NODE_WITHOUT_CLUSTER]);
const SQLITE_DUPLICATE = new Set(['SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_CONSTRAINT_UNIQUE']);
const CONNECTION_LOST = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
  // A node that has lost its cluster, and a database that came back without our tables, which the next tick makes.
  'ER_UNKNOWN_COM_ERROR',
  'ER_ERROR_DURING_COMMIT',
  'ER_NO_SUCH_TABLE',
  'SQLITE_CANTOPEN',
  'SQLITE_IOERR',
]);

/** True when a unique key refused a row: somebody else was first. */
export function isDuplicate(error: unknown): boolean {
  const { errno, code = '' } = error as DriverError;
  return errno === MYSQL_DUPLICATE || SQLITE_DUPLICATE.has(code);
}

/** The bytes of a column: the embedded database gives them otherwise than the servers. */
export function bytesOf(value: Buffer | ArrayBuffer): Buffer {
  return value instanceof ArrayBuffer ? Buffer.from(value) : value;
}

/** True when the transaction was given up to a rival and may be run again. */
function isRetryable(error: unknown): boolean {
  const { errno, code = '' } = error as DriverError;
  return (errno !== undefined && MYSQL_RETRYABLE.has(errno)) || code.startsWith('SQLITE_BUSY');
}

/** True when the database cannot be reached at the moment. What the driver says of a line that fell has no code. */
export function isUnavailable(error: unknown): boolean {
  const { code = '', name = '', fatal = false } = error as DriverError & { name?: string; fatal?: boolean };
  const hasFallen = fatal && code === '';
  return hasFallen || CONNECTION_LOST.has(code) || name === 'KnexTimeoutError' || isRetryable(error);
}

async function withRetries<T>(knex: Knex, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await knex.transaction(work);
    } catch (error) {
      if (attempt >= ATTEMPTS || !isRetryable(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE * 2 ** attempt * Math.random()));
    }
  }
}

function isCrowded(knex: Knex): boolean {
  const pool: { numPendingAcquires(): number } = knex.client.pool;
  return pool.numPendingAcquires() >= MOST_WAITING;
}

type Constructor = new (...args: unknown[]) => { query(connection: unknown, sql: string): Promise<unknown> };

/**
 * The dialect of the embedded database: knex's for better-sqlite3 upon libsql, which has the same interface and comes
 * with prebuilt binaries. A transaction takes the write lock when it begins, so that it never fails half-way.
 */
function embeddedClient(): typeof Knex.Client {
  const Dialect = require('knex/lib/dialects/better-sqlite3') as Constructor;
  const Transaction = require('knex/lib/dialects/sqlite3/execution/sqlite-transaction') as Constructor;
  class ImmediateTransaction extends Transaction {
    begin(connection: unknown): Promise<unknown> {
      return this.query(connection, 'BEGIN IMMEDIATE;');
    }
  }
  class Embedded extends Dialect {
    _driver(): unknown {
      return require('libsql');
    }
    transaction(...args: unknown[]): ImmediateTransaction {
      return new ImmediateTransaction(this, ...args);
    }
  }
  return Embedded as unknown as typeof Knex.Client;
}

interface RawEmbedded {
  exec(sql: string): void;
  close(): void;
}

const EMBEDDED_PRAGMAS = `
  PRAGMA busy_timeout = 10000;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
`;

/** Runs a statement again while another process holds the file: some of them do not wait by themselves. */
async function execPatiently(connection: RawEmbedded, sql: string): Promise<void> {
  for (let waited = 0; ; waited += BUSY_PAUSE) {
    try {
      return connection.exec(sql);
    } catch (error) {
      if (!isRetryable(error) || waited >= LOCK_SECONDS * 1000) throw error;
      await new Promise((resolve) => setTimeout(resolve, BUSY_PAUSE));
    }
  }
}

function openEmbedded(url: string): Database {
  const filename = url.slice('file:'.length);
  mkdirSync(dirname(filename), { recursive: true });
  const knex = createKnex({
    client: embeddedClient(),
    connection: { filename },
    useNullAsDefault: true,
    acquireConnectionTimeout: ACQUIRE_TIMEOUT,
    log: SILENT,
    pool: {
      min: 1,
      max: 1,
      afterCreate: (connection: RawEmbedded, done: (error: Error | null, connection: unknown) => void) => {
        execPatiently(connection, EMBEDDED_PRAGMAS).then(
          () => done(null, connection),
          (error: Error) => done(error, connection),
        );
      },
    },
  });
  return {
    knex,
    transaction: (work) => withRetries(knex, work),
    exclusively: (work) => withLockFile(`${filename}.lock`, work),
    isCrowded: () => isCrowded(knex),
    close: () => knex.destroy(),
  };
}

/** An exclusive lock that the operating system takes back when its holder dies: a transaction on a file beside the data. */
async function withLockFile<T>(path: string, work: () => Promise<T>): Promise<T> {
  const Libsql = require('libsql') as new (path: string) => RawEmbedded;
  const lock = new Libsql(path);
  try {
    await execPatiently(lock, 'BEGIN EXCLUSIVE');
    return await work();
  } finally {
    lock.close();
  }
}

interface ServerConnection {
  query(sql: string, done: (error: DriverError | null) => void): void;
  destroy(): void;
  __knex__disposed?: unknown;
}

interface ServerDialect {
  connectionSettings: object;
  acquireRawConnection(): Promise<ServerConnection>;
  _query(connection: ServerConnection, query: unknown): Promise<unknown>;
}

function run(connection: ServerConnection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => connection.query(sql, (error) => (error ? reject(error) : resolve())));
}

/** Reads see what was committed before them on any node. A server without a cluster does not know the word. */
async function joinCluster(connection: ServerConnection): Promise<void> {
  await run(connection, 'select 1');
  await run(connection, 'set session wsrep_sync_wait = 1').catch((error: DriverError) => {
    if (error.errno !== UNKNOWN_VARIABLE) throw error;
  });
}

/**
 * One pool for the nodes of a cluster. All connections go to one node, so that instances do not meet as rivals on two,
 * until it fails: then to the next that answers. A connection to a node that has lost its cluster is not used again.
 */
function clusterClient(nodes: readonly object[]): typeof Knex.Client {
  const Dialect = require('knex/lib/dialects/mysql2') as new (...args: unknown[]) => ServerDialect;
  let first = 0;
  class Cluster extends Dialect {
    override async acquireRawConnection(): Promise<ServerConnection> {
      for (let tried = 1; ; tried += 1) {
        const node = first;
        this.connectionSettings = nodes[node] ?? {};
        try {
          return await this.greet(await super.acquireRawConnection());
        } catch (error) {
          if (first === node) first = (node + 1) % nodes.length;
          if (tried >= nodes.length) throw error;
        }
      }
    }
    private async greet(connection: ServerConnection): Promise<ServerConnection> {
      try {
        await joinCluster(connection);
        return connection;
      } catch (error) {
        connection.destroy();
        throw error;
      }
    }
    override async _query(connection: ServerConnection, query: unknown): Promise<unknown> {
      try {
        return await super._query(connection, query);
      } catch (error) {
        const { errno } = error as DriverError;
        if (errno === NODE_WITHOUT_CLUSTER || errno === COMMIT_IN_DOUBT) connection.__knex__disposed = error;
        throw error;
      }
    }
  }
  return Cluster as unknown as typeof Knex.Client;
}

function toConnection(url: string) {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    charset: 'utf8mb4',
    timezone: 'Z',
    connectTimeout: 5_000,
    decimalNumbers: true,
  };
}

function openServer(urls: readonly string[]): Database {
  const nodes = urls.map(toConnection);
  const knex = createKnex({
    client: nodes.length > 1 ? clusterClient(nodes) : 'mysql2',
    acquireConnectionTimeout: ACQUIRE_TIMEOUT,
    log: SILENT,
    connection: nodes[0],
    pool: { min: 0, max: POOL_SIZE },
  });
  return {
    knex,
    transaction: (work) => withRetries(knex, work),
    exclusively: (work) => withNamedLock(knex, work),
    isCrowded: () => isCrowded(knex),
    close: () => knex.destroy(),
  };
}

/** A named lock of the server, held by one connection of its own, with which it falls. */
async function withNamedLock<T>(knex: Knex, work: () => Promise<T>): Promise<T> {
  const connection: ServerConnection = await knex.client.acquireConnection();
  try {
    // A lock's name may have 64 characters, which a database's name alone may fill.
    const name = knex.raw('concat(?, left(sha2(database(), 256), 40))', [`${LOCK_NAME}:`]);
    const [[row]] = await knex.raw('select get_lock(?, ?) as held', [name, LOCK_SECONDS]).connection(connection);
    if (Number(row?.held) !== 1) throw new Error('the migration lock was not to be had: another process holds it');
    try {
      return await work();
    } finally {
      await knex
        .raw('select release_lock(?)', [name])
        .connection(connection)
        .catch((error: unknown) => {
          connection.__knex__disposed = error;
        });
    }
  } finally {
    await knex.client.releaseConnection(connection);
  }
}

/** Opens the database of a `DATABASE_URL`. Connects lazily: a server that is away is no error here. */
export function openDatabase(url: string): Database {
  return url.startsWith('file:') ? openEmbedded(url) : openServer(databaseNodes(url));
}

/** The addresses of a `DATABASE_URL`: one, or the nodes of a cluster, comma separated. */
export function databaseNodes(url: string): string[] {
  if (url.startsWith('file:')) return [url];
  return url.split(',').map((node) => node.trim());
}

function isServer(knex: Knex): boolean {
  return knex.client.driverName === 'mysql2';
}

/**
 * Orders rows by the columns of an index and leaves those after a place, so that a table of any size is walked page by
 * page. The servers find the place in the index only where the comparison is written out column by column, the embedded
 * database only where it is not.
 */
export function seekAfter(
  knex: Knex,
  columns: readonly string[],
  after: readonly (string | number)[] | undefined,
): (query: Knex.QueryBuilder) => void {
  return (query) => {
    void query.orderBy([...columns]);
    if (!after) return;
    if (!isServer(knex)) {
      const names = columns.map(() => '??').join(', ');
      return void query.whereRaw(`(${names}) > (${after.map(() => '?').join(', ')})`, [...columns, ...after]);
    }
    void query.where((any) => {
      for (const [last, column] of columns.entries())
        void any.orWhere((all) => {
          for (const [index, equal] of columns.slice(0, last).entries()) void all.where(equal, after[index] ?? '');
          void all.where(column, '>', after[last] ?? '');
        });
    });
  };
}

/** True when a table has an index or unique key of that name. */
async function hasIndex(knex: Knex, table: string, index: string): Promise<boolean> {
  const found = isServer(knex)
    ? await knex('information_schema.statistics')
        .where({ table_name: table, index_name: index, table_schema: knex.raw('database()') })
        .first('index_name')
    : await knex('sqlite_master').where({ type: 'index', tbl_name: table, name: index }).first('name');
  return found !== undefined;
}

/** The columns of an index, or of a unique key. */
type Index = string[] | { unique: string[] };

/** Gives a table an index by its name, unless it has it already. */
export async function addIndex(knex: Knex, name: string, indexName: string, index: Index): Promise<void> {
  if (await hasIndex(knex, name, indexName)) return;
  await knex.schema.alterTable(name, (table) => {
    if (Array.isArray(index)) table.index(index, indexName);
    else table.unique(index.unique, { indexName });
  });
}

/** Gives a table a column, unless it has it already. */
export async function addColumn(
  knex: Knex,
  name: string,
  column: string,
  build: (table: Knex.AlterTableBuilder) => void,
): Promise<void> {
  if (!(await knex.schema.hasColumn(name, column))) await knex.schema.alterTable(name, build);
}

/** Lets a column hold texts of up to 16 MB; the embedded database knows no limit. */
export async function widenText(knex: Knex, name: string, column: string): Promise<void> {
  if (isServer(knex))
    await knex.schema.alterTable(name, (table) => void table.text(column, 'mediumtext').notNullable().alter());
}

/**
 * Makes a table as every table here is: identifiers compared byte by byte, each index by its name. What is there
 * already was made by a process that was killed before it could say so, and stays.
 */
export async function createTable(
  knex: Knex,
  name: string,
  build: (table: Knex.CreateTableBuilder) => void,
  indexes: Record<string, Index> = {},
): Promise<void> {
  if (!(await knex.schema.hasTable(name))) {
    await knex.schema.createTable(name, (table) => {
      if (isServer(knex)) {
        table.charset('utf8mb4');
        table.collate('utf8mb4_bin');
      }
      build(table);
    });
  }
  for (const [indexName, index] of Object.entries(indexes)) await addIndex(knex, name, indexName, index);
}
