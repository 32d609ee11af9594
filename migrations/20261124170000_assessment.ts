import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/**
 * A week of a campaign as it was confirmed: the figures of all departments, which nothing changes any more. The key lets
 * one of two who confirm at once win.
 */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_assessment', (table) => {
    table.integer('campaign_id').notNullable();
    table.string('week', 8).notNullable();
    table.string('from_day', 10).notNullable();
    table.string('to_day', 10).notNullable();
    table.text('figures', 'mediumtext').notNullable();
    table.bigInteger('confirmed_at').notNullable();
    table.string('confirmed_by', 32).notNullable();
    table.string('confirmer_name', 64).notNullable();
    table.primary(['campaign_id', 'week'], 'checkin_assessment_pk');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_assessment');
}
