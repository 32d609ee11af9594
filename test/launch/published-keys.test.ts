import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import request from 'supertest';
import { PEOPLE, World } from '../support/world';
import { aKey, KeyHost, signedBy } from './host-keys';

describe("the host's published keys", () => {
  const host = new KeyHost();
  let world: World;

  before(() => host.open());
  after(() => host.close());

  beforeEach(async () => {
    host.reset();
    world = new World({ HOST_SECRET: undefined, HOST_JWKS_URL: host.url });
    await world.open();
    await world.reset();
  });
  afterEach(() => world.close());

  async function launch(token: string) {
    return request(world.app).post('/launch').type('form').set('Accept', 'application/json').send({ token });
  }
  const key = (index = 0) => host.keys[index] as ReturnType<typeof aKey>;

  it('take RS256 and ES256, each by its own kind of key', async () => {
    host.keys.push(aKey('two', 'RSA'));
    expect((await launch(signedBy(key(0), 'ES256', world, PEOPLE.wang))).status).to.equal(200);
    expect((await launch(signedBy(key(1), 'RS256', world, PEOPLE.li))).status).to.equal(200);
    expect(host.asked).to.equal(1);
  });

  it('take no other algorithm', async () => {
    host.keys = [aKey('two', 'RSA'), aKey('three', 'P-384')];
    for (const algorithm of ['RS512', 'PS256'] as const) {
      const answer = await launch(signedBy(key(0), algorithm, world, PEOPLE.wang));
      expect([answer.status, answer.body.type]).to.deep.equal([401, 'urn:checkin:problem:token-algorithm']);
    }
    const p384 = await launch(signedBy(key(1), 'ES384', world, PEOPLE.wang));
    expect([p384.status, p384.body.type]).to.deep.equal([401, 'urn:checkin:problem:token-key']);
  });

  it('are never taken for a shared secret', async () => {
    const pem = JSON.stringify(key().jwk);
    const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'launch+jwt', kid: 'one' })).toString('base64url');
    const claims = signedBy(key(), 'ES256', world, PEOPLE.wang).split('.')[1];
    const signature = createHmac('sha256', pem).update(`${header}.${claims}`).digest('base64url');
    expect((await launch(`${header}.${claims}.${signature}`)).body.type).to.match(/token-algorithm$/);
  });

  it('have to be named, plainly', async () => {
    for (const kid of [undefined, '', '../one', 'a b', 'x'.repeat(129), 1, { $ne: 1 }]) {
      const answer = await launch(signedBy(key(), 'ES256', world, PEOPLE.wang, { kid }));
      expect(answer.status).to.equal(401);
      expect(answer.body.type).to.be.oneOf(['urn:checkin:problem:token-header', 'urn:checkin:problem:token-key']);
    }
  });

  it('that are for something else, or weak, are none', async () => {
    host.keys = [
      aKey('enc', 'RSA', { use: 'enc' }),
      aKey('weak', 'weak RSA'),
      aKey('other', 'RSA', { alg: 'RS512' }),
      aKey('good', 'RSA'),
    ];
    for (const index of [0, 1, 2]) {
      const answer = await launch(signedBy(key(index), 'RS256', world, PEOPLE.wang));
      expect([answer.status, answer.body.type]).to.deep.equal([401, 'urn:checkin:problem:token-key']);
    }
    expect((await launch(signedBy(key(3), 'RS256', world, PEOPLE.wang))).status).to.equal(200);
  });

  it('may change without a restart; the old one is good until it is gone', async () => {
    const old = key();
    expect((await launch(signedBy(old, 'ES256', world, PEOPLE.wang))).status).to.equal(200);
    host.keys = [old, aKey('new', 'EC')];
    expect((await launch(signedBy(key(1), 'ES256', world, PEOPLE.wang))).status).to.equal(200);
    expect((await launch(signedBy(old, 'ES256', world, PEOPLE.wang))).status).to.equal(200);
    host.keys = [key(1)];
    world.advance(11 * 60_000);
    expect((await launch(signedBy(old, 'ES256', world, PEOPLE.wang))).body.type).to.match(/token-key$/);
  });

  it('are forgotten at once in an emergency, and asked for anew', async () => {
    const lost = key();
    expect((await launch(signedBy(lost, 'ES256', world, PEOPLE.wang))).status).to.equal(200);
    host.keys = [aKey('new', 'EC')];
    expect((await launch(signedBy(lost, 'ES256', world, PEOPLE.wang))).status).to.equal(200);
    world.checkin.flushKeys();
    expect((await launch(signedBy(lost, 'ES256', world, PEOPLE.wang))).body.type).to.match(/token-key$/);
    expect((await launch(signedBy(key(), 'ES256', world, PEOPLE.wang))).status).to.equal(200);
    host.trouble = 'an error';
    world.checkin.flushKeys();
    expect((await launch(signedBy(key(), 'ES256', world, PEOPLE.wang))).status).to.equal(503);
  });

  it('go on while their address is away, but not for ever', async () => {
    expect((await launch(signedBy(key(), 'ES256', world, PEOPLE.wang))).status).to.equal(200);
    host.trouble = 'an error';
    world.advance(11 * 60_000);
    expect((await launch(signedBy(key(), 'ES256', world, PEOPLE.wang))).status).to.equal(200);
    world.advance(60 * 60_000);
    const late = await launch(signedBy(key(), 'ES256', world, PEOPLE.wang));
    expect([late.status, late.body.type]).to.deep.equal([503, 'urn:checkin:problem:unavailable']);
    expect(late.headers['retry-after']).to.match(/^\d+$/);
  });

  it('of an unknown name are refused by what the host says, and are 503 while it says nothing', async () => {
    const strange = { ...key(), kid: 'strange' };
    expect((await launch(signedBy(key(), 'ES256', world, PEOPLE.wang))).status).to.equal(200);
    expect((await launch(signedBy(strange, 'ES256', world, PEOPLE.wang))).body.type).to.match(/token-key$/);
    host.trouble = 'an error';
    expect((await launch(signedBy(strange, 'ES256', world, PEOPLE.wang))).status).to.equal(503);
    expect((await launch(signedBy(key(), 'ES256', world, PEOPLE.wang))).status).to.equal(200);
  });

  it('that cannot be had at all are 503, and later all is well', async () => {
    host.trouble = 'an error';
    const away = await launch(signedBy(key(), 'ES256', world, PEOPLE.wang));
    expect(away.status).to.equal(503);
    expect(away.headers['retry-after']).to.match(/^\d+$/);
    host.trouble = undefined;
    expect((await launch(signedBy(key(), 'ES256', world, PEOPLE.wang))).status).to.equal(200);
  });

  it('are not asked for by each unknown name, and a real new one still gets in', async () => {
    expect((await launch(signedBy(key(), 'ES256', world, PEOPLE.wang))).status).to.equal(200);
    const strange = Array.from({ length: 40 }, (_, index) => ({ ...key(), kid: `unknown-${index}` }));
    const flood = strange.map((each) => launch(signedBy(each, 'ES256', world, PEOPLE.wang)));
    host.keys = [key(), aKey('new', 'EC')];
    const late = launch(signedBy(key(1), 'ES256', world, PEOPLE.li));
    for (const answer of await Promise.all(flood)) expect(answer.status).to.equal(401);
    expect((await late).status).to.equal(200);
    expect(host.asked).to.be.at.most(4);
  });
});
