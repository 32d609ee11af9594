import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Knex } from 'knex';
import type { Database } from './database';

const FOLDER = join(__dirname, '../../migrations');
const CONFIG = {
  tableName: 'checkin_migration',
  disableMigrationsListValidation: true,
  disableTransactions: true,
} as const;

/** Migrations by their file names without extension, so that a build and its sources are the same to the table. */
const SOURCE: Knex.MigrationSource<string> = {
  getMigrations: async () =>
    readdirSync(FOLDER)
      .filter((file) => /\.(js|ts)$/.test(file) && !file.endsWith('.d.ts'))
      .map((file) => file.replace(/\.(js|ts)$/, ''))
      .sort(),
  getMigrationName: (name) => name,
  getMigration: async (name) => require(join(FOLDER, name)) as Knex.Migration,
};

/**
 * Brings the tables up to date and answers the names of the steps taken. Safe when several processes start at once, and
 * after one was killed at it: the lock is the database's own and falls with its holder, and each step can be taken again.
 */
export function migrate(database: Database): Promise<string[]> {
  return database.exclusively(async () => {
    const config = { ...CONFIG, migrationSource: SOURCE };
    await database.knex.migrate.forceFreeMigrationsLock(config);
    const [, taken] = (await database.knex.migrate.latest(config)) as [number, string[]];
    return taken;
  });
}

/** The names of the steps that the tables still lack. */
export async function pendingMigrations(database: Database): Promise<string[]> {
  const known = await SOURCE.getMigrations([]);
  if (!(await database.knex.schema.hasTable(CONFIG.tableName))) return known;
  const done = new Set(await database.knex(CONFIG.tableName).pluck<string[]>('name'));
  return known.filter((name) => !done.has(name));
}
