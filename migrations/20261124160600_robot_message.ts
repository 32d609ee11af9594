import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** What a robot is to say, or has said; once for each occasion, which the slot names. The text is sealed. */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_robot_message',
    (table) => {
      table.string('id', 25).notNullable().primary();
      table.string('target_kind', 12).notNullable();
      table.string('target_code', 64).notNullable();
      table.string('slot', 120).notNullable();
      table.text('sealed', 'mediumtext').notNullable();
      table.string('state', 8).notNullable();
      table.string('robot_version', 25).notNullable();
      table.integer('parts').notNullable();
      table.integer('parts_sent').notNullable();
      table.integer('attempts').notNullable();
      table.bigInteger('next_at').notNullable();
      table.bigInteger('lease_until').notNullable();
      table.bigInteger('created_at').notNullable();
      table.bigInteger('expires_at').notNullable();
      table.bigInteger('finished_at');
      table.string('error', 200).notNullable();
    },
    {
      checkin_robot_message_slot: { unique: ['target_kind', 'target_code', 'slot'] },
      checkin_robot_message_due: ['state', 'next_at'],
      checkin_robot_message_target: ['target_kind', 'target_code', 'id'],
    },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_robot_message');
}
