import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** What students were told about their data (告知), word by word, in each version that anybody acknowledged. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_privacy_notice', (table) => {
    table.integer('campaign_id').notNullable();
    table.string('version', 12).notNullable();
    table.text('content').notNullable();
    table.bigInteger('at').notNullable();
    table.primary(['campaign_id', 'version'], 'checkin_privacy_notice_pk');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_privacy_notice');
}
