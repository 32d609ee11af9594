import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** Each submission of a report. Nothing here is ever changed; answers and flags are sealed together. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_report_revision', (table) => {
    table.integer('campaign_id').notNullable();
    table.string('day', 10).notNullable();
    table.string('person_no', 32).notNullable();
    table.integer('revision').notNullable();
    table.integer('form_version').notNullable();
    table.string('status', 12).notNullable();
    table.text('sealed').notNullable();
    table.string('receipt', 24).notNullable();
    table.bigInteger('submitted_at').notNullable();
    table.primary(['campaign_id', 'day', 'person_no', 'revision'], 'checkin_report_revision_pk');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_report_revision');
}
