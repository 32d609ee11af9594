import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '../problem';
import type { Session, Sessions } from '../session';
import { isSame } from '../vault';
import type { Admission, Caller } from './operation';

/** Calls a minute that one person may make; a campus shares addresses, so that nobody is counted by address. */
const CALLS_A_MINUTE = 600;

/** Counts calls by person and refuses with 429 what is too much. */
export class CallLimit {
  private readonly limiter = new RateLimiterMemory({ points: CALLS_A_MINUTE, duration: 60 });

  async count(personNo: string): Promise<void> {
    try {
      await this.limiter.consume(personNo);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new Problem('too-many-requests', { retryAfter: Math.ceil(refusal.msBeforeNext / 1000) });
    }
  }
}

/** Seconds after which somebody may try again who was sent away because too many were there. */
const COME_BACK = 2;
/**
 * For so long they are held before they are told, in milliseconds: who is sent away at once comes again at once, and telling
 * them would take all of the time that serving the others takes.
 */
const HELD_MS = 2_000;

/** Refuses with 503 whoever is one too many, after a while. */
export async function sendAway(): Promise<never> {
  await sleep(HELD_MS);
  throw new Problem('overloaded', { retryAfter: COME_BACK });
}

/** Refuses a caller whom an operation is not open to: 401 without a session, 403 with one. */
export function demandAdmission({ by, admits, refusal }: Admission, caller: Caller | undefined): void {
  if (by !== 'session') return;
  if (!caller) throw new Problem('no-session', { detail: '登录已失效，请回到学校门户，重新打开本应用' });
  if (!admits(caller)) throw new Problem('wrong-role', { detail: refusal });
}

/** What a request shows of where it comes from. */
interface Origin {
  publicOrigin: string;
  request: IncomingMessage;
}

/** Refuses a change that another site sent along with this browser's cookie. */
export function demandSameSite({ request, publicOrigin }: Origin): void {
  const { origin, host, 'sec-fetch-site': site } = request.headers;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new Problem('cross-site');
  if (origin === undefined || origin === publicOrigin) return;
  if (URL.canParse(origin) && new URL(origin).host === host) return;
  throw new Problem('cross-site');
}

/**
 * Refuses a form that was not made for this very session: one left open by another person on a shared phone, or one
 * that another site made up.
 */
export function demandFormToken(sessions: Sessions, session: Session, body: unknown): void {
  const given = (body as { _csrf?: unknown } | null)?._csrf;
  if (typeof given !== 'string' || !isSame(given, sessions.formToken(session)))
    throw new Problem('stale-page', {
      detail: '这个页面已经过期，或者这台手机换了人登录。请刷新后再试，填过的内容还在。',
    });
}
