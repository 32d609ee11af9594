import { createDecipheriv } from 'node:crypto';
import { Problem } from '../../../kernel/problem';
import type { YibanSettings } from '../../../kernel/settings';
import type { Ticket } from '../store';

/** Stands for Yiban as the issuer of identities. */
export const YIBAN = 'yiban';

/** What Yiban says when it opens the app: who taps, when, and the right to ask who that is. A hint, never a proof. */
export interface YibanRequest {
  userId: string;
  /** Nothing until the person has authorised the app. */
  accessToken: string | undefined;
  /** Until when Yiban says that it is good, in milliseconds; nothing where it does not say. */
  tokenExpiresAt: number | undefined;
  /** What it says of who, when and by which right. It is good once, however the rest of the text was altered on its way. */
  ticket: Ticket;
}

const LONGEST = 8192;
/** The visit lies at most so many seconds from now. */
const FRESH_SECONDS = 600;
const BLOCK_BYTES = 16;

/**
 * Reads a `verify_request`: hexadecimal AES-256-CBC, the key being the AppSecret's characters and the vector the AppID's,
 * padded with zero bytes. Throws 401 for what is not of this app, and for a visit of long ago.
 */
export function readYibanRequest(given: unknown, { appId, appSecret }: YibanSettings, now: number): YibanRequest {
  if (typeof given !== 'string' || given.length > LONGEST || !/^(?:[0-9a-f]{2})+$/i.test(given)) throw unreadable();
  const { visit_time: visited, visit_user: user, visit_oauth: oauth } = parse(decrypt(given, appId, appSecret));
  const userId = idOf(user?.userid);
  const at = Number(visited);
  if (userId === undefined || !Number.isFinite(at)) throw unreadable();
  if (Math.abs(now / 1000 - at) > FRESH_SECONDS)
    throw new Problem('token-expired', { detail: '这次进入已经过期，请回到易班，重新点“校本化”' });
  const accessToken = tokenOf(oauth);
  const ticket = { issuer: YIBAN, tokenId: JSON.stringify([at, userId, accessToken]) };
  return { userId, accessToken, tokenExpiresAt: expiryOf(oauth), ticket };
}

function unreadable(): Problem {
  return new Problem('yiban-request');
}

function decrypt(hex: string, appId: string, appSecret: string): string {
  const bytes = Buffer.from(hex, 'hex');
  if (bytes.length % BLOCK_BYTES !== 0) throw unreadable();
  const decipher = createDecipheriv('aes-256-cbc', Buffer.from(appSecret), Buffer.from(appId)).setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(bytes), decipher.final()]);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(plain).replace(/[\0\s]+$/, '');
  } catch {
    throw unreadable();
  }
}

interface Plain {
  visit_time?: unknown;
  visit_user?: { userid?: unknown } | null;
  visit_oauth?: unknown;
}

function parse(text: string): Plain {
  try {
    const plain: unknown = JSON.parse(text);
    if (typeof plain === 'object' && plain !== null) return plain as Plain;
  } catch {
    // Another app's secret leaves no JSON behind: refused like any other text that is none.
  }
  throw unreadable();
}

/** Numbers of people come as numbers or as texts. */
export function idOf(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d{1,32}$/.test(text) ? text : undefined;
}

/** `visit_oauth` is `false`, or the text "false", until the person has authorised the app. */
function tokenOf(oauth: unknown): string | undefined {
  const { access_token: token } = fieldsOf(oauth);
  return typeof token === 'string' && /^[\w.-]{1,512}$/.test(token) ? token : undefined;
}

function expiryOf(oauth: unknown): number | undefined {
  const seconds = Number(fieldsOf(oauth).token_expires);
  return Number.isSafeInteger(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}

function fieldsOf(oauth: unknown): { access_token?: unknown; token_expires?: unknown } {
  return typeof oauth === 'object' && oauth !== null ? oauth : {};
}
