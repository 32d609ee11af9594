import type { Knex } from 'knex';
import { addIndex } from '../plugin/kernel/database';

/** The order of the lists of people: a page of them is read without sorting all. */
export async function up(knex: Knex): Promise<void> {
  await addIndex(knex, 'checkin_enrolment', 'checkin_enrolment_list', ['class_code', 'person_no']);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('checkin_enrolment', (table) => table.dropIndex([], 'checkin_enrolment_list'));
}
