import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../kernel/clock';
import type { Log } from '../../kernel/log';
import { type Answered, getJson } from '../../kernel/outgoing';
import { Problem } from '../../kernel/problem';
import type { HostSettings } from '../../kernel/settings';

/** A key of the host, with the one algorithm that it is good for. */
export interface HostKey {
  key: KeyObject;
  algorithm: 'RS256' | 'ES256' | 'HS256';
}

/** Where the keys that the host signs with are known from. */
export interface HostKeys {
  /** True when a token has to name its key. */
  named: boolean;
  /** The key of a name. Throws 401 when the host has none of that name, 503 when it does not say. */
  get(kid: string | undefined): Promise<HostKey>;
  /** Fetches the keys anew before they are too old. Never throws. */
  refresh(): Promise<void>;
  /** Forgets the keys that are known, in an emergency: none of them is good again before the host is asked anew. */
  flush(): void;
}

/** How long keys are good without a question. */
const FRESH_MS = 10 * 60_000;
/** How long keys are trusted when the host's address does not answer. */
const TRUSTED_MS = 60 * 60_000;
/** For the whole answer. */
const TIMEOUT_MS = 3_000;
/** A set holds a few keys, each of a few hundred bytes. */
const MOST_BYTES = 1024 * 1024;
/** However many unknown names arrive, the host is asked this often at most. */
const SPACING_MS = 1_000;
const RSA_BITS = 2048;

/** The keys of a host's settings. */
export function createHostKeys({ keys }: HostSettings, clock: Clock, log: Log): HostKeys {
  if ('secret' in keys) return sharedSecret(keys.secret);
  if ('none' in keys) return NO_KEYS;
  return new PublishedKeys(keys.jwksUrl, clock, log);
}

/** Where Yiban is the only host, no token is good. */
const NO_KEYS: HostKeys = {
  named: false,
  get: async () => {
    throw new Problem('token-key', { detail: '本校没有开通这种进入方式，请从易班进入' });
  },
  refresh: async () => {},
  flush: () => {},
};

function sharedSecret(secret: string): HostKeys {
  const key = { key: createSecretKey(Buffer.from(secret)), algorithm: 'HS256' } as const;
  return { named: false, get: async () => key, refresh: async () => {}, flush: () => {} };
}

/** What is known of a host's keys, from nothing on; all of it is let go when they are forgotten. */
interface Known {
  keys: Map<string, HostKey>;
  /** When the host was asked for these keys. */
  fetchedAt: number;
  /** When it was asked last, by the clock that only goes forward. */
  askedAt: number;
  asking: Promise<void> | undefined;
  /** False until there is an answer, and again when there is none. */
  isAnswered: boolean;
}

const nothingYet = (): Known => ({
  keys: new Map(),
  fetchedAt: Number.NEGATIVE_INFINITY,
  askedAt: Number.NEGATIVE_INFINITY,
  asking: undefined,
  isAnswered: false,
});

class PublishedKeys implements HostKeys {
  readonly named = true;
  private known = nothingYet();

  constructor(
    private readonly address: string,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  async get(kid: string | undefined): Promise<HostKey> {
    if (kid === undefined) throw new Problem('token-header', { detail: '凭证没有写明密钥（kid）' });
    const known = this.find(kid, FRESH_MS) ?? this.findBehind(kid);
    if (known) return known;
    await this.askFor(kid);
    const key = this.find(kid, TRUSTED_MS);
    if (key) return key;
    if (this.known.isAnswered) throw new Problem('token-key');
    throw new Problem('unavailable', { detail: '暂时取不到学校门户的公钥，请稍后再试' });
  }

  async refresh(): Promise<void> {
    if (this.age() > FRESH_MS / 2) await this.ask();
  }

  flush(): void {
    this.known = nothingYet();
  }

  private age(): number {
    return this.clock.now() - this.known.fetchedAt;
  }

  private find(kid: string, oldest: number): HostKey | undefined {
    return this.age() <= oldest ? this.known.keys.get(kid) : undefined;
  }

  /** A key that is trusted while the host does not answer. It is asked again meanwhile; nobody waits for that. */
  private findBehind(kid: string): HostKey | undefined {
    const key = this.known.isAnswered ? undefined : this.find(kid, TRUSTED_MS);
    if (key) void this.ask();
    return key;
  }

  /** An answer may be older than the key when it was on its way as the name turned up, and is none when all was forgotten. */
  private async askFor(kid: string): Promise<void> {
    const { known } = this;
    const since = performance.now();
    await this.ask();
    const isOlder = known.isAnswered && known.askedAt < since && !known.keys.has(kid);
    if (isOlder || known !== this.known) await this.ask();
  }

  /** One question at a time, shared by all who wait for it; the next one not before its time. */
  private ask(): Promise<void> {
    const { known } = this;
    known.asking ??= this.askInTime(known).finally(() => {
      known.asking = undefined;
    });
    return known.asking;
  }

  private async askInTime(known: Known): Promise<void> {
    const wait = known.askedAt + SPACING_MS - performance.now();
    if (wait > 0) await sleep(wait);
    known.askedAt = performance.now();
    const now = this.clock.now();
    try {
      known.keys = readKeys(await getJson(this.address, { timeoutMs: TIMEOUT_MS, mostBytes: MOST_BYTES }));
      known.fetchedAt = now;
      known.isAnswered = true;
    } catch (error) {
      known.isAnswered = false;
      this.log.warn({ err: error }, "the host's keys could not be fetched");
    }
  }
}

/**
 * The keys of a set that are good for signatures, by name. Others, symmetric ones above all, are not for us. Throws where
 * the answer is no set at all: then the keys that are known go on.
 */
function readKeys({ status, json }: Answered): Map<string, HostKey> {
  const set = isObject(json) ? json.keys : undefined;
  if (status < 200 || status > 299 || !Array.isArray(set))
    throw new Error(`the answer (${status}) has no list of keys`);
  return new Map(
    set.filter(isObject).flatMap((jwk) => {
      const key = readKey(jwk);
      return key && typeof jwk.kid === 'string' ? [[jwk.kid, key] as const] : [];
    }),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function readKey(jwk: Record<string, unknown>): HostKey | undefined {
  if (jwk.use !== undefined && jwk.use !== 'sig') return undefined;
  const algorithm = jwk.kty === 'RSA' ? 'RS256' : jwk.kty === 'EC' && jwk.crv === 'P-256' ? 'ES256' : undefined;
  if (!algorithm || (jwk.alg !== undefined && jwk.alg !== algorithm)) return undefined;
  try {
    const { kty, n, e, crv, x, y } = jwk as Record<string, string>;
    const key = createPublicKey({ key: { kty, n, e, crv, x, y }, format: 'jwk' });
    const weak = algorithm === 'RS256' && (key.asymmetricKeyDetails?.modulusLength ?? 0) < RSA_BITS;
    return weak ? undefined : { key, algorithm };
  } catch {
    return undefined;
  }
}
