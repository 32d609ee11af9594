import { personWithScopes } from '../../plugin/features/roster';
import type { Db } from '../../plugin/kernel/database';

/** What somebody is responsible for on a day. */
export async function scopesOn(db: Db, personNo: string, day: string) {
  return (await personWithScopes(db, personNo, day))?.scopes ?? [];
}
