import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** Single-use codes that carry a person from a frame that drops cookies to the top level. */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_handoff',
    (table) => {
      table.string('digest', 43).notNullable().primary();
      table.string('person_no', 32).notNullable();
      table.string('entry', 16).notNullable();
      table.bigInteger('expires_at').notNullable();
    },
    { checkin_handoff_expiry: ['expires_at'] },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_handoff');
}
