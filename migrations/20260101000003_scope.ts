import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** What a member of staff is responsible for from a day (included) to a day (excluded). */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_scope',
    (table) => {
      table.string('person_no', 32).notNullable();
      table.string('duty', 16).notNullable();
      table.string('kind', 16).notNullable();
      table.string('code', 64).notNullable();
      table.string('from_day', 10).notNullable();
      table.string('until_day', 10).notNullable();
      table.primary(['person_no', 'duty', 'kind', 'code', 'from_day'], 'checkin_scope_pk');
    },
    { checkin_scope_code: ['kind', 'code', 'from_day', 'until_day'] },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_scope');
}
