import equal from 'fast-deep-equal';
import { type Database, isDuplicate } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { invalid } from '../../kernel/problem';
import { createReceipt } from '../../kernel/receipt';
import { compileSchema, demand } from '../../kernel/validation';
import type { Vault } from '../../kernel/vault';
import { findRequest } from './read-model';
import { lackOf } from './rules';
import { HELP_REQUEST, type HelpRequest } from './schema';
import type { SendLimit } from './send-limit';
import { insertRequest } from './store';

/** What {@link sendRequest} works with. */
export interface SendParts {
  database: Database;
  vault: Vault;
  sendLimit: SendLimit;
}

/** A form as it came, who sent it if they are signed in, and from where. */
export interface Sending {
  fields: Readonly<Record<string, unknown>>;
  caller: Caller | undefined;
  address: string;
  now: number;
}

const check = compileSchema(HELP_REQUEST);

/**
 * Puts a request on the help desk's list and answers its receipt. The same request sent again, because the answer was lost
 * on the way, is one. Throws 422 with what is missing, 429 when too many come from one person or one address.
 */
export async function sendRequest(parts: SendParts, { fields, caller, address, now }: Sending): Promise<string> {
  demand(check, fields);
  const { receipt = createReceipt(), ...request } = fields as unknown as HelpRequest & { receipt?: string };
  const lacking = lackOf(request, caller !== undefined);
  if (lacking.length > 0) throw invalid(lacking);
  if (caller) await parts.sendLimit.countPerson(caller.personNo);
  else await parts.sendLimit.countStranger(address);
  const sent = { sentAt: now, personNo: caller?.personNo, request };
  return keep(parts, { receipt, ...sent });
}

type New = Parameters<typeof insertRequest>[2];

async function keep({ database, vault }: SendParts, sent: New): Promise<string> {
  const insert = (receipt: string) => database.transaction((tx) => insertRequest(tx, vault, { ...sent, receipt }));
  try {
    await insert(sent.receipt);
    return sent.receipt;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
  if (await isThere({ database, vault }, sent)) return sent.receipt;
  const another = createReceipt();
  await insert(another);
  return another;
}

/** True when the receipt is that of this very request; otherwise its page was used for another one before. */
async function isThere({ database, vault }: Pick<SendParts, 'database' | 'vault'>, sent: New): Promise<boolean> {
  const kept = await findRequest(database.knex, vault, sent.receipt);
  return kept !== undefined && kept.personNo === sent.personNo && equal(kept.request, sent.request);
}
