import { createHash, randomBytes } from 'node:crypto';
import type { Tx } from '../../kernel/database';

function digest(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** Marks a token as used, ever. Fails by its unique key when it was used before. */
export async function spendToken(tx: Tx, issuer: string, tokenId: string, now: number): Promise<void> {
  await tx('checkin_spent_token').insert({ digest: digest(issuer, tokenId), spent_at: now });
}

const HANDOFF_MS = 60_000;

/** Where a single-use code leads. */
export interface Handoff {
  personNo: string;
  entry: string;
}

/** A new single-use code, good for a minute; only its digest is kept. */
export async function createHandoff(tx: Tx, { personNo, entry }: Handoff, now: number): Promise<string> {
  const code = randomBytes(24).toString('base64url');
  const row = { digest: digest('handoff', code), person_no: personNo, entry, expires_at: now + HANDOFF_MS };
  await tx('checkin_handoff').insert(row);
  return code;
}

/** Uses a code up; nothing when it was used before or has run out. Of two at once, one gets it. */
export async function takeHandoff(tx: Tx, code: string, now: number): Promise<Handoff | undefined> {
  const key = { digest: digest('handoff', code) };
  const row = await tx('checkin_handoff').where(key).first('person_no', 'entry', 'expires_at');
  const taken = await tx('checkin_handoff').where(key).delete();
  if (!row || taken !== 1 || Number(row.expires_at) <= now) return undefined;
  return { personNo: row.person_no as string, entry: row.entry as string };
}

/** Forgets codes that have run out. */
export async function deleteExpiredHandoffs(tx: Tx, now: number): Promise<void> {
  await tx('checkin_handoff').where('expires_at', '<=', now).delete();
}
