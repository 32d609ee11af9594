import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** Digests of launch tokens that were used: a token is good once, ever. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_spent_token', (table) => {
    table.string('digest', 43).notNullable().primary();
    table.bigInteger('spent_at').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_spent_token');
}
