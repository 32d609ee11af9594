import { createPublicKey, type JsonWebKey } from 'node:crypto';
import express, { type Request, type Router } from 'express';
import jwt, { type JwtPayload } from 'jsonwebtoken';
import { wallTime } from '../kernel/civil-date';
import type { PortalMessage } from './portal-host';

export interface PortalMessagesOptions {
  /** Where the module publishes its keys. */
  moduleUrl: string;
  /** This portal's own `iss`, for which the module makes its tokens. */
  issuer: string;
  /** Who the module says it is. */
  audience: string;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** True for somebody to whom the portal can bring a message. */
  knows: (personNo: string) => boolean;
}

/** The portal's letter box for the module, and what lies in it. */
export interface PortalMessages {
  /** `POST /messages`, as the contract has it. */
  router: Router;
  /** The latest messages to a person, the last one first. */
  of(personNo: string): PortalMessage[];
}

const PATH = '/messages';
const KEPT = 2;
const LONGEST_LIFE = 300;
const TIME_ZONE = 'Asia/Shanghai';

interface Body {
  people: string[];
  title: string;
  text: string;
  url: string;
}

/** Takes messages from the module alone: it proves itself by a token that its published key has signed. */
export function createPortalMessages(options: PortalMessagesOptions): PortalMessages {
  const boxes = new Map<string, PortalMessage[]>();
  const spent = new Set<string>();
  const router = express.Router();
  router.post(PATH, express.json({ limit: '256kb' }), async (req, res) => {
    const claims = await believe(options, req).catch(() => undefined);
    if (!claims?.jti || spent.has(claims.jti)) return void res.status(401).json({ error: '不认识这个凭证' });
    spent.add(claims.jti);
    const { people, title, text, url } = req.body as Body;
    const time = wallTime(options.now(), TIME_ZONE).time;
    const reached = people.filter(options.knows);
    for (const personNo of reached)
      boxes.set(personNo, [{ title, text, url, time }, ...(boxes.get(personNo) ?? [])].slice(0, KEPT));
    res.json({ delivered: reached, failed: people.filter((personNo) => !options.knows(personNo)) });
  });
  return { router, of: (personNo) => boxes.get(personNo) ?? [] };
}

/** The claims of a token that is in order; throws where it is not. */
async function believe({ moduleUrl, issuer, audience, now }: PortalMessagesOptions, req: Request): Promise<JwtPayload> {
  const [, token = ''] = /^Bearer (\S+)$/.exec(req.get('Authorization') ?? '') ?? [];
  const { header } = jwt.decode(token, { complete: true }) ?? {};
  if (header?.typ !== 'module+jwt') throw new Error('not a token of the module');
  const claims = jwt.verify(token, await publishedKey(moduleUrl, header.kid), {
    algorithms: ['RS256'],
    issuer: audience,
    audience: issuer,
    clockTimestamp: Math.floor(now() / 1000),
    clockTolerance: 30,
  });
  if (typeof claims === 'string' || (claims.exp ?? 0) - (claims.iat ?? 0) > LONGEST_LIFE) throw new Error('too long');
  return claims;
}

async function publishedKey(moduleUrl: string, kid: string | undefined) {
  const answer = await fetch(`${moduleUrl.replace(/\/$/, '')}/jwks.json`);
  const { keys } = (await answer.json()) as { keys: (JsonWebKey & { kid?: string })[] };
  const key = keys.find((each) => each.kid === kid);
  if (!key) throw new Error('the module has no such key');
  return createPublicKey({ key, format: 'jwk' });
}
