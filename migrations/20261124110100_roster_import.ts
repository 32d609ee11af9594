import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** A roster that somebody has uploaded: how far it is, what it would come to, and what became of it. */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_roster_import',
    (table) => {
      table.string('id', 26).notNullable().primary();
      table.string('state', 16).notNullable();
      table.integer('turn').notNullable();
      table.string('actor_no', 32).notNullable();
      table.string('actor_name', 64).notNullable();
      table.string('confirmer_no', 32);
      table.string('confirmer_name', 64);
      table.string('effective', 10).notNullable();
      table.boolean('retire_missing').notNullable();
      table.text('files').notNullable();
      table.integer('done').notNullable();
      table.integer('total').notNullable();
      table.string('stage_id', 26);
      table.text('staged');
      table.text('seen');
      table.text('summary', 'mediumtext');
      table.integer('problems').notNullable();
      table.text('reason');
      table.boolean('moved').notNullable();
      table.bigInteger('created_at').notNullable();
      table.bigInteger('updated_at').notNullable();
    },
    { checkin_roster_import_state: ['state', 'updated_at'] },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_roster_import');
}
