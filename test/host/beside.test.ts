import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import express, { type Express } from 'express';
import request from 'supertest';
import { aReport, createWorld, PEOPLE } from '../support/world';

const ROOT = join(__dirname, '../..');

describe('a host that has the module at its root', () => {
  const world = createWorld();

  /** Whatever the module lets through is answered by the host. */
  function host(...before: express.RequestHandler[]): Express {
    const app = express().disable('x-powered-by');
    if (before.length > 0) app.use(...before);
    app.use(world.checkin.router);
    app.use((_request, response) => void response.status(404).type('text').send('own'));
    return app;
  }

  it('keeps its own pages, assets and methods, and their headers', async () => {
    const own = [
      '/',
      '/portal',
      '/assets/portal.css',
      '/assets/',
      '/assets',
      '/launch',
      '/manifest',
      '/homes',
      '/HOME',
    ];
    for (const path of own) {
      const answer = await request(host()).get(path);
      expect([answer.status, answer.text], path).to.deep.equal([404, 'own']);
      for (const name of ['content-security-policy', 'permissions-policy', 'referrer-policy', 'set-cookie', 'vary'])
        expect(answer.headers, path).not.to.have.property(name);
    }
    expect((await request(host()).delete('/home')).text).to.equal('own');
    expect((await request(host()).post('/manifest.json')).text).to.equal('own');
  });

  it('is asked for nothing but what the module says of itself', async () => {
    const page = await request(host()).get('/help');
    expect(page.status).to.equal(200);
    const addresses = [...page.text.matchAll(/(?:href|src)="(\/[^"]*)"/g)].map(([, address = '']) => address);
    for (const address of addresses.filter((each) => each.startsWith('/assets/'))) {
      const asset = await request(host()).get(address);
      expect([asset.status, asset.headers['x-content-type-options']], address).to.deep.equal([200, 'nosniff']);
    }
  });

  const PARSERS: [what: string, parsers: express.RequestHandler[]][] = [
    ['no body', []],
    ['JSON and forms', [express.json(), express.urlencoded({ extended: true })]],
    ['forms as plain pairs', [express.urlencoded({ extended: false })]],
    ['every body as text', [express.text({ type: () => true })]],
    ['every body as bytes', [express.raw({ type: () => true })]],
  ];
  for (const [what, parsers] of PARSERS)
    it(`may have read ${what} before`, async () => {
      const app = host(...parsers);
      const launched = await request(app)
        .post('/launch')
        .type('form')
        .set('Accept', 'application/json')
        .send({ token: world.token(PEOPLE.wang), entry: 'checkin' });
      expect(launched.status).to.equal(200);
      const put = (body: string) =>
        request(app)
          .put('/api/campaigns/winter/reports/2021-01-21')
          .set({ Authorization: `Bearer ${launched.body.session}`, 'Content-Type': 'application/json' })
          .send(body);
      expect((await put(JSON.stringify({ answers: aReport({ note: '好' }) }))).status).to.equal(201);
      expect((await put('{"answers":{"constructor":1}}')).status).to.equal(422);
      expect((await put('{}')).status).to.equal(422);
      const twice = await request(app)
        .post('/launch')
        .type('form')
        .set('Accept', 'application/json')
        .send(`token=${world.token(PEOPLE.wang)}&token=${world.token(PEOPLE.wang)}`);
      expect([twice.status, twice.body.type]).to.deep.equal([401, 'urn:checkin:problem:token-malformed']);
    });

  it('hears of faults that are its own', async () => {
    const app = express();
    app.use((_request, _response, next) => next(new Error('of the host')));
    app.use(world.checkin.router);
    app.use(((error: Error, _request, response, _next) => {
      response.status(418).send(error.message);
    }) as express.ErrorRequestHandler);
    const answer = await request(app).get('/healthz');
    expect([answer.status, answer.text]).to.deep.equal([418, 'of the host']);
  });

  it('finds the launch, its fields among them, in the API document', async () => {
    const { body } = await request(host()).get('/openapi.json');
    const form = body.paths['/launch'].post.requestBody.content['application/x-www-form-urlencoded'].schema;
    expect(form.required).to.deep.equal(['token']);
    expect(Object.keys(form.properties)).to.deep.equal(['token', 'entry', 'display']);
    expect(body.paths['/launch'].post.security).to.deep.equal([]);
    expect(body.servers).to.deep.equal([{ url: 'http://localhost:3000' }]);
  });

  it('gets an answer to HEAD as to GET, without the words', async () => {
    const [head, get] = [await request(host()).head('/manifest.json'), await request(host()).get('/manifest.json')];
    expect(head.status).to.equal(200);
    expect(head.headers['content-type']).to.equal(get.headers['content-type']);
    expect(head.text).to.equal(undefined);
  });
});

describe('a process that has closed the module', () => {
  const world = createWorld();

  it('has none of its handlers left, opened and closed as often as one likes, and ends by itself', () => {
    const script = `
      const { createCheckin } = require('./plugin');
      const { createServer } = require('node:http');
      const handlers = () => JSON.stringify(process.eventNames().map((name) => [String(name), process.listenerCount(name)]));
      const before = handlers();
      async function openAndClose() {
        const checkin = await createCheckin(JSON.parse(process.env.SETTINGS));
        const server = createServer((request, response) => checkin.router(request, response, () => response.end()));
        await new Promise((resolve) => server.listen(0, resolve));
        const at = 'http://127.0.0.1:' + server.address().port;
        for (const path of ['/readyz', '/help', '/metrics']) await (await fetch(at + path)).text();
        const token = process.env.TOKEN;
        await fetch(at + '/launch', { method: 'POST', body: new URLSearchParams({ token }), redirect: 'manual' });
        await checkin.jobs.tick();
        server.closeAllConnections();
        server.close();
        await checkin.close();
      }
      void (async () => {
        for (let round = 0; round < 3; round += 1) await openAndClose();
        console.log(handlers() === before ? 'closed' : 'before ' + before + ', after ' + handlers());
      })();`;
    const iat = Math.floor(Date.now() / 1000);
    const env = {
      PATH: process.env.PATH,
      SETTINGS: JSON.stringify(world.input()),
      TOKEN: world.token(PEOPLE.wang, { iat, exp: iat + 60 }),
    };
    const args = ['--import', 'tsx', '-e', script];
    const ended = spawnSync(process.execPath, args, { cwd: ROOT, env, timeout: 25_000, encoding: 'utf8' });
    expect([ended.stdout, ended.stderr, ended.status]).to.deep.equal(['closed\n', '', 0]);
  });
});
