import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import request from 'supertest';
import { aReport, type Client, createWorld, PEOPLE } from '../support/world';

describe('what a program sends', () => {
  const world = createWorld();
  const PATH = '/api/campaigns/winter/reports/2021-01-21';
  let wang: Client;
  beforeEach(async () => {
    wang = await world.as(PEOPLE.wang);
  });

  const good = () => JSON.stringify({ answers: aReport() });

  /** Sends bytes as they are. */
  function put(body: string | Buffer, headers: Record<string, string> = {}): request.Test {
    return request(world.app)
      .put(PATH)
      .set({ Authorization: `Bearer ${wang.session}`, 'Content-Type': 'application/json', ...headers })
      .serialize((bytes) => bytes)
      .send(body);
  }

  it('may be compressed', async () => {
    expect((await put(gzipSync(good()), { 'Content-Encoding': 'gzip' })).status).to.equal(201);
  });

  it('is measured as it unfolds, not as it is packed', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000, ' '));
    expect(bomb.length).to.be.below(10_000);
    const answer = await put(bomb, { 'Content-Encoding': 'gzip' });
    expect([answer.status, answer.body.type]).to.deep.equal([413, 'urn:checkin:problem:too-large']);
  });

  it('is refused when it cannot be unpacked, or is packed in an unknown way', async () => {
    const torn = gzipSync(good()).subarray(0, 30);
    expect((await put(torn, { 'Content-Encoding': 'gzip' })).status).to.equal(400);
    expect((await put('no gzip at all', { 'Content-Encoding': 'gzip' })).status).to.equal(400);
    expect((await put(good(), { 'Content-Encoding': 'zstd' })).status).to.equal(415);
  });

  it('is UTF-8, with or without a mark at its beginning, and nothing else', async () => {
    expect((await put(`\uFEFF${good()}`)).status).to.equal(201);
    const torn = Buffer.from(good()).toString('latin1').replace('å', '\xff');
    const answer = await put(Buffer.from(torn, 'latin1'));
    expect([answer.status, answer.body.type]).to.deep.equal([400, 'urn:checkin:problem:malformed-request']);
    expect((await put(Buffer.from(good(), 'utf16le'))).status).to.equal(400);
  });

  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'])
    it(`may not hold what only every object has by birth: ${name}`, async () => {
      const inside = good().replace('"temperature"', `"${name}":{"polluted":1},"temperature"`);
      const answer = await put(inside);
      expect(answer.status).to.equal(422);
      expect(answer.body.errors).to.deep.equal([{ pointer: `/answers/${name}`, message: `不认识的内容“${name}”` }]);
      const beside = await put(good().replace('{', `{"${name}":1,`));
      expect([beside.status, beside.body.errors[0].pointer]).to.deep.equal([422, `/${name}`]);
      const days = await wang.get('/api/campaigns/winter/reports/mine', { from: '2021-01-21' });
      expect(days.body.items[0].status).to.equal('unreported');
    });

  it('may not be nested without end', async () => {
    const deep = '['.repeat(15_000) + ']'.repeat(15_000);
    for (const body of [deep, `{"answers":{"symptoms":[${deep},${deep}]}}`, `{"answers":${deep}}`]) {
      const answer = await put(body);
      expect(answer.status).to.equal(422);
      expect(answer.body.errors[0].message).to.contain('层次太多');
    }
  });

  it('may be wrong ten thousand times, and is told the first hundred', async () => {
    const symptoms = Array.from({ length: 10_000 }, (_, index) => index);
    const answer = await put(JSON.stringify({ answers: aReport({ symptoms }) }));
    expect(answer.status).to.equal(422);
    expect(answer.body.errors).to.have.length(100);
  });

  it('is refused with the status that says why', async () => {
    for (const [body, type, status] of [
      ['', 'application/json', 400],
      ['nonsense', 'application/json', 400],
      [`${good()} `.repeat(2), 'application/json', 400],
      ['answers=1', 'application/x-www-form-urlencoded', 415],
      [good(), 'text/plain', 415],
      [good(), 'application/json-patch+json', 415],
      [`{"answers":{"note":"${'长'.repeat(30_000)}"}}`, 'application/json', 413],
    ] as const) {
      const answer = await put(body, { 'Content-Type': type });
      expect(answer.status, `${type}: ${body.slice(0, 30)}`).to.equal(status);
      expect(answer.type).to.equal('application/problem+json');
      expect(answer.body.status).to.equal(status);
      expect(answer.body.title).to.match(/[\u4e00-\u9fff]/);
    }
    expect((await put(good(), { 'Content-Type': 'Application/JSON; charset=utf-8' })).status).to.equal(201);
  });
});

