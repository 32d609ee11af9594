import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/**
 * A department's brief of a day, frozen as it was reported; nothing here is ever changed, and the key lets one of two
 * who report at once win. Counts are plain; the text, its names, the remark and the follow-ups are sealed together.
 */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_brief',
    (table) => {
      table.integer('campaign_id').notNullable();
      table.string('day', 10).notNullable();
      table.string('department_code', 64).notNullable();
      table.text('figures').notNullable();
      table.text('sealed', 'mediumtext').notNullable();
      table.bigInteger('due_at').notNullable();
      table.boolean('on_time').notNullable();
      table.bigInteger('submitted_at').notNullable();
      table.string('submitted_by', 32).notNullable();
      table.string('submitter_name', 64).notNullable();
      table.string('submitter_duty', 16).notNullable();
      table.primary(['campaign_id', 'day', 'department_code'], 'checkin_brief_pk');
    },
    { checkin_brief_day: ['day', 'department_code'] },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_brief');
}
