import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** People whom the host calls otherwise than the roster: for the student-affairs office to settle. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_name_mismatch', (table) => {
    table.string('person_no', 32).notNullable().primary();
    table.string('host_name', 128).notNullable();
    table.bigInteger('seen_at').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_name_mismatch');
}