describe('an address', () => {
  const world = createWorld();

  it('that nobody knows below /api is a 404 by any method, session or not', async () => {
    const wang = await world.as(PEOPLE.wang);
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const)
      for (const session of [wang.session, undefined]) {
        const asked = request(world.app)[method]('/api/nowhere/at/all');
        const answer = await (session ? asked.set('Authorization', `Bearer ${session}`) : asked);
        expect([answer.status, answer.type]).to.deep.equal([404, 'application/problem+json']);
      }
    expect((await wang.put('/api/me', {})).status).to.equal(404);
    expect((await request(world.app).get('/API/me')).status).to.equal(404);
  });

  it('asks for a session before it says anything else', async () => {
    for (const path of ['/api/me', '/api/campaigns/none/form', '/api/campaigns/winter/students?limit=x'])
      expect((await request(world.app).get(path)).status, path).to.equal(401);
    const put = await request(world.app).put('/api/campaigns/winter/reports/x').type('text/plain').send('x');
    expect([put.status, put.body.type]).to.deep.equal([401, 'urn:checkin:problem:no-session']);
  });

  it('keeps everything after the first question mark', async () => {
    const office = await world.as(PEOPLE.office);
    const people = await office.get('/api/campaigns/winter/students?q=?&limit=1?');
    expect([people.status, people.body.errors?.[0].pointer]).to.deep.equal([422, '/limit']);
    expect((await office.get('/api/campaigns/winter/students?q=王?一')).body.items).to.deep.equal([]);
    expect((await office.get('/api/campaigns/winter/students?q=王一')).body.items).to.have.length(1);
  });

  it('takes the first of two values, and no page of more than 200', async () => {
    const office = await world.as(PEOPLE.office);
    const first = await office.get('/api/campaigns/winter/students?limit=2&limit=200');
    expect(first.body.items).to.have.length(2);
    for (const limit of ['0', '201', '-1', '1.5', 'all', ''])
      expect((await office.get(`/api/campaigns/winter/students?limit=${limit}`)).status, limit).to.equal(422);
  });

  it('goes on from a cursor that we gave, and from no other', async () => {
    const office = await world.as(PEOPLE.office);
    const path = '/api/campaigns/winter/students';
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await office.get(path, { limit: 3, cursor });
      seen.push(...page.body.items.map(({ studentNo }: { studentNo: string }) => studentNo));
      cursor = page.body.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).to.have.length(7);
    expect(new Set(seen).size).to.equal(7);
    const forged = (text: string) => Buffer.from(text).toString('base64url');
    for (const bad of [
      'x',
      '%00',
      forged('{}'),
      forged('["a"]'),
      forged('[1,2]'),
      forged('["a","b","c"]'),
      forged('['),
    ])
      for (const list of [path, '/api/campaigns/winter/reviews'])
        expect((await office.get(list, { cursor: bad })).status, bad).to.equal(422);
    const endless = forged('[1e999,"a","b"]');
    expect((await office.get('/api/campaigns/winter/reviews', { cursor: endless })).status).to.equal(422);
    expect((await office.get(path, { cursor: 'x'.repeat(600) })).status).to.equal(422);
  });

  it('is never a fault, whatever day or number it names', async () => {
    const [wang, office] = [await world.as(PEOPLE.wang), await world.as(PEOPLE.office)];
    const base = '/api/campaigns/winter';
    for (const day of ['0000-01-01', '9999-12-31', '2021-02-29', '-1', '2021-01-21%00', '%F0%9F%98%80', 'null'])
      for (const [client, path] of [
        [wang, `${base}/reports/mine?from=${day}`],
        [wang, `${base}/reports/mine?from=${day}&to=${day}`],
        [wang, `${base}/form?date=${day}`],
        [office, `${base}/statistics?date=${day}`],
        [office, `${base}/students?date=${day}&q=${day}&class=${day}`],
        [office, `${base}/reviews?date=${day}`],
        [office, `${base}/reports/${PEOPLE.wang.personNo}/${day}/history`],
        [office, `${base}/reports/${day}/2021-01-21/history`],
      ] as const)
        expect((await client.get(path)).status, path).to.be.below(500);
    for (const day of ['0000-01-01', '9999-12-31']) {
      const answer = await wang.submit(aReport(), day);
      expect(answer.status, day).to.equal(409);
    }
  });
});
