import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** One row, written by whoever changes the roster's past and whoever freezes a day of it: so that each waits for the other. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_roster_hold', (table) => {
    table.string('name', 16).notNullable();
    table.integer('turn').notNullable();
    table.primary(['name'], 'checkin_roster_hold_pk');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_roster_hold');
}
