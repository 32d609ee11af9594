import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** How many values of which kind were erased on a day, and how many of them the trail knows. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_erasure', (table) => {
    table.string('day', 10).notNullable();
    table.string('campaign_code', 64).notNullable();
    table.string('what', 64).notNullable();
    table.integer('erased').notNullable();
    table.integer('recorded').notNullable();
    table.primary(['day', 'campaign_code', 'what'], 'checkin_erasure_pk');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_erasure');
}
