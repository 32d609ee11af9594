import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** What staff of an import that waits are to be responsible for. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_roster_wanted_scope', (table) => {
    table.string('import_id', 26).notNullable();
    table.string('person_no', 32).notNullable();
    table.integer('place').notNullable();
    table.string('duty', 16).notNullable();
    table.string('kind', 16).notNullable();
    table.string('code', 64).notNullable();
    table.primary(['import_id', 'person_no', 'place'], 'checkin_roster_wanted_scope_pk');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_roster_wanted_scope');
}
