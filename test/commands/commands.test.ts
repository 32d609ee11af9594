import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { aKey, KeyHost, signedBy } from '../launch/host-keys';
import { retry, temporaryFolder } from '../support/servers/shell';
import { aCampaign, aReport, createWorld, PEOPLE } from '../support/world';
import { type Ended, ended, start, startServing } from './programs';

/** Sends the first half of a launch; the function that it gives sends the rest and answers what came back. */
async function halfRequest(at: string): Promise<() => Promise<string>> {
  const socket = connect(Number(new URL(at).port), '127.0.0.1');
  const body = 'token=nonsense';
  const head = ['POST /launch HTTP/1.1', 'Host: x', 'Content-Type: application/x-www-form-urlencoded'];
  socket.write([...head, `Content-Length: ${body.length}`, '', body.slice(0, 5)].join('\r\n'));
  await once(socket, 'connect');
  // The server has the connection in hand once it has read from it.
  await new Promise((resolve) => setTimeout(resolve, 200));
  return async () => {
    socket.write(body.slice(5));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return answer.toString();
  };
}

describe('the commands', () => {
  const world = createWorld();
  const folder = temporaryFolder('commands');
  after(() => folder.remove());

  const environment = () => world.input() as NodeJS.ProcessEnv;

  function checkin(...args: string[]): Promise<Ended> {
    return ended(start('cli.ts', args, environment()));
  }

  function file(name: string, content: string): string {
    const path = join(folder.path, name);
    writeFileSync(path, content);
    return path;
  }

  const HEAD = '学号,姓名,系部,班级,年级,学籍状态,学生类别';
  const people = () => world.database.knex('checkin_person').count({ n: '*' }).first();

  it('bring the tables up to date, as often as one likes', async () => {
    const answer = await checkin('migrate');
    expect(answer).to.include({ code: 0 });
    expect(answer.out).to.contain('数据表已经是最新');
  });

  it('import a roster, or try what it would do', async () => {
    const path = file('s.csv', `${HEAD}\n202011110101,新生,航制,201111,2020级,在读,\n`);
    const before = await people();
    const tried = await checkin('roster', 'import', path, '--dry-run');
    expect([tried.code, tried.out]).to.deep.equal([0, tried.out]);
    expect(tried.out).to.contain('试算').and.to.contain('新增 1');
    expect(await people()).to.deep.equal(before);
    expect((await checkin('roster', 'import', path)).out).to.contain('已导入');
    expect(Number((await people())?.n)).to.equal(Number(before?.n) + 1);
  });

  it('refuse a roster with a bad row whole, and name the row', async () => {
    const before = await people();
    const path = file(
      'bad.csv',
      `${HEAD}\n202011110101,新生,航制,201111,2020级,在读,\n2.02E+11,坏行,航制,201111,2020级,在读,\n`,
    );
    const answer = await checkin('roster', 'import', path);
    expect(answer.code).to.equal(1);
    expect(answer.errors).to.contain('第 3 行').and.to.contain('2.02E+11');
    expect(await people()).to.deep.equal(before);
  });

  it('create and change a campaign, and say why not', async () => {
    const path = file(
      'c.json',
      JSON.stringify(aCampaign({ code: 'spring', startsOn: '2090-01-01', endsOn: '2090-02-01', trialUntil: null })),
    );
    expect((await checkin('campaign', 'apply', path, '--dry-run')).out).to.contain('试算');
    expect(await world.database.knex('checkin_campaign').where({ code: 'spring' })).to.have.length(0);
    expect((await checkin('campaign', 'apply', path)).out).to.contain('已新建');
    expect((await checkin('campaign', 'apply', path)).out).to.contain('没有变化');
    const bad = await checkin(
      'campaign',
      'apply',
      file('b.json', JSON.stringify(aCampaign({ endsOn: '2020-01-01', extra: 1 }))),
    );
    expect(bad.code).to.equal(1);
    expect(bad.errors).to.contain('/extra');
    expect((await checkin('campaign', 'apply', file('n.json', '{'))).errors).to.contain('不是有效的 JSON');
  });

  it('explain themselves where they are called wrongly', async () => {
    const calls = [
      ['fly'],
      ['toString'],
      ['roster', 'import'],
      ['roster', 'import', '/nowhere.csv'],
      ['campaign', 'apply', 'a.json', 'b.json'],
      ['migrate', '--dry-run'],
      ['migrate', 'everything'],
      ['keys', 'rotate', 'now'],
      ['keys', 'rotate', '--effective', '2021-01-21'],
      ['--odd'],
    ];
    for (const [index, { code, errors }] of (await Promise.all(calls.map((args) => checkin(...args)))).entries()) {
      expect(code, calls[index]?.join(' ')).to.equal(1);
      expect(errors).to.contain('npm run checkin');
    }
    expect((await checkin('--help')).code).to.equal(0);
    const missing = await ended(start('cli.ts', ['migrate'], {}));
    expect([missing.code, missing.errors.includes('DATABASE_URL'), missing.errors.includes('DATA_KEYS')]).to.deep.equal(
      [1, true, true],
    );
  });

  it('refuse to serve on a weak setting, and name it', async () => {
    const answer = await ended(
      start('standalone.ts', [], { ...environment(), SESSION_SECRET: 'weak', HOST_ISSUER: '' }),
    );
    expect(answer.code).to.equal(1);
    expect(answer.errors).to.contain('SESSION_SECRET').and.to.contain('HOST_ISSUER').and.not.to.contain('weak\n');
  });

  const serve = () => startServing(environment());

  it('serve until they are told to stop, and drop nobody in flight', async () => {
    const { child, at, gone } = await serve();
    const half = await Promise.all(Array.from({ length: 20 }, () => halfRequest(at)));
    child.kill('SIGTERM');
    await retry(
      async () => {
        const refused = await fetch(`${at}/healthz`).then(
          () => false,
          () => true,
        );
        if (!refused) throw new Error('still taking new ones');
      },
      10_000,
      20,
    );
    const answers = await Promise.all(half.map((finish) => finish()));
    for (const answer of answers) expect(answer).to.match(/^HTTP\/1\.1 401 /);
    expect((await gone).code).to.equal(0);
  });

  it('serve under a path and at the root', async () => {
    const { child, at, gone } = await startServing(environment(), '/deep/down');
    expect((await fetch(`${at}/deep/down/manifest.json`)).status).to.equal(200);
    expect((await fetch(`${at}/healthz`)).status).to.equal(200);
    expect((await fetch(`${at}/nowhere`)).status).to.equal(404);
    const own = (await (await fetch(`${at}/deep/down/manifest.json`)).json()) as { baseUrl: string };
    expect(own.baseUrl).to.equal(`${at}/deep/down`);
    child.kill('SIGTERM');
    expect((await gone).code).to.equal(0);
  });

  it("serve on when they are told by SIGHUP to forget the host's keys", async () => {
    const host = new KeyHost();
    await host.open();
    const [lost, next] = [aKey('lost', 'EC'), aKey('next', 'EC')];
    host.keys = [lost];
    const { child, at, gone } = await startServing({ ...environment(), HOST_SECRET: '', HOST_JWKS_URL: host.url });
    world.advance(Date.now() - world.now);
    const launch = async (key: typeof lost): Promise<number> => {
      const body = new URLSearchParams({ token: signedBy(key, 'ES256', world, PEOPLE.wang) });
      return (await fetch(`${at}/launch`, { method: 'POST', headers: { Accept: 'application/json' }, body })).status;
    };
    expect(await launch(lost)).to.equal(200);
    host.keys = [next];
    expect(await launch(lost)).to.equal(200);
    child.kill('SIGHUP');
    await retry(async () => expect(await launch(lost)).to.equal(401), 10_000, 50);
    expect(await launch(next)).to.equal(200);
    child.kill('SIGTERM');
    expect((await gone).code).to.equal(0);
    await host.close();
  });

  it('lose nothing that was answered when killed in the middle of submissions', async () => {
    const students = Array.from({ length: 60 }, (_, index) => `2020333301${String(index).padStart(2, '0')}`);
    const rows = students.map((no, index) => `${no},学生${index},信息,203333,2020级,在读,`);
    await world.importRoster({ students: `${HEAD}\n${rows.join('\n')}\n`, effective: '2020-09-01' });
    const now = Date.now();
    const today = new Date(now + 8 * 3_600_000).toISOString().slice(0, 10);
    await world.apply(aCampaign({ code: 'now', startsOn: today, endsOn: today, trialUntil: null }));
    const { child, at, gone } = await serve();
    world.advance(now - world.now);
    const receipts = new Map<string, string>();
    const work = students.map(async (personNo, index) => {
      const token = world.token({ personNo, type: 'student', name: `学生${index}` });
      const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
      const launched = await fetch(`${at}/launch`, { method: 'POST', headers, body: JSON.stringify({ token }) });
      const { session } = (await launched.json()) as { session: string };
      for (let turn = 0; turn < 50; turn += 1) {
        const answers = aReport({ temperature: 36 + (turn % 9) / 10 });
        const answer = await fetch(`${at}/api/campaigns/now/reports/${today}`, {
          method: 'PUT',
          headers: { ...headers, Authorization: `Bearer ${session}` },
          body: JSON.stringify({ answers }),
        });
        const { receipt, revision } = (await answer.json()) as { receipt: string; revision: number };
        receipts.set(`${personNo}/${revision}`, receipt);
        if (receipts.size === 400) child.kill('SIGKILL');
      }
    });
    await Promise.allSettled(work);
    await gone;
    expect(receipts.size).to.be.at.least(400);
    const again = await serve();
    const kept = await world.database.knex('checkin_report_revision').select('person_no', 'revision', 'receipt');
    const found = new Map(kept.map((row) => [`${row.person_no}/${row.revision}`, row.receipt]));
    for (const [key, receipt] of receipts) expect(found.get(key)).to.equal(receipt);
    const reports = await world.database.knex('checkin_report').select('person_no', 'revision');
    for (const { person_no, revision } of reports) expect(found.has(`${person_no}/${revision}`)).to.equal(true);
    again.child.kill('SIGTERM');
    await again.gone;
  });

  it('migrate once when several start at the same time, and after one was killed at it', async () => {
    const url = process.env.CHECKIN_TEST_DATABASE_URL ?? '';
    const database = url.startsWith('file:') ? `file:${join(folder.path, 'fresh.db')}` : await freshDatabase(url);
    const env = { ...environment(), DATABASE_URL: database };
    const killed = start('cli.ts', ['migrate'], env);
    await new Promise((resolve) => setTimeout(resolve, 700));
    killed.kill('SIGKILL');
    const several = await Promise.all([1, 2, 3].map(() => ended(start('cli.ts', ['migrate'], env))));
    expect(several.map(({ code, errors }) => [code, errors])).to.deep.equal(Array(3).fill([0, '']));
    expect((await ended(start('cli.ts', ['migrate'], env))).out).to.contain('已经是最新');
  });

  async function freshDatabase(url: string): Promise<string> {
    const fresh = new URL(url);
    fresh.pathname = '/checkin_fresh';
    await world.database.knex.raw('drop database if exists checkin_fresh');
    await world.database.knex.raw('create database checkin_fresh character set utf8mb4');
    return fresh.toString();
  }
});
