import { createHash, randomBytes } from 'node:crypto';
import { type Db, isDuplicate, type Tx } from '../../kernel/database';
import { Problem } from '../../kernel/problem';

function digest(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** What is good for one time: the number of a token, or whatever makes a visit the one that it is. */
export interface Ticket {
  issuer: string;
  tokenId: string;
}

/** Marks a ticket as used, ever; only its digest is kept. Throws 401 when it was used before. */
export async function spend(tx: Tx, { issuer, tokenId }: Ticket, now: number): Promise<void> {
  try {
    await tx('checkin_spent_token').insert({ digest: digest(issuer, tokenId), spent_at: now });
  } catch (error) {
    if (isDuplicate(error)) throw new Problem('token-spent');
    throw error;
  }
}

const HANDOFF_MS = 60_000;
const HANDOFF_BYTES = 24;
const HANDOFF_CODE = /^[\w-]{32}$/;

/** Where a single-use code leads. */
export interface Handoff {
  personNo: string;
  entry: string;
}

/** A new single-use code, good for a minute; only its digest is kept. */
export async function createHandoff(tx: Tx, { personNo, entry }: Handoff, now: number): Promise<string> {
  const code = randomBytes(HANDOFF_BYTES).toString('base64url');
  const row = { digest: digest('handoff', code), person_no: personNo, entry, expires_at: now + HANDOFF_MS };
  await tx('checkin_handoff').insert(row);
  return code;
}

/** Where a code leads that can still be used. It stays so: whoever has no such code writes nothing. */
export async function findHandoff(db: Db, code: string, now: number): Promise<Handoff | undefined> {
  if (!HANDOFF_CODE.test(code)) return undefined;
  const row = await db('checkin_handoff')
    .where({ digest: digest('handoff', code) })
    .where('expires_at', '>', now)
    .first('person_no', 'entry');
  return row && { personNo: row.person_no as string, entry: row.entry as string };
}

/** Uses a code up; nothing when it was used before or has run out. Of two at once, one gets it. */
export async function takeHandoff(tx: Tx, code: string, now: number): Promise<Handoff | undefined> {
  const handoff = await findHandoff(tx, code, now);
  const taken = await tx('checkin_handoff')
    .where({ digest: digest('handoff', code) })
    .delete();
  return taken === 1 ? handoff : undefined;
}

/** Forgets codes that have run out. */
export async function deleteExpiredHandoffs(tx: Tx, now: number): Promise<void> {
  await tx('checkin_handoff').where('expires_at', '<=', now).delete();
}
