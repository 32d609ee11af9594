import type { IncomingMessage } from 'node:http';
import type { Database } from '../../kernel/database';
import type { Settings } from '../../kernel/settings';
import type { HostKeys } from './keys';
import { spend } from './store';
import { verifyServiceToken } from './verify-token';

interface Parts {
  settings: Settings;
  database: Database;
  keys: HostKeys;
}

/** Checks and spends the service token that a call of the host carries as its bearer (contract, 8). Throws 401. */
export async function admitService({ settings, database, keys }: Parts, request: IncomingMessage, now: number) {
  const [, token] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  const ticket = await verifyServiceToken(token, settings.host, keys, now);
  await database.transaction((tx) => spend(tx, ticket, now));
}
