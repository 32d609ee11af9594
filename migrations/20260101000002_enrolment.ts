import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** Where a student belongs from a day (included) to a day (excluded). */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_enrolment',
    (table) => {
      table.string('person_no', 32).notNullable();
      table.string('from_day', 10).notNullable();
      table.string('until_day', 10).notNullable();
      table.string('department_code', 64).notNullable();
      table.string('class_code', 64).notNullable();
      table.integer('intake').notNullable();
      table.string('status', 16).notNullable();
      table.string('category', 64).notNullable();
      table.primary(['person_no', 'from_day'], 'checkin_enrolment_pk');
    },
    {
      checkin_enrolment_class: ['class_code', 'from_day', 'until_day'],
      checkin_enrolment_department: ['department_code', 'from_day', 'until_day'],
    },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_enrolment');
}
