import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** The times of day at which a campaign reminds by itself those who are missing. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_reminder_hour', (table) => {
    table.integer('campaign_id').notNullable();
    table.string('time', 5).notNullable();
    table.primary(['campaign_id', 'time'], 'checkin_reminder_hour_pk');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_reminder_hour');
}
