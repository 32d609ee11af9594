import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** What is wrong with rows of an import, in the order in which a reader meets them. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_roster_problem', (table) => {
    table.string('import_id', 26).notNullable();
    table.integer('sheet_no').notNullable();
    table.integer('row_no').notNullable();
    table.integer('place').notNullable();
    table.string('file', 512).notNullable();
    table.string('column_name', 64).notNullable();
    table.text('message').notNullable();
    table.primary(['import_id', 'sheet_no', 'row_no', 'place'], 'checkin_roster_problem_pk');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_roster_problem');
}
