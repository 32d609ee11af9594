import type { Database } from '../../kernel/database';
import { SettingsError } from '../../kernel/settings';
import type { Vault } from '../../kernel/vault';

const TABLE = 'checkin_data_key';

/**
 * Notes that the first key writes from now on, and makes sure that every key is there that has written. Throws
 * {@link SettingsError}, which names those that are not: what they sealed could not be read, and people would be told of
 * it one by one.
 */
export async function demandDataKeys({ knex }: Pick<Database, 'knex'>, vault: Vault, now: number): Promise<void> {
  await knex(TABLE).insert({ id: vault.writingId, first_used_at: now }).onConflict('id').ignore();
  const used = await knex(TABLE).orderBy('id').pluck<string[]>('id');
  const missing = used.filter((id) => !vault.keyIds.includes(id));
  if (missing.length > 0)
    throw new SettingsError(
      missing.map((id) => `DATA_KEYS lacks the key "${id}", which sealed what is stored: add it behind the first one`),
    );
}

/** Forgets all keys but the first, after nothing is left that another one sealed. */
export async function forgetOtherKeys({ knex }: Pick<Database, 'knex'>, vault: Vault): Promise<void> {
  await knex(TABLE).whereNot('id', vault.writingId).delete();
}
