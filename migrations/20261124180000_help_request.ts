import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** What was sent to the help desk, sealed; a person is named only where they were signed in. The desk's note is sealed. */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_help_request',
    (table) => {
      table.string('receipt', 24).notNullable().primary();
      table.bigInteger('sent_at').notNullable();
      table.string('question', 16).notNullable();
      table.string('person_no', 32);
      table.text('sealed').notNullable();
      table.string('state', 8).notNullable();
      table.text('note');
      table.string('settled_by_no', 32);
      table.string('settled_by_name', 64);
      table.bigInteger('settled_at');
    },
    { checkin_help_request_state: ['state', 'sent_at', 'receipt'] },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_help_request');
}
