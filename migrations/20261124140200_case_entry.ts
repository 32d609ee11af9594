import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** What was done and found about a case, in order; nothing here is ever changed. What was written is sealed. */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_case_entry',
    (table) => {
      table.integer('case_id').notNullable();
      table.integer('sequence').notNullable();
      table.string('kind', 12).notNullable();
      table.string('day', 10).notNullable();
      table.text('sealed').notNullable();
      table.string('by_no', 32).notNullable();
      table.string('by_name', 64).notNullable();
      table.string('by_duty', 16).notNullable();
      table.bigInteger('at').notNullable();
      table.primary(['case_id', 'sequence'], 'checkin_case_entry_pk');
    },
    { checkin_case_entry_day: ['day', 'kind', 'case_id'] },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_case_entry');
}
