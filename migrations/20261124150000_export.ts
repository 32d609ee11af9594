import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** A file that somebody asked for: which rows, how far it is. `run` names the run that may write it. */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_export',
    (table) => {
      table.string('id', 24).notNullable().primary();
      table.string('owner_no', 32).notNullable();
      table.string('owner_name', 64).notNullable();
      table.integer('campaign_id').notNullable();
      table.text('filter').notNullable();
      table.string('format', 4).notNullable();
      table.string('state', 8).notNullable();
      table.string('run', 16);
      table.integer('rows_done').notNullable();
      table.integer('rows_total');
      table.integer('people');
      table.bigInteger('size');
      table.string('reason', 200);
      table.bigInteger('created_at').notNullable();
      table.bigInteger('expires_at');
    },
    {
      checkin_export_owner: ['owner_no', 'campaign_id', 'created_at', 'id'],
      checkin_export_state: ['state', 'created_at'],
      checkin_export_expiry: ['state', 'expires_at'],
    },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_export');
}
