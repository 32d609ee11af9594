import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Configuration } from 'oidc-provider';
import request from 'supertest';
import { PEOPLE, type Someone, World } from '../support/world';
import { aKey } from './host-keys';

type Key = ReturnType<typeof aKey>;

const MODULE = 'urn:checkin:module';
const CLIENT = { id: 'portal', secret: 'what the portal and its issuer share' };

/**
 * A certified OpenID provider as the host's issuer: it publishes its own keys and signs by its own code. Its tokens become
 * launch tokens by nothing but their `typ` and the claims about the person.
 */
class Issuer {
  private server!: Server;
  private handler: RequestListener = (_request, response) => void response.writeHead(503).end();
  who: Someone = PEOPLE.wang;
  now = () => Date.now();

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async open(): Promise<void> {
    this.server = createServer((request, response) => this.handler(request, response));
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  /** Publishes these keys from now on, and signs by the first. */
  async signBy(...keys: Key[]): Promise<void> {
    const { Provider } = await import('oidc-provider');
    this.handler = new Provider(this.url, this.configuration(keys)).callback() as RequestListener;
  }

  /** A token about {@link who}, as the issuer gives it to the portal. */
  async token(): Promise<string> {
    const answer = await fetch(`${this.url}/token`, {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa(`${CLIENT.id}:${encodeURIComponent(CLIENT.secret)}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource: MODULE }),
    });
    const { access_token: token } = (await answer.json()) as { access_token?: string };
    expect(token, 'the issuer gives a token').to.be.a('string');
    return token as string;
  }

  close(): Promise<unknown> {
    return new Promise((resolve) => this.server.close(resolve).closeAllConnections());
  }

  private configuration(keys: readonly Key[]): Configuration {
    return {
      clients: [
        {
          client_id: CLIENT.id,
          client_secret: CLIENT.secret,
          grant_types: ['client_credentials'],
          redirect_uris: [],
          response_types: [],
        },
      ],
      jwks: { keys: keys.map(({ kid, privateKey }) => ({ ...privateKey.export({ format: 'jwk' }), kid, use: 'sig' })) },
      features: {
        devInteractions: { enabled: false },
        clientCredentials: { enabled: true },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: () => ({
            audience: 'campus-checkin',
            accessTokenFormat: 'jwt',
            accessTokenTTL: 60,
            scope: '',
            jwt: { sign: { alg: 'RS256' } },
          }),
        },
      },
      formats: {
        customizers: {
          jwt: (_context, _token, parts) => {
            const { personNo, type, name } = this.who;
            parts.header = { ...parts.header, typ: 'launch+jwt' };
            Object.assign(parts.payload, { sub: personNo, person_no: personNo, person_type: type, name });
          },
        },
      },
    };
  }
}

describe('an issuer of its own making', () => {
  const [first, second] = [aKey('first', 'RSA'), aKey('second', 'RSA')];
  const issuer = new Issuer();
  let world: World;

  before(() => issuer.open());
  after(() => issuer.close());
  beforeEach(async () => {
    await issuer.signBy(first);
    world = new World({ HOST_ISSUER: issuer.url, HOST_SECRET: undefined, HOST_JWKS_URL: `${issuer.url}/jwks` });
    await world.open();
    await world.reset();
    // The issuer knows the real time alone.
    world.advance(Date.now() - world.now);
  });
  afterEach(() => world.close());

  async function launch(token: string): Promise<[number, string | undefined]> {
    const answer = await request(world.app)
      .post('/launch')
      .type('form')
      .set('Accept', 'application/json')
      .send({ token });
    return [answer.status, answer.body.type?.split(':').pop()];
  }

  it('lets a student and a teacher in, each token once', async () => {
    for (const who of [PEOPLE.wang, PEOPLE.teacher]) {
      issuer.who = who;
      const token = await issuer.token();
      expect(await launch(token)).to.deep.equal([200, undefined]);
      expect(await launch(token)).to.deep.equal([401, 'token-spent']);
    }
  });

  it('changes its key without anybody noticing', async () => {
    issuer.who = PEOPLE.wang;
    expect(await launch(await issuer.token())).to.deep.equal([200, undefined]);
    const early = await issuer.token();
    await issuer.signBy(second, first);
    expect(await launch(await issuer.token())).to.deep.equal([200, undefined]);
    expect(await launch(early)).to.deep.equal([200, undefined]);
  });

  it('is refused once it signs by a key that it does not publish', async () => {
    issuer.who = PEOPLE.wang;
    const hidden = aKey('first', 'RSA');
    await issuer.signBy(hidden);
    const token = await issuer.token();
    await issuer.signBy(first);
    expect(await launch(token)).to.deep.equal([401, 'token-signature']);
  });
});
