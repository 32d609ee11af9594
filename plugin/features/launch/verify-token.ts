import { JsonWebTokenError, type JwtPayload, NotBeforeError, TokenExpiredError, verify } from 'jsonwebtoken';
import { Problem, type ProblemName } from '../../kernel/problem';
import type { PersonType } from '../../kernel/session';
import type { HostSettings } from '../../kernel/settings';
import { compileSchema, type Validator } from '../../kernel/validation';
import type { HostKey, HostKeys } from './keys';
import type { Ticket } from './store';

/** What a host says of a person: the same for every kind of host. */
export interface Identity {
  issuer: string;
  subject: string;
  personNo: string;
  personType: PersonType;
  name: string;
}

const LONGEST_TOKEN = 8192;
const LONGEST_LIFE = 300;
const TOLERANCE = 30;
const FORBIDDEN = ['crit', 'jku', 'x5u', 'jwk'];
const KID = /^[\w.~:@+/=-]{1,128}$/;

const TEXT = { type: 'string', minLength: 1 } as const;
const REQUIRED = ['iss', 'aud', 'sub', 'iat', 'exp', 'jti'];
const COMMON = {
  aud: TEXT,
  sub: { ...TEXT, maxLength: 255 },
  iat: { type: 'number' },
  exp: { type: 'number' },
  nbf: { type: 'number' },
  jti: { ...TEXT, maxLength: 128 },
} as const;

const PERSON_CLAIMS = {
  type: 'object',
  required: [...REQUIRED, 'person_no', 'person_type', 'name'],
  properties: {
    ...COMMON,
    person_no: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,32}$' },
    person_type: { enum: ['student', 'staff'] },
    name: { ...TEXT, maxLength: 64, pattern: '\\S' },
    locale: { type: 'string', maxLength: 35 },
  },
  if: { properties: { person_type: { const: 'student' } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { properties: { person_no: { pattern: '^[0-9]{12}$' } } },
};

/** A service speaks for the host itself: a claim about a person has no place in its token. */
const SERVICE_CLAIMS = {
  type: 'object',
  required: REQUIRED,
  properties: { ...COMMON, person_no: false, person_type: false, name: false },
} as const;

/** The two kinds of token, which differ in `typ` and `aud` and are never taken for each other. */
interface Kind {
  typ: string;
  audience: string;
  checkClaims: Validator;
}

const checkPerson = compileSchema(PERSON_CLAIMS);
const checkService = compileSchema(SERVICE_CLAIMS);

/** A person's launch token (contract, 2). Throws 401 with a telling type. */
export async function verifyLaunchToken(
  token: unknown,
  host: HostSettings,
  keys: HostKeys,
  now: number,
): Promise<Identity & Ticket> {
  const kind = { typ: 'launch+jwt', audience: host.audience, checkClaims: checkPerson };
  const claims = await verifyToken(token, kind, host, keys, now);
  return {
    issuer: host.issuer,
    subject: claims.sub as string,
    personNo: claims.person_no as string,
    personType: claims.person_type as PersonType,
    name: claims.name as string,
    tokenId: claims.jti as string,
  };
}

/** The host's own token for its service calls (contract, 8); its number, to be spent. Throws 401 with a telling type. */
export async function verifyServiceToken(
  token: unknown,
  host: HostSettings,
  keys: HostKeys,
  now: number,
): Promise<Ticket> {
  const kind = { typ: 'service+jwt', audience: `${host.audience}/host`, checkClaims: checkService };
  const claims = await verifyToken(token, kind, host, keys, now);
  return { issuer: host.issuer, tokenId: claims.jti as string };
}

/**
 * Checks a token as RFC 8725 asks for, and what the library leaves out: the exact `typ`, headers that would bring their
 * own key, a lifetime, a single audience, every claim.
 */
async function verifyToken(token: unknown, kind: Kind, host: HostSettings, keys: HostKeys, now: number) {
  const text = demandShape(token);
  const header = readHeader(text);
  demandHeader(header, kind, keys.named);
  const key = await keys.get(keys.named ? (header.kid as string) : undefined);
  const claims = verifySignature(text, header, key, { issuer: host.issuer, audience: kind.audience }, now);
  demandClaims(claims, kind, now);
  return claims;
}

function demandShape(token: unknown): string {
  if (typeof token !== 'string' || token === '') throw new Problem('token-malformed', { detail: '没有收到身份凭证' });
  if (Buffer.byteLength(token) > LONGEST_TOKEN || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token))
    throw new Problem('token-malformed');
  return token;
}

type Header = Record<string, unknown>;

function readHeader(token: string): Header {
  try {
    const [first = ''] = token.split('.');
    const header: unknown = JSON.parse(Buffer.from(first, 'base64url').toString('utf8'));
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) return header as Header;
  } catch {
    // Not JSON: refused below like any other header that is none.
  }
  throw new Problem('token-malformed');
}

function demandHeader(header: Header, { typ }: Kind, named: boolean): void {
  if (header.typ !== typ) throw new Problem('token-header', { detail: `凭证的 typ 应当是 ${typ}` });
  const forbidden = FORBIDDEN.find((name) => name in header);
  if (forbidden) throw new Problem('token-header', { detail: `凭证的头部不能有 ${forbidden}` });
  if (!named) return;
  if (typeof header.kid !== 'string' || !KID.test(header.kid))
    throw new Problem('token-header', { detail: '凭证没有写明密钥（kid）' });
}

function verifySignature(
  token: string,
  header: Header,
  key: HostKey,
  expected: { issuer: string; audience: string },
  now: number,
): JwtPayload {
  if (header.alg !== key.algorithm) throw new Problem('token-algorithm');
  try {
    const payload = verify(token, key.key, {
      algorithms: [key.algorithm],
      ...expected,
      clockTimestamp: Math.floor(now / 1000),
      clockTolerance: TOLERANCE,
    });
    if (typeof payload === 'object') return payload;
  } catch (error) {
    throw toProblem(error);
  }
  throw new Problem('token-claims');
}

const REASONS: [start: string, problem: ProblemName][] = [
  ['jwt issuer invalid', 'token-issuer'],
  ['jwt audience invalid', 'token-audience'],
  ['invalid algorithm', 'token-algorithm'],
  ['invalid signature', 'token-signature'],
  ['invalid exp', 'token-claims'],
  ['invalid nbf', 'token-claims'],
];

function toProblem(error: unknown): Problem {
  if (error instanceof TokenExpiredError) return new Problem('token-expired');
  if (error instanceof NotBeforeError) return new Problem('token-not-yet-valid');
  const message = error instanceof JsonWebTokenError ? error.message : '';
  return new Problem(REASONS.find(([start]) => message.startsWith(start))?.[1] ?? 'token-malformed');
}

function demandClaims(claims: JwtPayload, { checkClaims }: Kind, now: number): void {
  if (typeof claims.aud !== 'string') throw new Problem('token-audience', { detail: '凭证的 aud 应当是单个字符串' });
  const errors = checkClaims(claims);
  if (errors.length > 0) {
    const [{ pointer } = { pointer: '' }] = errors;
    throw new Problem('token-claims', { detail: `凭证内容有误：${pointer.slice(1)}` });
  }
  const { iat = 0, exp = 0 } = claims;
  if (iat > now / 1000 + TOLERANCE) throw new Problem('token-not-yet-valid');
  if (exp <= iat || exp - iat > LONGEST_LIFE)
    throw new Problem('token-lifetime', { detail: `凭证的有效期应当在 ${LONGEST_LIFE} 秒之内` });
}
