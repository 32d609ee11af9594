import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** A part of a roster file that was uploaded, sealed: any instance can read it, and nobody who has the database alone. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_roster_chunk', (table) => {
    table.string('import_id', 26).notNullable();
    table.integer('file_no').notNullable();
    table.integer('chunk_no').notNullable();
    // The embedded database takes bytes in a column of any such name; the servers' smaller ones end at 64 KB.
    table.specificType('sealed', 'mediumblob').notNullable();
    table.primary(['import_id', 'file_no', 'chunk_no'], 'checkin_roster_chunk_pk');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_roster_chunk');
}
