import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** What is asked and what raises a flag, from a day until the next version's day. */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_form_version',
    (table) => {
      table.integer('campaign_id').notNullable();
      table.integer('version').notNullable();
      table.string('from_day', 10).notNullable();
      table.text('form', 'mediumtext').notNullable();
      table.text('flags', 'mediumtext').notNullable();
      table.primary(['campaign_id', 'version'], 'checkin_form_version_pk');
    },
    { checkin_form_version_day: { unique: ['campaign_id', 'from_day'] } },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_form_version');
}
