import { createHmac, createPublicKey } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import request from 'supertest';
import { PEOPLE, World } from '../support/world';
import { aKey, signedBy } from './host-keys';

type Key = ReturnType<typeof aKey>;

describe("the host's published keys, in trouble", () => {
  const [first, second] = [aKey('first', 'EC'), aKey('second', 'RSA')];
  let server: Server;
  let world: World;
  /** What the host answers, and what holds its answer back. */
  let body: unknown;
  let ready: Promise<void>;
  let asked: number;

  before(async () => {
    server = createServer((_request, response) => {
      asked += 1;
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      void ready.then(() => response.end(text));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(() => new Promise((resolve) => server.close(resolve)));

  beforeEach(async () => {
    body = setOf(first);
    ready = Promise.resolve();
    asked = 0;
    const { port } = server.address() as AddressInfo;
    world = new World({ HOST_SECRET: undefined, HOST_JWKS_URL: `http://127.0.0.1:${port}/keys` });
    await world.open();
    await world.reset();
  });
  afterEach(() => world.close());

  const setOf = (...keys: Key[]) => ({ keys: keys.map(({ jwk }) => jwk) });
  const byKey = (key: Key, header = {}) =>
    signedBy(key, key === second ? 'RS256' : 'ES256', world, PEOPLE.wang, header);

  /** Launches and answers the status and the last part of the problem's type. */
  async function launch(token: string): Promise<[number, string | undefined]> {
    const answer = await request(world.app)
      .post('/launch')
      .type('form')
      .set('Accept', 'application/json')
      .send({ token });
    return [answer.status, answer.body.type?.split(':').pop()];
  }

  it('are known when published while an older answer was on its way', async () => {
    let release = () => {};
    ready = new Promise((resolve) => {
      release = resolve;
    });
    const early = launch(byKey(first));
    while (asked === 0) await new Promise((resolve) => setImmediate(resolve));
    body = setOf(first, second);
    const late = launch(byKey(second));
    await new Promise((resolve) => setTimeout(resolve, 50));
    release();
    expect(await early).to.deep.equal([200, undefined]);
    expect(await late).to.deep.equal([200, undefined]);
    expect(asked).to.equal(2);
  });

  it('that were on their way when all was forgotten are none', async () => {
    expect(await launch(byKey(first))).to.deep.equal([200, undefined]);
    let release = () => {};
    ready = new Promise((resolve) => {
      release = resolve;
    });
    world.advance(11 * 60_000);
    const early = launch(byKey(first));
    while (asked === 1) await new Promise((resolve) => setImmediate(resolve));
    body = setOf(second);
    world.checkin.flushKeys();
    release();
    expect(await early).to.deep.equal([401, 'token-key']);
    expect(await launch(byKey(second))).to.deep.equal([200, undefined]);
  });

  for (const [what, nonsense] of [
    ['an answer without keys', { error: 'in maintenance' }],
    ['a page instead of keys', '<html>in maintenance</html>'],
    ['null', null],
  ] as const)
    it(`go on when the host gives ${what}`, async () => {
      expect(await launch(byKey(first))).to.deep.equal([200, undefined]);
      body = nonsense;
      world.advance(11 * 60_000);
      expect(await launch(byKey(first))).to.deep.equal([200, undefined]);
      expect(asked).to.equal(2);
    });

  it('that were never had are 503 whatever the host gives, and come when it gives them', async () => {
    for (const nonsense of [{}, { keys: 'many' }]) {
      body = nonsense;
      expect(await launch(byKey(first))).to.deep.equal([503, 'unavailable']);
    }
    body = setOf(first);
    expect(await launch(byKey(first))).to.deep.equal([200, undefined]);
  });

  it('are taken out of a set that holds odd things as well', async () => {
    body = { keys: [null, 5, 'x', {}, { kty: 'oct', k: 'c2VjcmV0', kid: 'oct' }, { kty: 'RSA', kid: 'r' }, first.jwk] };
    expect(await launch(byKey(first))).to.deep.equal([200, undefined]);
    const symmetric = (secret: string) => {
      const claims = byKey(first).split('.')[1];
      const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'launch+jwt', kid: 'oct' })).toString('base64url');
      return `${header}.${claims}.${createHmac('sha256', secret).update(`${header}.${claims}`).digest('base64url')}`;
    };
    expect(await launch(symmetric('secret'))).to.deep.equal([401, 'token-key']);
  });

  it('are no secret to sign with, in any writing', async () => {
    body = setOf(first, second);
    const key = createPublicKey({ key: second.jwk, format: 'jwk' });
    const pem = (type: 'spki' | 'pkcs1') => String(key.export({ type, format: 'pem' }));
    for (const secret of [pem('spki'), pem('pkcs1'), pem('spki').trim(), String(second.jwk.n)]) {
      const claims = byKey(second).split('.')[1];
      const header = { alg: 'HS256', typ: 'launch+jwt', kid: 'second' };
      const text = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${claims}`;
      const token = `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
      expect(await launch(token)).to.deep.equal([401, 'token-algorithm']);
    }
  });

  it('answer for their own name and algorithm alone', async () => {
    body = setOf(first, second);
    expect(await launch(byKey(first, { kid: 'second' }))).to.deep.equal([401, 'token-algorithm']);
    expect(await launch(byKey(second, { kid: 'first' }))).to.deep.equal([401, 'token-algorithm']);
    const twin = { ...aKey('twin', 'EC'), kid: 'first' };
    expect(await launch(byKey(twin))).to.deep.equal([401, 'token-signature']);
    for (const kid of [
      '../first',
      'first\u0000',
      ' first',
      { kid: 'first' },
      ['first'],
      null,
      0,
      true,
      'x'.repeat(129),
    ])
      expect((await launch(byKey(first, { kid })))[0], JSON.stringify(kid)).to.equal(401);
  });

  it('are fetched ahead, so that nobody waits for them', async () => {
    expect(await launch(byKey(first))).to.deep.equal([200, undefined]);
    world.advance(6 * 60_000);
    await world.checkin.jobs.tick();
    expect(asked).to.equal(2);
    world.advance(6 * 60_000);
    expect(await launch(byKey(first))).to.deep.equal([200, undefined]);
    expect(asked).to.equal(2);
  });

  it('make the manifest name what they can do', () => {
    expect(world.checkin.manifest.auth.algorithms).to.deep.equal(['RS256', 'ES256']);
  });
});
