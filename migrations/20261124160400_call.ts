import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** A telephone call to somebody who has not reported: who made it and how it went. The note is sealed. */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_call',
    (table) => {
      table.string('id', 25).notNullable().primary();
      table.integer('campaign_id').notNullable();
      table.string('day', 10).notNullable();
      table.string('person_no', 32).notNullable();
      table.bigInteger('at').notNullable();
      table.string('outcome', 12).notNullable();
      table.text('note').notNullable();
      table.string('by_no', 32).notNullable();
      table.string('by_name', 64).notNullable();
      table.string('by_duty', 16).notNullable();
    },
    { checkin_call_person: ['person_no', 'campaign_id', 'day'] },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_call');
}
