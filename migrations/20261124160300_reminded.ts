import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** How often somebody was reminded on a day, and when last: one row a person, so that two reminders at once do not double. */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_reminded',
    (table) => {
      table.integer('campaign_id').notNullable();
      table.string('day', 10).notNullable();
      table.string('person_no', 32).notNullable();
      table.integer('times').notNullable();
      table.bigInteger('last_at').notNullable();
      table.string('reminder_id', 25).notNullable();
      table.primary(['campaign_id', 'day', 'person_no'], 'checkin_reminded_pk');
    },
    { checkin_reminded_reminder: ['reminder_id'] },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_reminded');
}
