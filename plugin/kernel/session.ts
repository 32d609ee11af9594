import { createSecretKey, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { parseCookie, stringifySetCookie } from 'cookie';
import { type JwtPayload, sign, verify } from 'jsonwebtoken';
import type { Clock } from './clock';
import { keyedDigest } from './vault';

export type PersonType = 'student' | 'staff';

/** Whom a session belongs to. Rights are not in it: they are read from the roster at each request. */
export interface Session {
  id: string;
  personNo: string;
  personType: PersonType;
  /** Seconds since the epoch. */
  issuedAt: number;
  expiresAt: number;
  /** `bearer` when it came in the header: then no other site can have sent it along. */
  carrier: 'cookie' | 'bearer';
}

/** Where a page is shown: a frame of the host, or a page of its own. Each has its own kind of cookie. */
export type Display = 'top' | 'frame';

const LIFETIME_SECONDS = 12 * 3600;
const COOKIES: Record<Display, string> = { top: 'checkin_session', frame: 'checkin_frame' };

/** Opens, reads and closes sessions: signed tokens of our own, carried by a cookie or as a bearer. */
export class Sessions {
  private readonly key;

  constructor(
    private readonly secret: string,
    private readonly clock: Clock,
    private readonly site: { basePath: string; secure: boolean },
  ) {
    this.key = createSecretKey(Buffer.from(secret));
  }

  /** A new session token and the instant (ms) at which it ends. */
  open(person: { personNo: string; personType: PersonType }): { token: string; expiresAt: number } {
    const iat = Math.floor(this.clock.now() / 1000);
    const exp = iat + LIFETIME_SECONDS;
    const claims = { sub: person.personNo, pt: person.personType, sid: randomUUID(), iat, exp };
    const token = sign(claims, this.key, { algorithm: 'HS256', header: { alg: 'HS256', typ: 'session+jwt' } });
    return { token, expiresAt: exp * 1000 };
  }

  /**
   * The session of a request: the bearer's if there is one, else the younger of the two cookies'. Nothing when there is
   * none, or it has run out, or was altered.
   */
  read(request: IncomingMessage): Session | undefined {
    const [, bearer] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (bearer !== undefined) return this.check(bearer, 'bearer');
    const cookies = parseCookie(request.headers.cookie ?? '');
    return Object.values(COOKIES)
      .map((name) => (cookies[name] ? this.check(cookies[name], 'cookie') : undefined))
      .filter((session) => session !== undefined)
      .sort((a, b) => b.issuedAt - a.issuedAt)[0];
  }

  private check(token: string, carrier: Session['carrier']): Session | undefined {
    const clockTimestamp = Math.floor(this.clock.now() / 1000);
    try {
      const { payload, header } = verify(token, this.key, { algorithms: ['HS256'], clockTimestamp, complete: true });
      if (header.typ !== 'session+jwt' || typeof payload === 'string') return undefined;
      return { carrier, ...readClaims(payload) };
    } catch {
      return undefined;
    }
  }

  /** The `Set-Cookie` values that put a session where the display keeps it and take it from the other place. */
  cookies(display: Display, token: string, expiresAt: number): string[] {
    const maxAge = Math.floor((expiresAt - this.clock.now()) / 1000);
    const other: Display = display === 'top' ? 'frame' : 'top';
    return [this.cookie(display, token, maxAge), this.cookie(other, '', 0)];
  }

  /** The `Set-Cookie` values that end the session in this browser. */
  noCookies(): string[] {
    return [this.cookie('top', '', 0), this.cookie('frame', '', 0)];
  }

  private cookie(display: Display, value: string, maxAge: number): string {
    const path = `${this.site.basePath}/`;
    const common = { httpOnly: true, path, maxAge };
    const kind =
      display === 'top'
        ? ({ sameSite: 'lax', secure: this.site.secure } as const)
        : ({ sameSite: 'none', secure: true, partitioned: true } as const);
    return stringifySetCookie(COOKIES[display], value, { ...common, ...kind });
  }

  /** The token that a page's forms carry to prove that they came from a page of this very session. */
  formToken(session: Session): string {
    return keyedDigest(this.secret, 'form', session.id);
  }
}

function readClaims(payload: JwtPayload): Omit<Session, 'carrier'> {
  const { sub = '', pt, sid, iat = 0, exp = 0 } = payload;
  return { id: String(sid), personNo: sub, personType: pt as PersonType, issuedAt: iat, expiresAt: exp };
}
