import type { Database } from '../../kernel/database';
import type { Settings } from '../../kernel/settings';
import type { Vault } from '../../kernel/vault';

/** What the API and the pages of exports need of the rest of the module. */
export interface ExportParts {
  database: Database;
  vault: Vault;
  settings: Settings;
  /** Looks soon whether there is a file to be made. */
  jobs: { wake(name: string): void };
}
