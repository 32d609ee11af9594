import type { Db } from '../../kernel/database';
import { fromCursor, type Page, toPage } from '../../kernel/paging';
import type { Vault } from '../../kernel/vault';
import { type CaseOfStudent, type CaseState, type CasesAsked, casesInScope, entriesOf } from './read-model';
import type { CaseEntry } from './schema';

/** A case with all that is in it. */
export interface CaseWithEntries {
  found: CaseOfStudent;
  entries: CaseEntry[];
}

/** A page of the caller's cases: the open ones oldest first, the closed ones latest first. */
export async function listCases(
  db: Db,
  vault: Vault,
  { state, limit, cursor, ...asked }: CasesAsked & { state: CaseState; limit: number; cursor?: string },
): Promise<Page<CaseWithEntries>> {
  const after = fromCursor(cursor, ['number', 'number']);
  const cases = await casesInScope(db, asked, { state, limit: limit + 1, after });
  const shown = cases.slice(0, limit).map(({ id }) => id);
  const entries = await entriesOf(db, vault, shown);
  return toPage(
    cases,
    limit,
    ({ id, openedAt, closedAt }) => [(state === 'open' ? openedAt : closedAt) ?? 0, id],
    (found) => ({ found, entries: entries.get(found.id) ?? [] }),
  );
}
