import type { Database } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import { type ImportHow, type ImportResult, importSheets } from './import-sheets';
import { readFiles } from './read-file';
import type { RosterFile } from './schema';

export interface ImportOptions extends ImportHow {
  /** CSV files, and workbooks (.xlsx) with the sheets 学生 and 教职工. */
  files: RosterFile[];
}

/**
 * Brings the roster to what the files say, from the effective date on; no day before it is altered. People who are not
 * in the files stay as they are unless `retireMissing`. All or nothing: throws `RosterRefused` with every bad row, and a
 * `Problem` when the effective date is none.
 */
export async function importRoster(
  database: Database,
  vault: Vault,
  { files, ...how }: ImportOptions,
): Promise<ImportResult> {
  return importSheets({ database, vault }, readFiles(files), how);
}
