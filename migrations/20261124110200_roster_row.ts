import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** A row of a roster file that waits to be compared with the roster, and afterwards what is to become of its person. */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_roster_row',
    (table) => {
      table.string('import_id', 26).notNullable();
      table.integer('seq').notNullable();
      table.string('verdict', 8).notNullable();
      table.string('person_type', 8).notNullable();
      table.integer('sheet_no').notNullable();
      table.integer('row_no').notNullable();
      table.string('person_no', 32).notNullable();
      table.string('name', 64).notNullable().defaultTo('');
      table.string('department_code', 64).notNullable().defaultTo('');
      table.string('class_code', 64).notNullable().defaultTo('');
      table.integer('intake').notNullable().defaultTo(0);
      table.string('status', 16).notNullable().defaultTo('');
      table.string('category', 64).notNullable().defaultTo('');
      table.string('phones', 2).notNullable().defaultTo('');
      table.text('sealed');
      table.string('duty', 16).notNullable().defaultTo('');
      table.text('scope');
      table.string('kinds', 96).notNullable().defaultTo('');
      table.string('person_plan', 8).notNullable().defaultTo('');
      table.string('period_plan', 8).notNullable().defaultTo('');
      table.string('contact_plan', 8).notNullable().defaultTo('');
      table.primary(['import_id', 'seq'], 'checkin_roster_row_pk');
    },
    { checkin_roster_row_person: ['import_id', 'person_no', 'person_type', 'verdict', 'seq'] },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_roster_row');
}
