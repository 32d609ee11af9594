import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { expect } from 'chai';
import express from 'express';
import request from 'supertest';
import { createCheckin } from '../../plugin';
import { DEFAULT_KEPT_DAYS } from '../../plugin/kernel/sealed-column';
import { aCampaign, createWorld, PEOPLE, World } from '../support/world';

const ROOT = join(__dirname, '../..');
const read = (file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as Record<string, unknown>;
const FILE = read('manifest.json');

describe('the manifest', () => {
  const world = createWorld();
  const get = (path: string) => request(world.app).get(path);

  async function validate(value: unknown) {
    const ajv = new Ajv2020({ formats: { uri: /^https?:\/\//, 'uri-reference': true } });
    const check = ajv.compile((await get('/manifest.schema.json')).body);
    return check(value) ? [] : check.errors;
  }

  it('is valid by its own schema, in the file and as served', async () => {
    expect(await validate(FILE)).to.deep.equal([]);
    expect(await validate((await get('/manifest.json')).body)).to.deep.equal([]);
  });

  it('names a schema that lies beside it, the same as is served', async () => {
    expect(read(String(FILE.$schema))).to.deep.equal((await get('/manifest.schema.json')).body);
  });

  it('may hold nothing that the schema does not know', async () => {
    expect(await validate({ ...FILE, extra: 1 })).not.to.deep.equal([]);
    expect(await validate({ ...FILE, launch: { ...(FILE.launch as object), extra: 1 } })).not.to.deep.equal([]);
    expect(await validate({ ...FILE, version: 'one' })).not.to.deep.equal([]);
  });

  it('holds relative paths in the file, and addresses as served', async () => {
    expect(JSON.stringify(FILE)).not.to.match(/"(\/|https?:)[^"]*"/);
    const { body } = await get('/manifest.json');
    expect(body.baseUrl).to.equal('http://localhost:3000');
    expect(body.launch.path).to.equal('http://localhost:3000/launch');
    expect(body.entries.map(({ path }: { path: string }) => path)).to.deep.equal([
      'http://localhost:3000/home',
      'http://localhost:3000/staff',
    ]);
    expect(body.auth.algorithms).to.deep.equal(['HS256']);
    expect(world.checkin.manifest).to.deep.equal(body);
  });

  it('names what is there: icon, health, readiness, the API', async () => {
    const { body } = await get('/manifest.json');
    for (const address of [body.icons[0].src, body.health.live, body.health.ready, body.api, body.$schema])
      expect((await get(new URL(address).pathname)).status, address).to.equal(200);
    expect((await get('/icon.svg')).type).to.equal('image/svg+xml');
  });

  it('says of the data what is done: kept as long as campaigns that say nothing, and told on a page of its own', async () => {
    const { dataPolicy } = (await get('/manifest.json')).body;
    expect(dataPolicy).to.deep.include({ retentionDays: DEFAULT_KEPT_DAYS, contact: '000-1234' });
    const { retentionDays: _, ...silent } = aCampaign({ code: 'silent' });
    await world.apply(silent);
    const wang = await world.as(PEOPLE.wang);
    const { body } = await wang.get('/api/campaigns/silent/privacy-notice');
    expect(body.retentionDays).to.equal(dataPolicy.retentionDays);
    expect(body.sections[0].text).to.contain(dataPolicy.purpose);
    expect((await wang.get(new URL(dataPolicy.notice).pathname)).status).to.equal(200);
  });

  it('says of metrics what Prometheus reads', async () => {
    await get('/manifest.json');
    const { text, type } = await get('/metrics');
    expect(type).to.equal('text/plain');
    expect(text).to.contain('checkin_http_request_seconds_count{method="get",route="/manifest.json",status="200"}');
  });
});

describe('the database away', () => {
  it('is told by readiness and by each answer, while the process stays up', async () => {
    const world = new World({
      DATABASE_URL: 'mysql://nobody:nothing@127.0.0.1:9/none',
    });
    const checkin = await createCheckin(world.input());
    const app = express().use(checkin.router);
    expect((await request(app).get('/healthz')).status).to.equal(200);
    const ready = await request(app).get('/readyz');
    expect(ready.status).to.equal(503);
    expect(ready.headers['retry-after']).to.equal('5');
    const launch = await request(app)
      .post('/launch')
      .type('form')
      .set('Accept', 'application/json')
      .send({
        token: world.token(
          { personNo: '10011', type: 'staff', name: '林老师' },
          { iat: Math.floor(Date.now() / 1000), exp: Math.floor(Date.now() / 1000) + 60 },
        ),
      });
    expect([launch.status, launch.body.type]).to.deep.equal([503, 'urn:checkin:problem:unavailable']);
    await checkin.jobs.tick();
    await checkin.close();
  });
});
