import type { Knex } from 'knex';
import { widenText } from '../plugin/kernel/database';

/** A changed form is kept as it was and as it is, which 64 KB do not always hold. */
export async function up(knex: Knex): Promise<void> {
  await widenText(knex, 'checkin_audit', 'detail');
}

/** What has been written since may be longer than the column was: it stays wide. */
export async function down(): Promise<void> {}
