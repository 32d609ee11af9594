import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** Everybody whom the roster has ever known, by the number the school gave: 学号 or 工号. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_person', (table) => {
    table.string('person_no', 32).notNullable().primary();
    table.string('person_type', 8).notNullable();
    table.string('name', 64).notNullable();
    table.bigInteger('updated_at').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_person');
}
