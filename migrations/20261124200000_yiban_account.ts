import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** Under which account people came in from 易班, and the right that they gave to write to them; the right is sealed. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_yiban_account', (table) => {
    table.string('person_no', 32).notNullable().primary();
    table.string('user_id', 32).notNullable();
    table.text('sealed').notNullable();
    table.bigInteger('expires_at').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_yiban_account');
}
