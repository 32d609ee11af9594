import { createSecretKey, randomUUID } from 'node:crypto';
import { type Secret, sign } from 'jsonwebtoken';
import type { Clock } from '../../kernel/clock';
import type { HostSettings } from '../../kernel/settings';
import type { ModuleKeys } from './module-keys';

/** Seconds that a token of the module is good for: one message's way, and clocks that differ. The contract allows 300. */
const LIFETIME = 120;
const TYP = 'module+jwt';

/** Makes a token by which the host knows a call of the module. */
export type SignModuleToken = () => Promise<string>;

interface Parts {
  host: HostSettings;
  /** The manifest's `id`. */
  moduleId: string;
  keys: ModuleKeys;
  clock: Clock;
}

/**
 * Signs `typ: module+jwt` tokens (contract, 8): `iss` is the manifest's id, `aud` the host's own `iss`, so that a token for
 * one host is of no use to another; `jti` is new each time. HS256 by the shared secret, or RS256 by the module's own key.
 */
export function createModuleTokens({ host, moduleId, keys, clock }: Parts): SignModuleToken {
  const secret = 'secret' in host.keys ? createSecretKey(Buffer.from(host.keys.secret)) : undefined;
  const claims = () => {
    const iat = Math.floor(clock.now() / 1000);
    return { iss: moduleId, aud: host.issuer, iat, exp: iat + LIFETIME, jti: randomUUID() };
  };
  const signed = (algorithm: 'HS256' | 'RS256', key: Secret, kid?: string) =>
    sign(claims(), key, { algorithm, header: { alg: algorithm, typ: TYP, ...(kid === undefined ? {} : { kid }) } });
  return async () => {
    if (secret) return signed('HS256', secret);
    const { key, kid } = await keys.signer();
    return signed('RS256', key, kid);
  };
}
