import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/**
 * Counts the changes of a day's reports by class, so that an instance that remembers figures counts anew those of the
 * classes alone in which something has changed. `roster` is the version of the roster by which the class was found. The
 * table `checkin_report_turn` counts the same by day: where it has counted more, an instance of an older version has
 * changed something, or somebody who knew an older roster.
 */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_class_turn', (table) => {
    table.integer('campaign_id').notNullable();
    table.string('day', 10).notNullable();
    table.integer('roster').notNullable();
    table.string('class_code', 64).notNullable();
    table.integer('lane').notNullable();
    table.integer('turn').notNullable();
    table.primary(['campaign_id', 'day', 'roster', 'class_code', 'lane'], 'checkin_class_turn_pk');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_class_turn');
}
