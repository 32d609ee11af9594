import { expect } from 'chai';
import request from 'supertest';
import { retry } from '../support/servers/shell';
import { createWorld, PEOPLE } from '../support/world';
import { KeyHost, signedBy, type Trouble } from './host-keys';

const MINUTE = 60_000;

describe("an answer with the host's keys that never comes to its end", () => {
  const host = new KeyHost();
  const world = createWorld(() => ({ HOST_SECRET: undefined, HOST_JWKS_URL: host.url }), host);

  const tokenOf = (key = host.keys[0] as (typeof host.keys)[0]) => signedBy(key, 'ES256', world, PEOPLE.wang);

  /** Launches and answers the last part of the problem's type; nothing for whoever is let in. */
  async function launch(token = tokenOf()): Promise<string | undefined> {
    const { body } = await request(world.app)
      .post('/launch')
      .type('form')
      .set('Accept', 'application/json')
      .send({ token });
    return body.type?.split(':').pop();
  }

  const jobsDone = async () => (await world.database.knex('checkin_job').where({ state: 'done' })).length;

  beforeEach(async () => {
    world.checkin.flushKeys();
    expect(await launch()).to.equal(undefined);
  });

  for (const trouble of ['cut off', 'endless', 'a drip'] satisfies Trouble[])
    it(`(${trouble}) holds up nobody for long, and all is well once the host is`, async () => {
      host.trouble = trouble;
      world.advance(6 * MINUTE);
      await world.checkin.jobs.tick();
      expect(host.asked).to.equal(2);
      world.advance(55 * MINUTE);
      expect(await launch()).to.equal('unavailable');
      host.trouble = undefined;
      expect(await launch()).to.equal(undefined);
    });

  it('(silence) holds up no job, and no launch with a trusted key', async () => {
    host.trouble = 'silence';
    world.advance(6 * MINUTE);
    const tick = world.checkin.jobs.tick();
    await retry(async () => expect(await jobsDone()).to.be.above(0), 10_000, 5);
    expect(host.abandoned).to.equal(0);
    await tick;
    await retry(async () => expect(host.abandoned).to.equal(1), 10_000, 5);
    world.advance(6 * MINUTE);
    for (let count = 0; count < 5; count += 1) expect(await launch()).to.equal(undefined);
    expect([host.asked, host.abandoned]).to.deep.equal([3, 1]);
    host.reset();
    await retry(async () => expect(await launch()).to.equal(undefined), 10_000, 50);
  });

  it('is waited for no longer once all is forgotten', async () => {
    const [lost] = host.keys;
    host.trouble = 'silence';
    world.advance(11 * MINUTE);
    const early = launch(tokenOf(lost));
    while (host.asked === 1) await new Promise((resolve) => setImmediate(resolve));
    host.reset();
    world.checkin.flushKeys();
    expect(await launch()).to.equal(undefined);
    expect(host.abandoned).to.equal(0);
    expect(await early).to.equal('token-signature');
  });
});
