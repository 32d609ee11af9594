import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** A part of a finished file, sealed: half a megabyte, so that any instance takes it up and none holds a whole file. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_export_chunk', (table) => {
    table.string('export_id', 24).notNullable();
    table.integer('sequence').notNullable();
    // The embedded database takes bytes in a column of any such name; the servers' smaller ones end at 64 KB.
    table.specificType('sealed', 'mediumblob').notNullable();
    table.primary(['export_id', 'sequence'], 'checkin_export_chunk_pk');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_export_chunk');
}
