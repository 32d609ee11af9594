import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { knex as createKnex, type Knex } from 'knex';
import { clusterClient, NODE_WITHOUT_CLUSTER, type Position, type ServerConnection } from './cluster';

/** Proof that a transaction is open: every write demands one. */
export type Tx = Knex.Transaction;
/** Something to read through: the pool, or an open transaction. */
export type Db = Knex | Tx;

/** The module's database. What the servers do differently is in this file and nowhere else. */
export interface Database {
  /** For reads outside a transaction. */
  readonly knex: Knex;
  /** All that hold connections, `knex` among them. */
  readonly pools: readonly Knex[];
  /** Runs `work` in one transaction, again from its start when the server gave it up to a rival. Answers after commit. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Makes changes that are known beforehand, in their order and in one transaction, which a server is sent in one piece.
   * Answers after commit. Throws {@link Overtaken} where one finds another number of rows than it must, and what the server
   * throws where it gave them up to a rival; then nothing is kept, and whoever reads {@link again} may try again.
   */
  write(changes: readonly Write[]): Promise<void>;
  /** Runs `work` while no other process that shares this database does; the lock falls when its holder dies. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A change that {@link Database.write} makes. */
export interface Write {
  query: Knex.QueryBuilder;
  /** How many rows it must find; where nothing is said, any number will do. */
  rows?: number;
}

/** Somebody else has changed a row between reading and writing. */
export class Overtaken extends Error {}

/** How the connections of a process are used: those that work, those at hand, and who waits for one. */
export interface PoolUse {
  used: number;
  idle: number;
  waiting: number;
}

/** The connections of this process to its database, as they are used now. */
export function poolUse({ pools }: Database): PoolUse {
  const use = { used: 0, idle: 0, waiting: 0 };
  for (const { client } of pools) {
    use.used += client.pool.numUsed();
    use.idle += client.pool.numFree();
    use.waiting += client.pool.numPendingAcquires();
  }
  return use;
}

/** True while so many wait for a connection that whoever comes now had better come later. */
export function isCrowded(database: Database): boolean {
  return poolUse(database).waiting >= MOST_WAITING;
}

const ATTEMPTS = 5;
const LOCK_NAME = 'checkin_migration';
const LOCK_SECONDS = 120;
const BUSY_PAUSE = 50;
const RETRY_PAUSE = 50;
const POOL_SIZE = 10;
/** Connections that take several statements at once, for {@link Database.write} alone: nothing else may end a statement. */
const WRITERS = 4;
const ACQUIRE_TIMEOUT = 10_000;
/** So long a statement of {@link Database.write} waits for a lock, whoever holds it, before it is tried again. */
const LOCK_WAIT_SECONDS = 10;
/** Far longer than such statements wait: MariaDB owes an answer for good where it is told to kill between two of a packet. */
const WRITE_TIMEOUT = 60_000;
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

/** Names for it of knex: it had no connection to give, or not its own lock of migrations, which nobody but us can hold. */
const UNAVAILABLE_NAMES = new Set(['KnexTimeoutError', 'MigrationLocked']);

/** True when the database cannot be reached at the moment. What the driver says of a line that fell has no code. */
export function isUnavailable(error: unknown): boolean {
  const { code = '', name = '', fatal = false } = error as DriverError & { name?: string; fatal?: boolean };
  const hasFallen = fatal && code === '';
  return hasFallen || CONNECTION_LOST.has(code) || UNAVAILABLE_NAMES.has(name) || isRetryable(error);
}

/** Does something again from its start, five times at most, while it was given up to a rival, or fails as `also` says. */
export async function again<T>(work: () => Promise<T>, also = (_: unknown) => false): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= ATTEMPTS || !(isRetryable(error) || also(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE * 2 ** attempt * Math.random()));
    }
  }
}

/** A query as knex hands it to a driver. */
interface Asked {
  sql: string;
  bindings: unknown;
  options?: { rowsAsArray?: boolean };
  response?: unknown;
}

type Constructor = new (
  ...args: unknown[]
) => {
  query(connection: unknown, sql: string): Promise<unknown>;
  _query(connection: unknown, asked: Asked): Promise<Asked>;
  _formatBindings(bindings: unknown): unknown;
};

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
    override async _query(connection: RawEmbedded, asked: Asked): Promise<Asked> {
      try {
        return await this.ask(connection, asked);
      } catch (error) {
        // Such a statement stays half-way until it is collected as garbage, and lets no commit pass.
        const isHalfWay = asked.sql === COMMIT || isRetryable(error);
        if (isHalfWay) connection.__knex__disposed = error;
        // To knex a transaction whose commit failed is over.
        if (asked.sql === COMMIT && connection.inTransaction) connection.exec('ROLLBACK');
        throw error;
      }
    }
    private async ask(connection: RawEmbedded, asked: Asked): Promise<Asked> {
      if (!asked.options?.rowsAsArray) return super._query(connection, asked);
      asked.response = connection.prepare(asked.sql).raw().all(this._formatBindings(asked.bindings));
      return asked;
    }
  }
  return Embedded as unknown as typeof Knex.Client;
}

