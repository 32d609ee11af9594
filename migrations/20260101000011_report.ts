import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** A student's report of a day as it stands: its state and which revision holds. */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_report',
    (table) => {
      table.integer('campaign_id').notNullable();
      table.string('day', 10).notNullable();
      table.string('person_no', 32).notNullable();
      table.string('status', 12).notNullable();
      table.integer('revision').notNullable();
      table.integer('decisions').notNullable();
      table.bigInteger('submitted_at').notNullable();
      table.primary(['campaign_id', 'day', 'person_no'], 'checkin_report_pk');
    },
    {
      checkin_report_person: ['person_no', 'campaign_id', 'day'],
      checkin_report_queue: ['campaign_id', 'status', 'submitted_at', 'person_no'],
    },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_report');
}
