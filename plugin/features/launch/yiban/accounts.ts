import { batches } from '../../../kernel/batches';
import type { Db, Tx } from '../../../kernel/database';
import type { Vault } from '../../../kernel/vault';

const TABLE = 'checkin_yiban_account';

/** Somebody's account at 易班, with the right to write to it. */
export interface YibanAccount {
  personNo: string;
  userId: string;
  accessToken: string;
  /** Milliseconds; no later use of the token is of any good. */
  expiresAt: number;
}

interface Row {
  person_no: string;
  user_id: string;
  sealed: string;
  expires_at: number | string;
}

/** Names the row that a sealed right belongs to. */
export function contextOf(personNo: string): string {
  return `yiban-account/${personNo}`;
}

/** Keeps how somebody came in last. */
export async function keepAccount(tx: Tx, vault: Vault, account: YibanAccount): Promise<void> {
  const { personNo, userId, accessToken, expiresAt } = account;
  const sealed = vault.seal(accessToken, contextOf(personNo));
  await tx<Row>(TABLE)
    .insert({ person_no: personNo, user_id: userId, sealed, expires_at: expiresAt })
    .onConflict('person_no')
    .merge();
}

/** True when somebody came in last by that account, as far as that is kept. */
export async function isAccountOf(db: Db, personNo: string, userId: string): Promise<boolean> {
  return (await db<Row>(TABLE).where({ person_no: personNo, user_id: userId }).first('person_no')) !== undefined;
}

/** The accounts of those people who may be written to, by number. */
export async function findAccounts(
  db: Db,
  vault: Vault,
  people: readonly string[],
  now: number,
): Promise<Map<string, YibanAccount>> {
  const found = new Map<string, YibanAccount>();
  for (const batch of batches(people)) {
    const rows = await db<Row>(TABLE).whereIn('person_no', batch).where('expires_at', '>', now).whereNot('sealed', '');
    for (const { person_no: personNo, user_id: userId, sealed, expires_at } of rows) {
      const accessToken = vault.open(sealed, contextOf(personNo));
      found.set(personNo, { personNo, userId, accessToken, expiresAt: Number(expires_at) });
    }
  }
  return found;
}

/** Forgets rights that 易班 no longer honours. Somebody who came in again meanwhile keeps the new one. */
export async function forgetAccounts(tx: Tx, accounts: readonly YibanAccount[]): Promise<void> {
  for (const batch of batches(accounts)) {
    const pairs = batch.map(({ personNo, expiresAt }) => [personNo, expiresAt]);
    await tx<Row>(TABLE).whereIn(['person_no', 'expires_at'], pairs).delete();
  }
}
