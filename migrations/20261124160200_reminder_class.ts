import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** A reminder's figures by class, so that everybody sees those of their own scope. */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_reminder_class',
    (table) => {
      table.string('reminder_id', 25).notNullable();
      table.string('class_code', 64).notNullable();
      table.string('department_code', 64).notNullable();
      table.integer('targeted').notNullable();
      table.integer('skipped').notNullable();
      table.integer('delivered').notNullable();
      table.integer('failed').notNullable();
      table.primary(['reminder_id', 'department_code', 'class_code'], 'checkin_reminder_class_pk');
    },
    { checkin_reminder_class_class: ['class_code'], checkin_reminder_class_department: ['department_code'] },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_reminder_class');
}
