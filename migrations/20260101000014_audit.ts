import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** Who did what to how many people, when. Never holds what they answered. */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_audit',
    (table) => {
      table.string('id', 26).notNullable().primary();
      table.bigInteger('at').notNullable();
      table.string('actor_no', 32).notNullable();
      table.string('actor_name', 64).notNullable();
      table.string('action', 32).notNullable();
      table.string('campaign_code', 64);
      table.integer('people').notNullable();
      table.text('detail').notNullable();
    },
    { checkin_audit_at: ['at'], checkin_audit_actor: ['actor_no', 'at'] },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_audit');
}
