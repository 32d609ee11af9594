import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** The robot of a department's or the school's chat group. Its address and secret are sealed. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'checkin_robot', (table) => {
    table.string('target_kind', 12).notNullable();
    table.string('target_code', 64).notNullable();
    table.string('kind', 12).notNullable();
    table.text('sealed').notNullable();
    table.string('hint', 8).notNullable();
    table.string('version', 25).notNullable();
    table.text('recent').notNullable();
    table.string('set_by_no', 32).notNullable();
    table.string('set_by_name', 64).notNullable();
    table.bigInteger('set_at').notNullable();
    table.primary(['target_kind', 'target_code'], 'checkin_robot_pk');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_robot');
}