/** As knex writes it. */
const COMMIT = 'COMMIT;';

interface RawEmbedded {
  readonly inTransaction: boolean;
  __knex__disposed?: unknown;
  exec(sql: string): void;
  prepare(sql: string): { raw(): { all(bindings: unknown): unknown[][] } };
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
    pools: [knex],
    transaction: (work) => again(() => knex.transaction(work)),
    write: (changes) => knex.transaction((tx) => writeInTurn(tx, changes)),
    exclusively: (work) => withLockFile(`${filename}.lock`, work),
    close: () => knex.destroy(),
  };
}

async function writeInTurn(tx: Tx, changes: readonly Write[]): Promise<void> {
  for (const { query, rows } of changes) {
    const found: unknown = await query.transacting(tx);
    if (rows !== undefined && found !== rows) throw new Overtaken();
  }
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

function openServer(urls: readonly string[], writeTimeout: number): Database {
  const nodes = urls.map(toConnection);
  // Both pools speak to the same node.
  const position = { node: 0 };
  const knex = createPool(nodes, position, POOL_SIZE);
  const several = nodes.map((node) => ({ ...node, multipleStatements: true }));
  const patience = `set session innodb_lock_wait_timeout = ${LOCK_WAIT_SECONDS}, lock_wait_timeout = ${LOCK_WAIT_SECONDS}`;
  const writers = createPool(several, position, WRITERS, patience);
  const pools = [knex, writers];
  return {
    knex,
    pools,
    transaction: (work) => again(() => knex.transaction(work)),
    write: (changes) => writeInOnePiece(writers, changes, writeTimeout),
    exclusively: (work) => withNamedLock(knex, work),
    close: async () => void (await Promise.all(pools.map((pool) => pool.destroy()))),
  };
}

/** @param begin a statement with which each connection begins */
function createPool(nodes: readonly object[], position: Position, max: number, begin?: string): Knex {
  const afterCreate = (connection: ServerConnection, done: (error: unknown, connection: unknown) => void) =>
    begin ? connection.query(begin, (error) => done(error, connection)) : done(null, connection);
  return createKnex({
    client: nodes.length > 1 ? clusterClient(nodes, position) : 'mysql2',
    acquireConnectionTimeout: ACQUIRE_TIMEOUT,
    log: SILENT,
    connection: nodes[0],
    pool: { min: 0, max, afterCreate },
  });
}

/**
 * One packet holds the transaction from its beginning to its end, of which a server carries out no more than what comes
 * before a failure. Where rows are to be counted, the commit waits for that. A line that owes an answer is cut off; whether
 * the server keeps what it was sent there is not known, as with any line that falls.
 */
async function writeInOnePiece(writers: Knex, changes: readonly Write[], timeout: number): Promise<void> {
  const statements = changes.map(({ query }) => query.toSQL());
  const isCounted = changes.some(({ rows }) => rows !== undefined);
  const piece = ['begin', ...statements.map(({ sql }) => sql), ...(isCounted ? [] : ['commit'])].join(';\n');
  const bindings = statements.flatMap((statement) => statement.bindings);
  const connection: ServerConnection = await writers.client.acquireConnection();
  const ask = (sql: string, values: readonly Knex.RawBinding[] = []) =>
    writers.raw(sql, values).timeout(timeout).connection(connection);
  try {
    const [[, ...results]] = await ask(piece, bindings);
    if (!isCounted) return;
    for (const [index, { rows }] of changes.entries())
      if (rows !== undefined && results[index].affectedRows !== rows) throw new Overtaken();
    await ask('commit');
  } catch (error) {
    if (!connection.__knex__disposed) await ask('rollback').catch((reason: unknown) => discard(connection, reason));
    else discard(connection, error);
    throw error;
  } finally {
    await writers.client.releaseConnection(connection);
  }
}

function discard(connection: ServerConnection, reason: unknown): void {
  connection.__knex__disposed = reason;
  connection.destroy();
  // By itself it says goodbye, and waits for a server that may be frozen to say the same.
  connection.stream.destroy();
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

/**
 * Opens the database of a `DATABASE_URL`. Connects lazily: a server that is away is no error here.
 * @param writeTimeout milliseconds in which a server answers {@link Database.write}, or is taken for unavailable
 */
export function openDatabase(url: string, writeTimeout = WRITE_TIMEOUT): Database {
  return url.startsWith('file:') ? openEmbedded(url) : openServer(databaseNodes(url), writeTimeout);
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

/** Has a query answer each row as an array, in the order of its columns: where rows are many, objects take twice as long. */
export function asArrays(query: Knex.QueryBuilder): Knex.QueryBuilder {
  return query.options({ rowsAsArray: true });
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
