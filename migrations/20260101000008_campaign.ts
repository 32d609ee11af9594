import type { Knex } from 'knex';
import { createTable } from '../plugin/kernel/database';

/** A period in which reports are asked for. */
export async function up(knex: Knex): Promise<void> {
  await createTable(
    knex,
    'checkin_campaign',
    (table) => {
      table.increments('id');
      table.string('code', 64).notNullable();
      table.string('title', 128).notNullable();
      table.string('starts_on', 10).notNullable();
      table.string('ends_on', 10).notNullable();
      table.string('trial_until', 10);
      table.text('instructions').notNullable();
      table.string('brief_due_at', 5).notNullable();
      table.text('assessment').notNullable();
      table.integer('retention_days').notNullable();
      table.bigInteger('updated_at').notNullable();
    },
    { checkin_campaign_code: { unique: ['code'] } },
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('checkin_campaign');
}
