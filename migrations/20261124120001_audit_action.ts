import type { Knex } from 'knex';
import { addIndex } from '../plugin/kernel/database';

/** The trail is searched by what was done: a change of a campaign among a million looks at health details. */
export async function up(knex: Knex): Promise<void> {
  await addIndex(knex, 'checkin_audit', 'checkin_audit_action', ['action', 'id']);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('checkin_audit', (table) => table.dropIndex(['action', 'id'], 'checkin_audit_action'));
}
