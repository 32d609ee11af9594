import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** A student's telephone numbers, sealed. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_contact', (table) => {
    table.string('person_no', 32).notNullable().primary();
    table.text('sealed').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_contact');
}
