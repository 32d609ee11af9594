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

async function tablesOf({ knex }: Database): Promise<string[]> {
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
