import { createPublicKey } from 'node:crypto';
import { expect } from 'chai';
import express from 'express';
import request from 'supertest';
import { createCheckin } from '../../plugin';
import { ModuleKeys } from '../../plugin/features/notify/module-keys';
import { aKey, KeyHost, signedBy } from '../launch/host-keys';
import { aCampaign, Client, createWorld, PEOPLE, World } from '../support/world';
import { StandInHost } from './stand-in-host';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Published {
  kid: string;
  kty: string;
}

describe("the module's own keys", () => {
  const hostKey = aKey('host-1', 'EC');
  const keyHost = new KeyHost();
  const host = new StandInHost();
  let world: World;
  before(async () => {
    await keyHost.open();
    await host.open();
    keyHost.keys = [hostKey];
    world = new World({ HOST_SECRET: undefined, HOST_JWKS_URL: keyHost.url, HOST_NOTIFY_URL: host.url });
    await world.open();
    host.now = () => world.now;
    host.keyOf = async (kid) => {
      const key = (await published()).find((each) => each.kid === kid);
      return key ? createPublicKey({ key: { ...key }, format: 'jwk' }) : '';
    };
  });
  beforeEach(async () => {
    host.reset();
    await world.reset();
  });
  after(async () => {
    await world?.close();
    host.close();
    await keyHost.close();
  });

  const published = async (app = world.app): Promise<Published[]> => (await request(app).get('/jwks.json')).body.keys;

  async function remind() {
    const token = signedBy(hostKey, 'ES256', world, PEOPLE.teacher);
    const launch = await request(world.app)
      .post('/launch')
      .type('form')
      .set('Accept', 'application/json')
      .send({ token });
    const client = new Client(world, launch.body.session);
    const { body } = await client.post('/api/campaigns/winter/reminders', { date: world.today });
    return body;
  }

  it('are published without their private halves, and sign what the host is sent', async () => {
    const [key, ...others] = await published();
    expect(others).to.deep.equal([]);
    expect(key).to.have.all.keys('kid', 'kty', 'n', 'e', 'use', 'alg');
    expect(key).to.include({ kty: 'RSA', alg: 'RS256', use: 'sig' });
    expect(await remind()).to.deep.include({ delivered: 3, failed: 0 });
    expect(host.calls[0]?.header).to.deep.include({ alg: 'RS256', kid: key?.kid, typ: 'module+jwt' });
    expect(host.refused).to.deep.equal([]);
  });

  it('lie sealed in the database', async () => {
    await published();
    const [row] = await world.database.knex('checkin_module_key');
    expect(row.sealed).to.match(/^k1\./);
    expect(JSON.stringify(row)).not.to.contain('PRIVATE KEY');
  });

  it('are one, however many instances begin at once', async () => {
    const { database, vault } = world;
    const instances = [1, 2, 3].map(() => new ModuleKeys({ database, vault, clock: { now: () => world.now } }));
    const sets = await Promise.all(instances.map((instance) => instance.publicSet()));
    await Promise.all(instances.map((instance) => instance.renew()));
    expect(new Set(sets.map(({ keys }) => keys[0]?.kid)).size).to.equal(1);
    expect(await world.database.knex('checkin_module_key').count({ keys: '*' })).to.deep.equal([{ keys: 1 }]);
  });

  it('are followed by the next one after 90 days, which is published before it signs', async () => {
    const [first] = await published();
    await world.apply(aCampaign({ endsOn: '2021-12-31', reason: '延长' }));
    world.advance(90 * DAY);
    await world.checkin.jobs.tick();
    const both = await published();
    expect(both.map(({ kid }) => kid))
      .to.include(first?.kid)
      .and.to.have.length(2);
    await remind();
    world.advance(HOUR + 1_000);
    await remind();
    expect(host.calls.map(({ header }) => header.kid)).to.deep.equal(both.map(({ kid }) => kid));
    expect(await published()).to.have.length(2);
    world.advance(DAY);
    await world.checkin.jobs.tick();
    expect((await published()).map(({ kid }) => kid)).to.deep.equal([both[1]?.kid]);
    await remind();
    expect(host.refused).to.deep.equal([]);
  });

  it('are replaced where the data key that sealed them was taken away', async () => {
    const [lost] = await published();
    const keys = `k2:${Buffer.alloc(32, 9).toString('base64')}`;
    const elsewhere = await createCheckin({ ...world.input(), DATA_KEYS: keys }, { clock: () => world.now });
    const app = express().use(elsewhere.router);
    const token = signedBy(hostKey, 'ES256', world, PEOPLE.teacher);
    const launch = await request(app).post('/launch').type('form').set('Accept', 'application/json').send({ token });
    const answer = await request(app)
      .post('/api/campaigns/winter/reminders')
      .set('Authorization', `Bearer ${launch.body.session}`)
      .send({ date: world.today });
    await elsewhere.close();
    expect(answer.body).to.deep.include({ delivered: 3, failed: 0 });
    expect(host.calls[0]?.header.kid).not.to.equal(lost?.kid);
  });
});

describe('the keys of a module that shares a secret with its host', () => {
  const world = createWorld();

  it('are none', async () => {
    const answer = await request(world.app).get('/jwks.json');
    expect(answer.body).to.deep.equal({ keys: [] });
    expect(answer.headers['cache-control']).to.equal('public, max-age=300');
    await world.checkin.jobs.tick();
    expect(await world.database.knex('checkin_module_key')).to.deep.equal([]);
  });
});
