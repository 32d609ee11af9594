import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** Each decision on a report, in order; the unique sequence lets one of two reviewers win. Notes are sealed. */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_review',
    (table) => {
      table.integer('campaign_id').notNullable();
      table.string('day', 10).notNullable();
      table.string('person_no', 32).notNullable();
      table.integer('sequence').notNullable();
      table.integer('revision').notNullable();
      table.string('decision', 12).notNullable();
      table.string('from_status', 12).notNullable();
      table.string('to_status', 12).notNullable();
      table.text('note').notNullable();
      table.string('reviewer_no', 32).notNullable();
      table.string('reviewer_name', 64).notNullable();
      table.string('reviewer_duty', 16).notNullable();
      table.bigInteger('decided_at').notNullable();
      table.primary(['campaign_id', 'day', 'person_no', 'sequence'], 'checkin_review_pk');
    },
    { checkin_review_person: ['person_no', 'campaign_id', 'day'] },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_review');
}
