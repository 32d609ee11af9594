import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import express from 'express';
import request from 'supertest';
import { createCheckin } from '../../plugin';
import { COMMAND_LINE } from '../../plugin/features/audit';
import { applyCampaign } from '../../plugin/features/campaign';
import { importRoster } from '../../plugin/features/roster';
import { openDatabase } from '../../plugin/kernel/database';
import { temporaryFolder } from '../support/servers/shell';
import { aCampaign, aReport, createWorld, PEOPLE, type Someone, STAFF, STUDENTS } from '../support/world';

describe("the module in a host's process", () => {
  const world = createWorld({ PUBLIC_URL: 'http://localhost:3000/apps/checkin' });

  function host(): express.Express {
    const app = express();
    app.use(express.json(), express.urlencoded({ extended: true }));
    app.use('/apps/checkin', world.checkin.router);
    app.use((_request, response) => void response.status(404).send("the host's own"));
    return app;
  }

  async function session(app: express.Express): Promise<string> {
    const answer = await request(app)
      .post('/apps/checkin/launch')
      .type('form')
      .set('Accept', 'application/json')
      .send({ token: world.token(PEOPLE.wang) });
    expect(answer.body.location).to.equal('http://localhost:3000/apps/checkin/home');
    return answer.body.session as string;
  }

  it('works under a path, beside a host that parses bodies', async () => {
    const app = host();
    const answer = await request(app)
      .put('/apps/checkin/api/campaigns/winter/reports/2021-01-21')
      .set('Authorization', `Bearer ${await session(app)}`)
      .send({ answers: aReport() });
    expect(answer.status).to.equal(201);
  });

  it('works in an application of Express 4 as in one of Express 5', async () => {
    const express4 = require('express4') as typeof express;
    const app = express4();
    app.use(express4.json(), express4.urlencoded({ extended: true }));
    app.use('/apps/checkin', world.checkin.router);
    const bearer = `Bearer ${await session(app)}`;
    const answer = await request(app)
      .put('/apps/checkin/api/campaigns/winter/reports/2021-01-21')
      .set('Authorization', bearer)
      .send({ answers: aReport() });
    expect(answer.status).to.equal(201);
    const page = await request(app).get('/apps/checkin/home').set('Authorization', bearer);
    expect([page.status, page.type]).to.deep.equal([200, 'text/html']);
    const query = await request(app)
      .get('/apps/checkin/api/campaigns/winter/reports/mine?from=2021-01-21&to=2021-01-21')
      .set('Authorization', bearer);
    expect(query.body.items).to.have.lengthOf(1);
    const unknown = await request(app).get('/apps/checkin/api/nowhere').set('Authorization', bearer);
    expect([unknown.status, unknown.type]).to.deep.equal([404, 'application/problem+json']);
  });

  it('links, styles and cookies keep to that path', async () => {
    const app = host();
    const launched = await request(app)
      .post('/apps/checkin/launch')
      .type('form')
      .send({ token: world.token(PEOPLE.wang) });
    expect(launched.headers.location).to.equal('/apps/checkin/home');
    const [cookie = ''] = ([] as string[]).concat(launched.headers['set-cookie'] ?? []);
    expect(cookie).to.contain('Path=/apps/checkin/');
    const home = await request(app)
      .get('/apps/checkin/home')
      .set('Cookie', cookie.split(';')[0] ?? '');
    const addresses = [...home.text.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, address = '']) => address);
    expect(addresses).to.have.length.above(5);
    for (const address of addresses.filter((each) => each !== '#main')) expect(address).to.match(/^\/apps\/checkin\//);
    const style = addresses.find((address) => address.endsWith('base.css')) ?? '';
    const sheet = await request(app).get(style);
    expect([sheet.status, sheet.headers['cache-control']]).to.deep.equal([200, 'public, max-age=31536000, immutable']);
  });

  it('leaves what is not its own to the host, untouched', async () => {
    const answer = await request(host()).get('/apps/checkin/nowhere');
    expect([answer.status, answer.text]).to.deep.equal([404, "the host's own"]);
    expect(answer.headers).not.to.have.property('content-security-policy');
    const api = await request(host()).get('/apps/checkin/api/nowhere');
    expect([api.status, api.type]).to.deep.equal([404, 'application/problem+json']);
  });

  it('needs no framework around it', async () => {
    const server = createServer((incoming, response) => {
      world.checkin.router(incoming as never, response as never, () => response.writeHead(404).end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect(answer.status).to.equal(200);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  /** Fills the database of another instance with the same school and campaign. */
  async function fill(url: string): Promise<void> {
    const database = openDatabase(url);
    const by = { actor: COMMAND_LINE, today: world.today, now: world.now };
    const files = Object.entries({ 'students.csv': STUDENTS, 'staff.csv': STAFF });
    await importRoster(database, world.vault, {
      ...by,
      files: files.map(([name, text]) => ({ name, content: Buffer.from(text) })),
      effective: '2020-09-01',
    });
    await applyCampaign(database, aCampaign(), by);
    await database.close();
  }

  it('runs twice in one process, on two databases, and neither sees what the other has', async () => {
    const folder = temporaryFolder('second');
    const DATABASE_URL = `file:${join(folder.path, 'second.db')}`;
    const [PUBLIC_URL, SESSION_SECRET] = ['http://localhost:3000/b', 'a secret that signs the sessions of the second'];
    const settings = { ...world.input(), DATABASE_URL, PUBLIC_URL, SESSION_SECRET };
    const second = await createCheckin(settings, { clock: { now: () => world.now } });
    const both = express().use('/b', express.json(), second.router).use(host());
    const launch = async (at: string, who: Someone) => {
      const asked = request(both).post(`${at}/launch`).type('form').set('Accept', 'application/json');
      return asked.send({ token: world.token(who) });
    };
    expect((await launch('/b', PEOPLE.wang)).status).to.equal(403);
    await fill(DATABASE_URL);

    const places = [
      { at: '/apps/checkin', who: PEOPLE.wang, note: '第一处' },
      { at: '/b', who: PEOPLE.li, note: '第二处' },
    ];
    const bearers = new Map<string, string>();
    for (const { at, who, note } of places) {
      const { body } = await launch(at, who);
      bearers.set(at, `Bearer ${body.session}`);
      const sent = await request(both)
        .put(`${at}/api/campaigns/winter/reports/2021-01-21`)
        .set('Authorization', bearers.get(at) ?? '')
        .send({ answers: aReport({ note }) });
      expect(sent.status, at).to.equal(201);
    }
    for (const { at, who, note } of places) {
      const teacher = `Bearer ${(await launch(at, PEOPLE.teacher)).body.session}`;
      const reported = await request(both)
        .get(`${at}/api/campaigns/winter/students?date=2021-01-21&state=reported`)
        .set('Authorization', teacher);
      const seen = reported.body.items.map(({ name, answers }: { name: string; answers: { note: string } }) => [
        name,
        answers.note,
      ]);
      expect(seen, at).to.deep.equal([[who.name, note]]);
      const [other = ''] = places.filter((each) => each.at !== at).map((each) => bearers.get(each.at));
      expect((await request(both).get(`${at}/api/me`).set('Authorization', other)).status, at).to.equal(401);
    }

    await second.close();
    expect((await request(both).get('/apps/checkin/readyz')).status).to.equal(200);
    folder.remove();
  });

  it('answers any path trick without a fault', async () => {
    const app = host();
    const bearer = `Bearer ${await session(app)}`;
    for (const path of [
      '/api/campaigns/..%2f..%2fetc/form',
      '/api/campaigns/%00/form',
      '/api/campaigns/%ff/form',
      '/api/campaigns/%/form',
      `/api/campaigns/${'x'.repeat(2000)}/form`,
      '/api/campaigns/winter/reports/__proto__/x/history',
      '/api/campaigns/constructor/form',
      '/assets/../../package.json',
      '/assets/%2e%2e/%2e%2e/package.json',
      '//evil.example/home',
      "/api/campaigns/winter'%20or%20'1'='1/form",
    ]) {
      const answer = await request(app).get(`/apps/checkin${path}`).set('Authorization', bearer);
      expect(answer.status, path).to.be.within(400, 499);
    }
  });

  it('takes hostile keys for what they are', async () => {
    const app = host();
    const bearer = `Bearer ${await session(app)}`;
    const body = '{"answers":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}';
    const answer = await request(app)
      .put('/apps/checkin/api/campaigns/winter/reports/2021-01-21')
      .set({ Authorization: bearer, 'Content-Type': 'application/json' })
      .send(body);
    expect(answer.status).to.equal(422);
    expect(({} as Record<string, unknown>).polluted).to.equal(undefined);
    const query = await request(app)
      .get('/apps/checkin/home?__proto__=x&handoff=y&handoff=z')
      .set('Authorization', bearer);
    expect(query.status).to.be.below(500);
  });
});
