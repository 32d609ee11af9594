import { SEALED_COLUMNS } from '../../plugin/features/privacy/sealed-columns';
import type { Vault } from '../../plugin/kernel/vault';
import type { World } from '../support/world';

/** Everything that is sealed and was not erased, opened with a vault, by table, column and key. Files are read as UTF-8. */
export async function openEverything({ database }: World, vault: Vault): Promise<Map<string, string>> {
  const opened = new Map<string, string>();
  for (const sealed of SEALED_COLUMNS) {
    const { table, column, key, also = [], bytes } = sealed;
    const filled = database.knex(table).whereNotNull(column).where(column, '<>', '');
    for (const row of await filled.select([...key, ...also, column])) {
      const context = sealed.context(row);
      const text = bytes
        ? vault.openBytes(Buffer.from(row[column]), context).toString('utf8')
        : vault.open(row[column], context);
      opened.set([table, column, ...key.map((name) => row[name])].join('/'), text);
    }
  }
  return opened;
}
