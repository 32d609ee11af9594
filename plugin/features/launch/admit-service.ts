import type { IncomingMessage } from 'node:http';
import { type Database, isDuplicate } from '../../kernel/database';
import { Problem } from '../../kernel/problem';
import type { Settings } from '../../kernel/settings';
import type { HostKeys } from './keys';
import { spendToken } from './store';
import { verifyServiceToken } from './verify-token';

interface Parts {
  settings: Settings;
  database: Database;
  keys: HostKeys;
}

/** Checks and spends the service token that a call of the host carries as its bearer (contract, 8). Throws 401. */
export async function admitService({ settings, database, keys }: Parts, request: IncomingMessage, now: number) {
  const [, token] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  const { issuer, tokenId } = await verifyServiceToken(token, settings.host, keys, now);
  try {
    await database.transaction((tx) => spendToken(tx, issuer, tokenId, now));
  } catch (error) {
    if (isDuplicate(error)) throw new Problem('token-spent');
    throw error;
  }
}
