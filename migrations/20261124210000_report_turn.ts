import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/**
 * Counts the changes of a day's reports, by which instances know that figures that they remember still hold. Each instance
 * counts in a lane of its own, so that none waits for another's commit.
 */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_report_turn', (table) => {
    table.integer('campaign_id').notNullable();
    table.string('day', 10).notNullable();
    table.integer('lane').notNullable();
    table.integer('turn').notNullable();
    table.primary(['campaign_id', 'day', 'lane'], 'checkin_report_turn_pk');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_report_turn');
}
