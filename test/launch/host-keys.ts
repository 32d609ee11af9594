import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { sign } from 'jsonwebtoken';
import type { Someone, World } from '../support/world';

interface HostKey {
  kid: string;
  privateKey: KeyObject;
  jwk: Record<string, unknown>;
}

/** A key of a host; `more` goes into its published half. */
export function aKey(
  kid: string,
  kind: 'RSA' | 'EC' | 'weak RSA' | 'P-384',
  more: Record<string, unknown> = {},
): HostKey {
  const { privateKey, publicKey } =
    kind === 'RSA' || kind === 'weak RSA'
      ? generateKeyPairSync('rsa', { modulusLength: kind === 'RSA' ? 2048 : 1024 })
      : generateKeyPairSync('ec', { namedCurve: kind === 'EC' ? 'P-256' : 'P-384' });
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', ...more } };
}

/** What may become of a host's answer; the last three begin as a good one does. */
export type Trouble = 'an error' | 'silence' | 'cut off' | 'a drip' | 'endless';

const BEGINNING = '{"keys":[';
const TROUBLES: Record<Trouble, (response: ServerResponse) => unknown> = {
  'an error': (response) => response.writeHead(500).end(),
  silence: () => undefined,
  'cut off': (response) => response.write(BEGINNING, () => response.destroy()),
  'a drip': (response) => {
    response.write(BEGINNING);
    const drip = setInterval(() => response.write(' '), 500);
    response.once('close', () => clearInterval(drip));
  },
  endless: (response) => pipeline(Readable.from(blanks()), response, () => undefined),
};

function* blanks(): Generator<string> {
  yield BEGINNING;
  for (;;) yield ' '.repeat(65_536);
}

/** A host that publishes its keys over HTTP on loopback. */
export class KeyHost {
  keys: HostKey[] = [];
  asked = 0;
  /** How many of its answers nobody waited for any longer. */
  abandoned = 0;
  trouble: Trouble | undefined;
  private server!: Server;

  async open(): Promise<void> {
    this.server = createServer((_request, response) => {
      this.asked += 1;
      response.once('close', () => {
        if (!response.writableFinished) this.abandoned += 1;
      });
      if (this.trouble) return void TROUBLES[this.trouble](response);
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ keys: this.keys.map(({ jwk }) => jwk) }));
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  /** Publishes one new key and is in no trouble. */
  reset(): void {
    Object.assign(this, { keys: [aKey('one', 'EC')], asked: 0, abandoned: 0, trouble: undefined });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/jwks.json`;
  }

  close(): Promise<unknown> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

/** A token signed by a key of a host. */
export function signedBy(
  key: HostKey,
  algorithm: 'RS256' | 'ES256' | 'RS512' | 'ES384' | 'PS256',
  world: World,
  who: Someone,
  header: Record<string, unknown> = {},
): string {
  const iat = Math.floor(world.now / 1000);
  const claims = {
    iss: 'https://portal.example',
    aud: 'campus-checkin',
    sub: who.personNo,
    iat,
    exp: iat + 60,
    jti: randomUUID(),
    person_no: who.personNo,
    person_type: who.type,
    name: who.name,
  };
  return sign(claims, key.privateKey, {
    algorithm,
    allowInsecureKeySizes: true,
    header: { alg: algorithm, kid: key.kid, typ: 'launch+jwt', ...header },
  });
}
