import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** The module's own key pairs, by which a host knows its messages; the private half is sealed. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_module_key', (table) => {
    table.integer('sequence').notNullable().primary();
    table.string('kid', 64).notNullable();
    table.text('public_key').notNullable();
    table.text('sealed').notNullable();
    table.bigInteger('made_at').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_module_key');
}
