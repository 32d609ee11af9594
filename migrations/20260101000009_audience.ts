import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** Who is exempt in a campaign, from a day until the next version's day. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_audience', (table) => {
    table.integer('campaign_id').notNullable();
    table.string('from_day', 10).notNullable();
    table.text('exclude').notNullable();
    table.text('follow_up').notNullable();
    table.primary(['campaign_id', 'from_day'], 'checkin_audience_pk');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_audience');
}
