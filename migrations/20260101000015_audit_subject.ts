import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** The people whom an audit record is about. */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_audit_subject',
    (table) => {
      table.string('audit_id', 26).notNullable();
      table.string('person_no', 32).notNullable();
      table.primary(['audit_id', 'person_no'], 'checkin_audit_subject_pk');
    },
    { checkin_audit_subject_person: ['person_no'] },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_audit_subject');
}
