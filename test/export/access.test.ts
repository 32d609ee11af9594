import { expect } from 'chai';
import express from 'express';
import request from 'supertest';
import { createCheckin } from '../../plugin';
import { insertExport } from '../../plugin/features/export/store';
import { aFever, aReport, type Client, createWorld, PEOPLE } from '../support/world';
import { CREATE, exported, follow, rowsOf, wanted } from './export-world';
import { readSheets } from './read-sheet';

const DAY_MS = 24 * 3_600_000;

describe('exports', () => {
  const world = createWorld();
  let teacher: Client;
  let office: Client;

  beforeEach(async () => {
    teacher = await world.as(PEOPLE.teacher);
    office = await world.as(PEOPLE.office);
    await (await world.as(PEOPLE.wang)).submit(aFever({ note: '秘密的话' }));
    await (await world.as(PEOPLE.sun)).submit(aReport());
  });

  const stateOf = async (client: Client, id: string) => (await client.get(`/api/exports/${id}`)).body;
  const tick = () => world.checkin.jobs.tick();
  const chunks = () => world.database.knex('checkin_export_chunk').orderBy('sequence');
  const audits = (action: string) => world.database.knex('checkin_audit').where({ action }).orderBy('id');

  it('are asked for, made meanwhile, and fetched by a link that needs no session', async () => {
    const answer = await teacher.post(CREATE, wanted(world, { state: 'reported' }));
    expect(answer.status).to.equal(202);
    expect(answer.body).to.have.all.keys('id');
    expect(answer.headers.location).to.equal(`/api/exports/${answer.body.id}`);
    await tick();
    const ready = await teacher.get(answer.headers.location ?? '');
    expect(ready.body).to.include({ id: answer.body.id, state: 'ready', rowsDone: 1, rowsTotal: 1, reason: null });
    expect(ready.body.expiresAt).to.equal(new Date(world.now + 7 * DAY_MS).toISOString());
    expect(ready.body.downloadUrl).to.match(/^http:\/\/localhost:3000\/files\//);
    const file = await follow(world, ready.body.downloadUrl);
    expect(file.status).to.equal(200);
    expect(file.headers['content-length']).to.equal(String(ready.body.size));
    expect(file.headers['cache-control']).to.contain('no-store');
    expect(file.headers['content-disposition']).to.equal(
      `attachment; filename="checkin-winter-2021-01-21-2021-01-21.xlsx"; filename*=UTF-8''${encodeURIComponent('寒假健康打卡-已反馈-2021-01-21.xlsx')}`,
    );
    expect(await readSheets(file.body)).to.have.length(1);
  });

  it('have no link until they are ready', async () => {
    await putAside({ state: 'reported' });
    expect(await stateOf(teacher, ID)).to.include({ state: 'queued', rowsDone: 0, rowsTotal: null, downloadUrl: null });
    await tick();
    expect((await stateOf(teacher, ID)).downloadUrl).to.be.a('string');
  });

  it('are refused with what is wrong', async () => {
    const wrong: [body: object | string, status: number, pointer?: string][] = [
      ['{', 400],
      [{ format: 'xlsx' }, 422, '/from'],
      [wanted(world, { format: 'pdf' }), 422, '/format'],
      [wanted(world, { state: 'all' }), 422, '/state'],
      [wanted(world, { from: '2021-02-30' }), 422, '/from'],
      [wanted(world, { from: '2021-01-17' }), 422, '/from'],
      [wanted(world, { to: '2021-01-22' }), 422, '/to'],
      [wanted(world, { to: '2021-01-20' }), 422, '/to'],
      [wanted(world, { whole: true }), 422, '/whole'],
      [wanted(world, { q: 'x'.repeat(65) }), 422, '/q'],
    ];
    for (const [body, status, pointer] of wrong) {
      const answer = await teacher.post(CREATE, body);
      expect(answer.status, JSON.stringify(body)).to.equal(status);
      if (pointer) expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).to.include(pointer);
    }
    expect((await teacher.post('/api/campaigns/none/exports', wanted(world))).status).to.equal(404);
    world.setTime('2021-01-17');
    expect((await (await world.as(PEOPLE.teacher)).post(CREATE, wanted(world))).status).to.equal(422);
  });

  it('go as far as their owner: 404 beyond the scope, 403 without one and for students', async () => {
    for (const place of [{ class: '191112' }, { class: '000000' }, { department: '经管' }])
      expect((await teacher.post(CREATE, wanted(world, place))).status, JSON.stringify(place)).to.equal(404);
    expect((await office.post(CREATE, wanted(world, { class: '000000' }))).status).to.equal(404);
    expect((await (await world.as(PEOPLE.wang)).post(CREATE, wanted(world))).status).to.equal(403);
    expect((await request(world.app).post(CREATE).send(wanted(world))).status).to.equal(401);
    const names = async (who: typeof PEOPLE.contact, filter: object) =>
      (await rowsOf(await world.as(who), filter)).map(({ 姓名 }) => 姓名);
    expect(await names(PEOPLE.teacher, { state: 'reported' })).to.deep.equal(['王一']);
    expect(await names(PEOPLE.contact, { state: 'due', department: '航制' })).to.have.length(4);
    expect(await names(PEOPLE.office, { state: 'reported' })).to.deep.equal(['王一', '孙五']);
    await dismiss('10011');
    expect((await teacher.post(CREATE, wanted(world))).status).to.equal(403);
  });

  /** Somebody whose responsibility ends today. */
  async function dismiss(staffNo: string) {
    const kept = { '10012': '何老师,班主任,191112', '10030': '罗处长,学工处,' };
    const rows = Object.entries(kept)
      .filter(([no]) => no !== staffNo)
      .map(([no, rest]) => `${no},${rest}`);
    const staff = ['工号,姓名,职责,管辖范围', ...rows].join('\n');
    await world.importRoster({ staff, effective: world.today, retireMissing: true });
  }

  it('follow the scope of the day on which they are made: one that has ended gives nothing', async () => {
    await putAside({ state: 'reported', class: '191111' });
    await dismiss('10011');
    await tick();
    const [row] = await world.database.knex('checkin_export');
    expect(row).to.include({ state: 'failed', reason: '您现在没有管辖的学生，文件没有生成' });
    expect(await chunks()).to.have.length(0);
    expect((await stateOf(teacher, ID)).status).to.equal(403);
  });

  it('are seen by their owner alone, whoever else asks', async () => {
    const { id } = await exported(teacher);
    for (const who of [office, await world.as(PEOPLE.nobody)]) expect((await stateOf(who, id)).status).to.equal(404);
    expect((await stateOf(teacher, 'none')).status).to.equal(404);
    expect((await request(world.app).get(`/api/exports/${id}`)).status).to.equal(401);
  });

  it('have links of which nobody can alter a sign', async () => {
    const { downloadUrl, id } = await exported(teacher);
    const other = await exported(office);
    const url = String(downloadUrl);
    const start = url.lastIndexOf('/') + 1;
    const swapped = (at: number) => url.slice(0, at) + (url[at] === 'a' ? 'b' : 'a') + url.slice(at + 1);
    const altered = [
      ...Array.from({ length: url.length - start }, (_, at) => swapped(start + at)),
      ...[
        `${url}a`,
        `${url}?a=1`,
        `${url}/`,
        `${url}%20`,
        url.slice(0, -1),
        url.replace(id, other.id),
        url.replace(/\./g, '%2E'),
      ],
    ];
    for (const each of altered) expect((await follow(world, each)).status, each).to.equal(403);
    const page = await request(world.app).get('/files/none').set('Accept', 'text/html');
    expect(page.status).to.equal(403);
    expect(page.text).to.contain('重新复制下载链接');
  });

  it('can be fetched for a week, then their parts are gone', async () => {
    const { downloadUrl, id } = await exported(teacher);
    world.advance(7 * DAY_MS - 1);
    expect((await follow(world, downloadUrl)).status).to.equal(200);
    world.advance(1);
    expect((await follow(world, downloadUrl)).status).to.equal(410);
    teacher = await world.as(PEOPLE.teacher);
    expect(await stateOf(teacher, id)).to.include({ state: 'expired', downloadUrl: null });
    await tick();
    expect(await chunks()).to.have.length(0);
    expect((await follow(world, downloadUrl)).status).to.equal(410);
    world.advance(30 * DAY_MS);
    await tick();
    expect(await world.database.knex('checkin_export')).to.have.length(0);
  });

  it('are recorded: what was made of how many people, and each use of the link', async () => {
    const { downloadUrl, id } = await exported(office, { state: 'reported', from: '2021-01-20' });
    expect(await audits('export.create')).to.have.length(1);
    const [made] = await audits('export.create');
    expect(made).to.include({ actor_no: PEOPLE.office.personNo, campaign_code: 'winter', people: 2 });
    expect(JSON.parse(made.detail)).to.deep.equal({ filter: '已反馈 · 1月20日–1月21日', format: 'xlsx', rows: 2 });
    await request(world.app).head(new URL(String(downloadUrl)).pathname);
    expect(await audits('export.download')).to.have.length(0);
    await follow(world, downloadUrl);
    await follow(world, downloadUrl);
    const used = await audits('export.download');
    expect(used.map(({ actor_no, people }) => [actor_no, people])).to.deep.equal([
      ['-', 2],
      ['-', 2],
    ]);
    expect(JSON.parse(used[0].detail)).to.include({ owner: `罗处长 ${PEOPLE.office.personNo}`, export: id });
  });

  it('lie sealed in the database, and any instance serves them', async () => {
    const { downloadUrl } = await exported(teacher, { state: 'reported', format: 'csv' });
    const [{ sealed }] = await chunks();
    const stored = Buffer.from(sealed);
    expect(stored.toString('latin1', 0, 3)).to.equal('k1.');
    expect(stored.includes('秘密的话')).to.equal(false);
    expect(stored.includes('学号')).to.equal(false);
    const other = await createCheckin(world.input(), { clock: () => world.now });
    try {
      const answer = await request(express().use(other.router)).get(new URL(String(downloadUrl)).pathname);
      expect(answer.text).to.contain('秘密的话');
    } finally {
      await other.close();
    }
  });

  const ID = 'abcdef0123456789abcdef01';

  /** An export of the teacher's that nobody has begun to make. */
  async function putAside(filter: object) {
    const [campaign] = await world.database.knex('checkin_campaign');
    await world.database.transaction((tx) =>
      insertExport(tx, {
        id: ID,
        owner: PEOPLE.teacher,
        campaignId: campaign.id,
        filter: { from: world.today, to: world.today, ...filter },
        format: 'xlsx',
        createdAt: world.now,
      }),
    );
  }

  it('begin anew where the process that was at it was killed, and leave nothing of what it did', async () => {
    await putAside({ state: 'reported' });
    await world.database.transaction(async (tx) => {
      await tx('checkin_export').update({ state: 'running', run: 'killed', rows_done: 5000, rows_total: 9000 });
      for (const sequence of [0, 1])
        await tx('checkin_export_chunk').insert({ export_id: ID, sequence, sealed: Buffer.from('half') });
      const job = { name: 'export', slot: ID, state: 'running', attempts: 1, updated_at: world.now };
      await tx('checkin_job').insert({ ...job, lease_until: world.now + 60_000 });
    });
    await tick();
    expect(await stateOf(teacher, ID)).to.include({ state: 'running', rowsDone: 5000, rowsTotal: 9000 });
    world.advance(61_000);
    await tick();
    const ready = await stateOf(teacher, ID);
    expect(ready).to.include({ state: 'ready', rowsDone: 1, rowsTotal: 1 });
    expect(await chunks()).to.have.length(1);
    expect((await readSheets((await follow(world, ready.downloadUrl)).body))[0]?.rows).to.have.length(2);
  });

  it('are given up after three attempts, and say so', async () => {
    await putAside({ state: 'reported' });
    await world.database.knex('checkin_report_revision').update({ sealed: 'lost.AAAA' });
    for (const minutes of [0, 2, 4, 6]) {
      world.advance(minutes * 60_000);
      await tick();
    }
    expect(await stateOf(teacher, ID)).to.include({ state: 'failed', downloadUrl: null });
    expect((await stateOf(teacher, ID)).reason).to.contain('请再试一次');
  });

  it('are few at a time for one person', async () => {
    await putAside({});
    const rows = await world.database.knex('checkin_export');
    await world.database.knex('checkin_export').insert([1, 2].map((at) => ({ ...rows[0], id: `${at}`.repeat(24) })));
    const answer = await teacher.post(CREATE, wanted(world));
    expect(answer.status).to.equal(429);
    expect(answer.headers['retry-after']).to.equal('10');
    expect((await office.post(CREATE, wanted(world))).status).to.equal(202);
    await tick();
    expect((await teacher.post(CREATE, wanted(world))).status).to.equal(202);
    await tick();
  });
});
