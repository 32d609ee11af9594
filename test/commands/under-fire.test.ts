import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { type Database, openDatabase } from '../../plugin/kernel/database';
import { retry, temporaryFolder } from '../support/servers/shell';
import { aReport, createWorld, PEOPLE } from '../support/world';
import { ended, start, startServing } from './programs';

const HEAD = '学号,姓名,系部,班级,年级,学籍状态,学生类别';

describe('the commands, under fire', () => {
  const world = createWorld();
  const folder = temporaryFolder('fire');
  after(() => folder.remove());

  const environment = () => world.input() as NodeJS.ProcessEnv;

  /** A new database without tables beside the one of the run. */
  async function freshDatabase(): Promise<string> {
    const url = process.env.CHECKIN_TEST_DATABASE_URL ?? '';
    if (url.startsWith('file:')) return `file:${join(folder.path, 'fresh.db')}`;
    const fresh = new URL(url);
    fresh.pathname = '/checkin_fire';
    await world.database.knex.raw('drop database if exists checkin_fire');
    await world.database.knex.raw('create database checkin_fire character set utf8mb4');
    return fresh.toString();
  }

  /** Every table and index of ours, by name. */
  async function structure({ knex }: Database): Promise<string[]> {
    const rows: { name: string }[] =
      knex.client.config.client === 'mysql2'
        ? await knex('information_schema.statistics')
            .where({ table_schema: knex.raw('database()') })
            .distinct(knex.raw("concat(table_name, '/', index_name) as name"))
        : await knex('sqlite_master').select(knex.raw("tbl_name || '/' || name as name"));
    const names = rows.map(({ name }) => name);
    return names.filter((name) => name.startsWith('checkin_') && !name.includes('autoindex')).sort();
  }

  it('finish the tables that others began and were killed at, again and again', async () => {
    const url = await freshDatabase();
    const database = openDatabase(url);
    try {
      for (const enough of [2, 12, 24]) {
        const child = start('cli.ts', ['migrate'], { ...environment(), DATABASE_URL: url });
        const gone = ended(child);
        let over = false;
        void gone.then(() => {
          over = true;
        });
        while (!over && (await structure(database)).length < enough) await sleep(1);
        child.kill('SIGKILL');
        await gone;
      }
      const last = await ended(start('cli.ts', ['migrate'], { ...environment(), DATABASE_URL: url }));
      expect([last.code, last.errors]).to.deep.equal([0, '']);
      expect(await structure(database)).to.deep.equal(await structure(world.database));
    } finally {
      await database.close();
    }
  });

  it('name the port that is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const { port } = server.address() as { port: number };
    const answer = await ended(start('standalone.ts', [], { ...environment(), PORT: String(port) }));
    server.close();
    expect([answer.code, answer.errors]).to.deep.equal([1, `PORT ${port}: EADDRINUSE\n`]);
  });

  it('name a database that refuses them, and keep its password to themselves', async () => {
    const url = process.env.CHECKIN_TEST_DATABASE_URL ?? '';
    const wrong = url.startsWith('file:')
      ? 'file:/dev/null/checkin.db'
      : url.replace('//checkin:checkin@', '//checkin:guess-what@');
    for (const file of ['cli.ts', 'standalone.ts']) {
      const answer = await ended(
        start(file, file === 'cli.ts' ? ['migrate'] : [], { ...environment(), DATABASE_URL: wrong, PORT: '0' }),
      );
      expect(answer.code, file).to.equal(1);
      expect(answer.errors).to.match(/denied|E[A-Z]{4}/i);
      expect(answer.out + answer.errors).not.to.contain('guess-what');
    }
  });

  it('import a roster while people report', async () => {
    const path = join(folder.path, 'more.csv');
    const rows = Array.from({ length: 400 }, (_, index) => {
      return `2020444401${String(index).padStart(3, '0').slice(-2)},学生${index},信息,204444,2020级,在读,`;
    }).slice(0, 100);
    writeFileSync(path, `${HEAD}\n${rows.join('\n')}\n`);
    const clients = await Promise.all([PEOPLE.wang, PEOPLE.li, PEOPLE.qian].map((who) => world.as(who)));
    const child = start('cli.ts', ['roster', 'import', path], environment());
    const importing = ended(child);
    let over = false;
    void importing.then(() => {
      over = true;
    });
    for (let turn = 0; !over; turn += 1) {
      const body = aReport({ temperature: 36 + (turn % 10) / 10 });
      for (const { status } of await Promise.all(clients.map((client) => client.submit(body))))
        expect(status).to.be.oneOf([200, 201]);
      await sleep(5);
    }
    expect((await importing).out).to.contain('新增 100');
  });

  it('write no token, no session, no secret and no answer anywhere, however much they log', async () => {
    const { child, at, gone } = await startServing({ ...environment(), LOG_LEVEL: 'trace' });
    world.advance(Date.now() - world.now);
    const launch = async (token: string, accept: string) =>
      fetch(`${at}/launch`, {
        method: 'POST',
        headers: { Accept: accept },
        body: new URLSearchParams({ token, entry: 'checkin' }),
        redirect: 'manual',
      });
    const good = [world.token(PEOPLE.wang), world.token(PEOPLE.wang), world.token(PEOPLE.li)];
    const bad = [`${world.token(PEOPLE.wang)}x`, world.token(PEOPLE.wang, { name: '别名' }), 'no-token-at-all'];
    const [json, page, frame] = [
      await launch(good[0] ?? '', 'application/json'),
      await launch(good[1] ?? '', 'text/html'),
      await launch(good[2] ?? '', 'text/html'),
    ];
    for (const token of [...bad, good[0] ?? ''])
      for (const accept of ['application/json', 'text/html']) {
        const refused = await launch(token, accept);
        expect(refused.status).to.be.within(401, 403);
        expect(await refused.text()).not.to.contain(token);
      }
    const { session } = (await json.json()) as { session: string };
    const cookies = [page, frame].flatMap((answer) => answer.headers.getSetCookie()).map((each) => each.split(';')[0]);
    const cookie = cookies.find((each) => each?.startsWith('checkin_session=e')) ?? '';
    expect(cookie).to.have.length.above(50);
    expect((await fetch(`${at}/home`, { headers: { Cookie: cookie } })).status).to.equal(200);
    const submitted = await fetch(`${at}/api/campaigns/winter/reports/2021-01-21`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${session}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ answers: aReport({ note: '只有我自己知道' }) }),
    });
    expect(submitted.status).to.equal(409);
    child.kill('SIGTERM');
    const { code, out, errors } = await gone;
    expect(code).to.equal(0);
    expect(out).to.contain('"operation":"launch"').and.to.contain('"operation":"submitReport"');
    const parts = [...good, session, cookie.split('=')[1] ?? ''].flatMap((token) => token.split('.').slice(1));
    const { HOST_SECRET = '', SESSION_SECRET = '', DATA_KEYS = '' } = environment();
    for (const secret of [...parts, ...bad, HOST_SECRET, SESSION_SECRET, DATA_KEYS, '只有我自己知道'])
      expect(out + errors).not.to.contain(secret);
  });

  it('are ready as soon as they say so, and stop at once when nobody is there', async () => {
    const { child, at, gone } = await startServing(environment());
    await retry(async () => void (await fetch(`${at}/healthz`)), 5_000, 20);
    const told = performance.now();
    child.kill('SIGINT');
    const { code, out } = await gone;
    expect([code, performance.now() - told < 8_000]).to.deep.equal([0, true]);
    expect(out).to.match(/listening on port \d+/);
  });
});
