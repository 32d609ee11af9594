import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** What has to be done once by whichever instance comes first: the unique slot lets one of them win, a lease frees it. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_job', (table) => {
    table.string('name', 32).notNullable();
    table.string('slot', 128).notNullable();
    table.string('state', 8).notNullable();
    table.integer('attempts').notNullable();
    table.bigInteger('lease_until').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.primary(['name', 'slot'], 'checkin_job_pk');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_job');
}
