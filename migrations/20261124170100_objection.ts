import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/**
 * What a department has against a week's figures, and the answer; both are sealed. The unique sequence lets one of two
 * that come at once win.
 */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_objection',
    (table) => {
      table.increments('id');
      table.integer('campaign_id').notNullable();
      table.string('week', 8).notNullable();
      table.string('department_code', 64).notNullable();
      table.integer('sequence').notNullable();
      table.text('text').notNullable();
      table.string('author_no', 32).notNullable();
      table.string('author_name', 64).notNullable();
      table.bigInteger('made_at').notNullable();
      table.text('answer');
      table.string('answerer_no', 32);
      table.string('answerer_name', 64);
      table.bigInteger('answered_at');
    },
    { checkin_objection_sequence: { unique: ['campaign_id', 'week', 'department_code', 'sequence'] } },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_objection');
}
