import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** One row, renewed with every change of a campaign, by which instances know that what they remember still holds. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_campaign_epoch', (table) => {
    table.integer('id').notNullable().primary();
    table.string('epoch', 32).notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_campaign_epoch');
}
