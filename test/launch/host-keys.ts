import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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

/** A host that publishes its keys over HTTP on loopback. */
export class KeyHost {
  keys: HostKey[] = [];
  asked = 0;
  down = false;
  private server!: Server;

  async open(): Promise<void> {
    this.server = createServer((_request, response) => {
      this.asked += 1;
      if (this.down) return void response.writeHead(500).end();
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ keys: this.keys.map(({ jwk }) => jwk) }));
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/jwks.json`;
  }

  close(): Promise<unknown> {
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
