import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/**
 * A student who is looked after from a confirmed report, or from what was found outside the app, until it is closed. The
 * key of whom it is open for is empty once it is closed, so that nobody has two that are open.
 */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_case',
    (table) => {
      table.increments('id');
      table.integer('campaign_id').notNullable();
      table.string('person_no', 32).notNullable();
      table.string('open_of', 64);
      table.string('from_day', 10).notNullable();
      table.integer('entries').notNullable();
      table.bigInteger('opened_at').notNullable();
      table.bigInteger('noted_at');
      table.bigInteger('closed_at');
    },
    {
      checkin_case_open: { unique: ['open_of'] },
      checkin_case_person: ['person_no', 'campaign_id'],
      checkin_case_campaign: ['campaign_id', 'closed_at', 'opened_at'],
    },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_case');
}
