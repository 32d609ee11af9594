import type { IncomingMessage } from 'node:http';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '../problem';
import type { Session, Sessions } from '../session';
import type { Access, Caller } from './operation';

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

/** Who is asked for by a session. */
type Role = Exclude<Access, 'public' | 'host'>;

const ROLES: Record<Role, (caller: Caller) => boolean> = {
  person: () => true,
  student: ({ type }) => type === 'student',
  staff: ({ type }) => type === 'staff',
  school: ({ type, scopes }) => type === 'staff' && scopes.some(({ kind }) => kind === 'school'),
};

const WHO: Record<Role, string> = {
  person: '',
  student: '这里是学生填写的地方，教职工请从“打卡情况统计”进入',
  staff: '这里只对教职工开放',
  school: '这里只对学工处开放',
};

/** Refuses a caller whose role an operation is not open to: 401 without a session, 403 with one. */
export function demandRole(access: Access, caller: Caller | undefined): void {
  if (access === 'public' || access === 'host') return;
  if (!caller) throw new Problem('no-session', { detail: '登录已失效，请回到学校门户，重新打开本应用' });
  if (!ROLES[access](caller)) throw new Problem('wrong-role', { detail: WHO[access] });
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
  if (given !== sessions.formToken(session))
    throw new Problem('stale-page', {
      detail: '这个页面已经过期，或者这台手机换了人登录。请刷新后再试，填过的内容还在。',
    });
}
