import type { Knex } from 'knex';
import { addColumn, addIndex } from '../plugin/kernel/database';

/** In which duty somebody looked, and the record whose people a record is about: whoever fetches a file looks at all of them. */
export async function up(knex: Knex): Promise<void> {
  await addColumn(knex, 'checkin_audit', 'actor_duty', (table) =>
    table.string('actor_duty', 64).notNullable().defaultTo(''),
  );
  await addColumn(knex, 'checkin_audit', 'about', (table) => table.string('about', 26));
  await addIndex(knex, 'checkin_audit', 'checkin_audit_about', ['about']);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('checkin_audit', (table) => table.dropIndex(['about'], 'checkin_audit_about'));
  await knex.schema.alterTable('checkin_audit', (table) => table.dropColumn('about'));
  await knex.schema.alterTable('checkin_audit', (table) => table.dropColumn('actor_duty'));
}
