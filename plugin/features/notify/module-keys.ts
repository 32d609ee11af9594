import { createHash, createPrivateKey, generateKeyPair, type JsonWebKey, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Clock } from '../../kernel/clock';
import { type Database, isDuplicate } from '../../kernel/database';
import type { Job } from '../../kernel/jobs';
import type { Vault } from '../../kernel/vault';
import { isKeyDue, isRetired, signingKey } from './key-rules';
import { deleteKeys, insertKey, listKeys, type ModuleKey, openKey } from './store';

interface Parts {
  database: Database;
  vault: Vault;
  clock: Clock;
}

const RSA_BITS = 2048;
const DAY = 86_400_000;

/** A key that signs, by the name under which it is published. */
export interface Signer {
  kid: string;
  key: KeyObject;
}

/** The module's own RS256 keys: made once for all instances, published before they sign, renewed before they are old. */
export class ModuleKeys {
  constructor(private readonly parts: Parts) {}

  /** The public halves, as a JSON Web Key Set. */
  async publicSet(): Promise<{ keys: JsonWebKey[] }> {
    const keys = await this.load();
    return { keys: keys.map(({ publicKey, kid }) => ({ ...publicKey, kid, use: 'sig', alg: 'RS256' })) };
  }

  /** The key to sign with. */
  async signer(): Promise<Signer> {
    const { vault, clock } = this.parts;
    const usable = (await this.load()).flatMap((key) => {
      const pem = openKey(vault, key);
      return pem === undefined ? [] : [{ ...key, pem }];
    });
    const chosen = signingKey(usable, clock.now());
    if (!chosen) return this.replace();
    return { kid: chosen.kid, key: createPrivateKey(chosen.pem) };
  }

  /** Makes the next key in time, and forgets those that nothing good was signed by. */
  async renew(): Promise<void> {
    const { database, clock } = this.parts;
    const keys = await this.load();
    if (isKeyDue(keys, clock.now())) await this.make((keys.at(-1)?.sequence ?? 0) + 1);
    const retired = keys.filter((_, index) => isRetired(keys, index, clock.now())).map(({ sequence }) => sequence);
    if (retired.length > 0) await database.transaction((tx) => deleteKeys(tx, retired));
  }

  /** Looks after the keys once a day. */
  job(): Job {
    return {
      name: 'module-key',
      due: async (now) => [String(Math.floor(now / DAY))],
      run: () => this.renew(),
    };
  }

  /** The keys; the first one is made when it is first wanted. */
  private async load(): Promise<ModuleKey[]> {
    const { database } = this.parts;
    const keys = await listKeys(database.knex);
    if (keys.length > 0) return keys;
    await this.make(1);
    return listKeys(database.knex);
  }

  /** Of two instances that make the same key, one is first, and both use that one. */
  private async make(sequence: number): Promise<void> {
    const { database, vault, clock } = this.parts;
    const pair = await createPair();
    try {
      await database.transaction((tx) => insertKey(tx, vault, { ...pair, sequence, madeAt: clock.now() }));
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
  }

  /** No key opens any more, for the data key that sealed them was taken away: the next one takes over at once. */
  private async replace(): Promise<Signer> {
    const { database, vault } = this.parts;
    await this.make(((await this.load()).at(-1)?.sequence ?? 0) + 1);
    const made = (await listKeys(database.knex)).at(-1);
    const pem = made && openKey(vault, made);
    if (!made || pem === undefined) throw new Error('the key that was just made does not open');
    return { kid: made.kid, key: createPrivateKey(pem) };
  }
}

const createKeyPair = promisify(generateKeyPair);

async function createPair() {
  const { publicKey, privateKey } = await createKeyPair('rsa', { modulusLength: RSA_BITS });
  const jwk = publicKey.export({ format: 'jwk' });
  const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { kid: thumbprint(jwk), publicKey: jwk, privatePem };
}

/** The name of an RSA key after RFC 7638: the same key has the same one everywhere. */
function thumbprint({ e, kty, n }: JsonWebKey): string {
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
}
