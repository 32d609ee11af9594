import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** A reminder that was sent: by whom, about which day, how many it was for and how it went. Names nobody. */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_reminder',
    (table) => {
      table.string('id', 25).notNullable().primary();
      table.integer('campaign_id').notNullable();
      table.string('day', 10).notNullable();
      table.bigInteger('at').notNullable();
      table.string('sender_no', 32).notNullable();
      table.string('sender_name', 64).notNullable();
      table.string('channel', 8).notNullable();
      table.string('state', 8).notNullable();
      table.integer('targeted').notNullable();
      table.integer('skipped').notNullable();
      table.integer('delivered').notNullable();
      table.integer('failed').notNullable();
      table.string('trouble', 200).notNullable();
    },
    { checkin_reminder_day: ['campaign_id', 'day', 'id'] },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_reminder');
}
