import { createHash, createPublicKey, generateKeyPairSync, type JsonWebKey, randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { Persona } from './personas';

/** How long a token may be used after it was made, in seconds. */
const LIFETIME = 60;

/** What the host says about a person who enters the module (contract, 2). */
export interface LaunchClaims {
  iss: string;
  aud: string;
  sub: string;
  /** Seconds since the epoch, like `exp`. */
  iat: number;
  exp: number;
  jti: string;
  person_no: string;
  person_type: 'student' | 'staff';
  name: string;
}

/** The public halves of a host's keys, as published. */
export interface KeySet {
  keys: JsonWebKey[];
}

export interface TokenSigner {
  jwks: KeySet;
  /** A token for one entry by this person; `overrides` are for tests that want a wrong one. */
  sign(persona: Persona, overrides?: Partial<LaunchClaims>): string;
  /** A token for one call of the portal itself (contract, 8). */
  signService(): string;
}

export interface TokenSignerOptions {
  issuer: string;
  audience: string;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Makes an ES256 key pair that lives as long as the process, and what signs with it. */
export function createTokenSigner({ issuer, audience, now }: TokenSignerOptions): TokenSigner {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKey = createPublicKey(privateKey).export({ format: 'jwk' });
  const kid = thumbprint(publicKey);
  return {
    jwks: { keys: [{ ...publicKey, kid, use: 'sig', alg: 'ES256' }] },
    sign(persona, overrides) {
      const iat = Math.floor(now() / 1000);
      const claims = { iss: issuer, aud: audience, ...claimsOf(persona), iat, exp: iat + LIFETIME, ...overrides };
      return jwt.sign(claims, privateKey, { header: { alg: 'ES256', kid, typ: 'launch+jwt' } });
    },
    signService() {
      const iat = Math.floor(now() / 1000);
      const claims = {
        iss: issuer,
        aud: `${audience}/host`,
        sub: 'portal',
        iat,
        exp: iat + LIFETIME,
        jti: randomUUID(),
      };
      return jwt.sign(claims, privateKey, { header: { alg: 'ES256', kid, typ: 'service+jwt' } });
    },
  };
}

function claimsOf({ personNo, personType, name }: Persona) {
  return { sub: `portal-${personNo}`, jti: randomUUID(), person_no: personNo, person_type: personType, name };
}

/** The name of an elliptic key after RFC 7638: the same key has the same one everywhere. */
function thumbprint({ crv, kty, x, y }: JsonWebKey): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}
