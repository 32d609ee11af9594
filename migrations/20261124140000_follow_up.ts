import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/**
 * What was entered about a class outside the app for a day, each time anew; the unique revision lets one of two win. How
 * many were reached, who is abnormal and the notes are sealed together.
 */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_follow_up', (table) => {
    table.integer('campaign_id').notNullable();
    table.string('day', 10).notNullable();
    table.string('class_code', 64).notNullable();
    table.integer('revision').notNullable();
    table.text('sealed', 'mediumtext').notNullable();
    table.string('by_no', 32).notNullable();
    table.string('by_name', 64).notNullable();
    table.string('by_duty', 16).notNullable();
    table.bigInteger('at').notNullable();
    table.primary(['campaign_id', 'day', 'class_code', 'revision'], 'checkin_follow_up_pk');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_follow_up');
}
