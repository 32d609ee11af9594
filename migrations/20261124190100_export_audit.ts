import type { Knex } from 'knex';
import { addColumn } from '../plugin/kernel/database';

/** The record of the trail that holds whom a finished file is about. */
export async function up(knex: Knex): Promise<void> {
  await addColumn(knex, 'checkin_export', 'audit_id', (table) => table.string('audit_id', 26));
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('checkin_export', (table) => table.dropColumn('audit_id'));
}
