import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { fromCursor, type Page, toPage } from '../../kernel/paging';
import type { Vault } from '../../kernel/vault';
import type { Campaign } from '../campaign';
import { classesBetween } from './classes-read-model';
import { countRevisions, currentOf, keyOf } from './read-model';
import { isMissing } from './rules';
import type { ClassOfDay, FollowUp } from './schema';

/** Which days and classes are asked for: those that were entered, those that are missing, or both. */
export interface FollowUpsAsked {
  caller: Caller;
  campaign: Campaign;
  from: CivilDate;
  to: CivilDate;
  state?: 'entered' | 'missing';
}

/** A class on a day with the entry that holds, if there is one. */
export type Listed = ClassOfDay & { entry: FollowUp | undefined };

/** A page of the classes outside the app in the caller's scope, by day and code. */
export async function listFollowUps(
  db: Db,
  vault: Vault,
  { limit, cursor, ...asked }: FollowUpsAsked & { limit: number; cursor?: string },
): Promise<Page<Listed>> {
  const after = fromCursor(cursor, ['string', 'string']);
  const all = await classesBetween(db, asked);
  const revisions = await countRevisions(db, asked);
  const wanted = all.filter((each) => {
    const revision = revisions.get(keyOf(each));
    if (asked.state === 'missing') return isMissing(each, revision);
    return asked.state === undefined || revision !== undefined;
  });
  const rest = after ? wanted.filter((each) => comesAfter(each, after)) : wanted;
  const shown = rest.slice(0, limit + 1);
  const entries = await currentOf(db, vault, asked.campaign, shown.slice(0, limit));
  return toPage(
    shown,
    limit,
    ({ date, classCode }) => [date, classCode],
    (each) => ({ ...each, entry: entries.get(keyOf(each)) }),
  );
}

function comesAfter({ date, classCode }: ClassOfDay, [day = '', code = '']: (string | number)[]): boolean {
  return date > day || (date === day && classCode > code);
}
