import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import express, { type Express } from 'express';
import request from 'supertest';
import { type Checkin, createCheckin } from '../../plugin';
import { temporaryFolder } from '../support/servers/shell';
import { aReport, createWorld, PEOPLE } from '../support/world';

const RUN = process.env.CHECKIN_TEST_DATABASE_URL ?? '';

/** A line to the database server that can be cut and mended. */
class Line {
  private cut = false;
  private silent = false;
  private fatal: string | undefined;
  private readonly sockets = new Set<Socket>();
  private server!: Server;

  async open(): Promise<string> {
    const { hostname, port } = new URL(RUN);
    this.server = createServer((near) => {
      if (this.cut) return void near.destroy();
      const far = connect(Number(port), hostname);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.sockets.add(one);
        one.once('error', () => one.destroy());
        one.once('close', () => {
          this.sockets.delete(one);
          other.destroy();
        });
        one.on('data', (bytes) => this.look(bytes)).pipe(other);
        if (this.silent) one.pause();
      }
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const url = new URL(RUN);
    url.host = `127.0.0.1:${(this.server.address() as { port: number }).port}`;
    return url.toString();
  }

  /** Neither lets anything through nor says so, as a server does that is there but does not answer. */
  pause(): void {
    this.silent = true;
    for (const socket of this.sockets) socket.pause();
  }

  resume(): void {
    this.silent = false;
    for (const socket of this.sockets) socket.resume();
  }

  /** Is cut as soon as a statement with this text passes. */
  breakAt(text: string): void {
    this.fatal = text;
  }

  private look(bytes: Buffer): void {
    if (this.fatal !== undefined && bytes.includes(this.fatal)) this.break();
  }

  break(): void {
    this.cut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.cut = false;
    this.silent = false;
    this.fatal = undefined;
  }

  async close(): Promise<void> {
    this.break();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

describe('a database that goes away and comes back', () => {
  if (!RUN.startsWith('mysql:')) return void it('is a server’s matter', () => expect(RUN).to.match(/^file:/));

  const world = createWorld();
  const line = new Line();
  let checkin: Checkin;
  let app: Express;
  let address: string;
  before(async () => {
    address = await line.open();
    checkin = await createCheckin({ ...world.input(), DATABASE_URL: address }, { clock: () => world.now });
    app = express().use(checkin.router);
  });
  after(async () => {
    await checkin?.close();
    await line.close();
  });

  it('is 503 with a time to come back for each answer, and loses nobody who was let in', async () => {
    const { session } = await world.as(PEOPLE.wang);
    const get = (path: string) => request(app).get(path).set('Authorization', `Bearer ${session}`);
    const submit = () =>
      request(app)
        .put('/api/campaigns/winter/reports/2021-01-21')
        .set('Authorization', `Bearer ${session}`)
        .send({ answers: aReport() });
    expect((await get('/api/me')).status).to.equal(200);
    expect((await get('/readyz')).status).to.equal(200);
    line.break();
    for (const answer of [await get('/readyz'), await get('/api/me'), await submit(), await get('/home')]) {
      expect(answer.status).to.equal(503);
      expect(Number(answer.headers['retry-after'])).to.be.within(1, 60);
    }
    expect((await get('/healthz')).status).to.equal(200);
    expect((await get('/help')).text).to.contain('校本化打不开');
    await checkin.jobs.tick();
    line.mend();
    expect((await get('/readyz')).status).to.equal(200);
    expect((await get('/api/me')).body.name).to.equal('王一');
    expect((await submit()).status).to.equal(201);
  });

  it('is told to a person on a page, without a word of SQL', async () => {
    line.break();
    const page = await request(app)
      .post('/launch')
      .type('form')
      .set('Accept', 'text/html')
      .send({ token: world.token(PEOPLE.wang) });
    line.mend();
    expect([page.status, page.type]).to.deep.equal([503, 'text/html']);
    expect(page.text)
      .to.contain('000-1234')
      .and.to.match(/稍后再试/);
    expect(page.text).not.to.match(/checkin_|select|ECONN/i);
  });

  it('and only does not answer, sends away those who would wait too long, and serves the rest when it does', async () => {
    // Several people: one alone would meet the limit of calls first.
    const { wang, li, zhao, qian, sun } = PEOPLE;
    const clients = await Promise.all([wang, li, zhao, qian, sun].map((who) => world.as(who)));
    let next = 0;
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const me = () => {
      const { session } = clients[next++ % clients.length] ?? {};
      return fetch(`${at}/api/me`, { headers: { Authorization: `Bearer ${session}` } });
    };
    const connections = await Promise.all(Array.from({ length: 20 }, me));
    expect(connections.map(({ status }) => status)).to.deep.equal(connections.map(() => 200));
    line.pause();
    const refused: Response[] = [];
    const answers = Array.from({ length: 1_300 }, async () => {
      const answer = await me();
      if (answer.status === 503) refused.push(answer);
      return answer.status;
    });
    // Whoever is sent away is held for a while, so that nobody else is.
    const first = await Promise.race([
      Promise.race(answers),
      fetch(`${at}/healthz`).then(
        () => 'health',
        () => 'no health',
      ),
    ]);
    expect(first).to.equal('health');
    while (refused.length < 280) await sleep(10);
    expect(Number(refused[0]?.headers.get('retry-after'))).to.be.within(1, 60);
    expect(await refused[0]?.json()).to.include({ type: 'urn:checkin:problem:overloaded' });
    expect((await fetch(`${at}/healthz`)).status).to.equal(200);
    line.resume();
    const statuses = await Promise.all(answers);
    const served = statuses.filter((status) => status === 200).length;
    expect(served).to.be.within(1_000, 1_020);
    expect(served + refused.length).to.equal(1_300);
    expect((await me()).status).to.equal(200);
    server.close();
    server.closeAllConnections();
  });

  it('and falls half-way through a commit, is still a refusal with a time to come back', async () => {
    const client = await world.as(PEOPLE.wang);
    const submit = () =>
      request(app)
        .put('/api/campaigns/winter/reports/2021-01-21')
        .set('Authorization', `Bearer ${client.session}`)
        .send({ answers: aReport() });
    expect((await submit()).status).to.equal(201);
    line.pause();
    const [answer] = await Promise.all([submit(), sleep(200).then(() => line.break())]);
    line.mend();
    expect([answer.status, answer.headers['retry-after']]).to.deep.equal([503, '5']);
    expect((await submit()).status).to.equal(200);
  });

  it('while the module starts, does not keep it from starting', async () => {
    await world.database.knex.raw('drop database if exists checkin_away');
    await world.database.knex.raw('create database checkin_away character set utf8mb4');
    const url = new URL(address);
    url.pathname = '/checkin_away';
    for (const after of [10, 20, 40, 80, 160]) {
      const falling = sleep(after).then(() => line.break());
      const started = await createCheckin({ ...world.input(), DATABASE_URL: url.toString() });
      await falling;
      line.mend();
      await started.close();
    }
    // The tool of the migrations tells by another name what befell it at its own lock.
    for (const statement of ['from `checkin_migration_lock`', 'update `checkin_migration_lock`', 'get_lock']) {
      line.breakAt(statement);
      const started = await createCheckin({ ...world.input(), DATABASE_URL: url.toString() });
      line.mend();
      await started.close();
    }
    await world.database.knex.raw('drop database checkin_away');
  });

  it('loses nothing that was written to the help desk', async () => {
    line.break();
    const post = () => request(app).post('/help/report').type('form').set('Accept', 'text/html');
    const kept = await post().send({ question: 'other', words: '打不开了' });
    line.mend();
    expect([kept.status, kept.headers['retry-after']]).to.deep.equal([503, '5']);
    expect(kept.text).to.contain('打不开了');
  });

  it('when the module starts, gets its tables at the first tick after', async () => {
    await world.database.knex.raw('drop database if exists checkin_away');
    await world.database.knex.raw('create database checkin_away character set utf8mb4');
    const url = new URL(address);
    url.pathname = '/checkin_away';
    line.break();
    const late = await createCheckin({ ...world.input(), DATABASE_URL: url.toString() }, { clock: () => world.now });
    const lateApp = express().use(late.router);
    const launch = () =>
      request(lateApp)
        .post('/launch')
        .type('form')
        .set('Accept', 'application/json')
        .send({ token: world.token(PEOPLE.wang) });
    const statuses = async () => [(await request(lateApp).get('/readyz')).status, (await launch()).status];
    try {
      expect(await statuses()).to.deep.equal([503, 503]);
      line.mend();
      expect(await statuses()).to.deep.equal([503, 503]);
      await late.jobs.tick();
      expect(await statuses()).to.deep.equal([200, 403]);
    } finally {
      await late.close();
      await world.database.knex.raw('drop database checkin_away');
    }
  });
});

describe('a file as database', () => {
  it('is made with its folder where there is none', async () => {
    const folder = temporaryFolder('made');
    const world = createSettings(`file:${join(folder.path, 'deep/down/checkin.db')}`);
    const checkin = await createCheckin(world);
    expect((await request(express().use(checkin.router)).get('/readyz')).status).to.equal(200);
    await checkin.close();
    folder.remove();
  });

  function createSettings(url: string) {
    return {
      DATABASE_URL: url,
      PUBLIC_URL: 'http://localhost:3000',
      SESSION_SECRET: 's'.repeat(32),
      DATA_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
      HOST_ISSUER: 'https://portal.example',
      HOST_SECRET: 'h'.repeat(32),
      LOG_LEVEL: 'silent',
    };
  }
});
