import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** Who acknowledged which version of a privacy notice, and when first. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_acknowledgement', (table) => {
    table.integer('campaign_id').notNullable();
    table.string('person_no', 32).notNullable();
    table.string('version', 12).notNullable();
    table.bigInteger('at').notNullable();
    table.primary(['campaign_id', 'person_no', 'version'], 'checkin_acknowledgement_pk');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_acknowledgement');
}
