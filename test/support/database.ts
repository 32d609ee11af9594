import { type Database, openDatabase } from '../../plugin/kernel/database';
import { migrate } from '../../plugin/kernel/migrate';

/** The database of this run, its tables up to date. Close it after the tests. */
export async function openTestDatabase(): Promise<Database> {
  const url = process.env.CHECKIN_TEST_DATABASE_URL;
  if (!url) throw new Error('CHECKIN_TEST_DATABASE_URL is not set: run the tests by test/run.ts');
  const database = openDatabase(url);
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

/** Takes every row out of the module's tables, for the next test to begin with nothing. */
export async function clearTables(database: Database): Promise<void> {
  const tables = await tablesOf(database);
  await database.transaction(async (tx) => {
    for (const table of tables) await tx(table).delete();
  });
}

/** Rows by table. */
export type Rows = Map<string, Record<string, unknown>[]>;

/** All rows of the module's tables. */
export async function readRows(database: Database): Promise<Rows> {
  const rows: Rows = new Map();
  for (const table of await tablesOf(database)) rows.set(table, await database.knex(table));
  return rows;
}

/** Puts rows back that {@link readRows} gave, into tables that are empty. */
export async function putRows(database: Database, rows: Rows): Promise<void> {
  await database.transaction(async (tx) => {
    for (const [table, each] of rows) if (each.length > 0) await tx(table).insert(each);
  });
}

/** The module's tables, but for those that keep which migrations were taken. */
export async function tablesOf({ knex }: Database): Promise<string[]> {
  const isServer = knex.client.config.client === 'mysql2';
  // MySQL names the columns of its catalogue in capitals: hence the alias.
  const tables: { name: string }[] = isServer
    ? await knex('information_schema.tables')
        .where({ table_schema: knex.raw('database()') })
        .select('table_name as name')
    : await knex('sqlite_master').where({ type: 'table' }).select('name');
  const names = tables.map(({ name }) => name);
  return names.filter((name) => name.startsWith('checkin_') && !name.startsWith('checkin_migration'));
}

/** The columns that hold texts or bytes of any length, as `table.column`, sorted. */
export async function longColumns(database: Database): Promise<string[]> {
  const found: string[] = [];
  for (const table of await tablesOf(database)) {
    const columns = await database.knex(table).columnInfo();
    for (const [column, { type }] of Object.entries(columns))
      if (/text|blob/i.test(type)) found.push(`${table}.${column}`);
  }
  return found.sort();
}
