import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** The keys that may have sealed something here, by their ids: an instance that lacks one of them does not start. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_data_key', (table) => {
    table.string('id', 32).notNullable().primary();
    table.bigInteger('first_used_at').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_data_key');
}
