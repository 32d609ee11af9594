import { expect } from 'chai';
import type request from 'supertest';
import { receiveFiles } from '../../plugin/features/roster/upload/receive';
import type { Problem } from '../../plugin/kernel/problem';
import { Visitor } from '../support/visitor';
import { createWorld, PEOPLE } from '../support/world';
import { aFile, aStudent, aTeacher, csv } from './roster-world';
import { aWorkbook, rowsXml } from './workbooks';

const ROSTER = '/staff/admin/roster';
const IMPORTS = `${ROSTER}/imports`;
const HOUR = 3_600_000;

describe('a roster that is uploaded', () => {
  const world = createWorld();
  let office: Visitor;

  beforeEach(async () => {
    office = new Visitor(world);
    await office.enter(PEOPLE.office);
  });

  const csrfOf = async (visitor: Visitor) => {
    const { text } = await visitor.open(ROSTER);
    return /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
  };
  type Files = Parameters<Visitor['upload']>[2];
  const send = async (files: Files, fields: Record<string, string> = {}, visitor = office) =>
    visitor.upload(IMPORTS, { _csrf: await csrfOf(visitor), effective: world.today, ...fields }, files);
  /** The page of the upload, when all that goes on by itself has gone on. */
  async function pageOf(answer: request.Response, visitor = office): Promise<{ path: string; text: string }> {
    expect(answer.status, answer.text).to.equal(303);
    const path = answer.headers.location ?? '';
    await world.checkin.jobs.tick();
    const t = (await visitor.open(path)).text;
    return { path, text: t };
  }
  const upload = async (...args: Parameters<typeof send>) => pageOf(await send(...args), args[2]);
  async function decide(decision: string, { path, text }: { path: string; text: string }, visitor = office) {
    const [, turn = ''] = /name="turn" value="(\d+)"/.exec(text) ?? [];
    return visitor.post(path, { _csrf: await csrfOf(visitor), turn, decision });
  }
  const classOf = async (personNo: string) =>
    (await world.database.knex('checkin_enrolment').where({ person_no: personNo, until_day: '9999-12-31' }).first())
      ?.class_code;
  const leftBehind = async () => {
    const tables = ['row', 'problem', 'wanted_scope', 'chunk'].map((name) => `checkin_roster_${name}`);
    const counts = await Promise.all(tables.map((table) => world.database.knex(table).count({ rows: '*' }).first()));
    return counts.map((count) => Number(count?.rows));
  };
  const NOTHING = [0, 0, 0, 0];

  const wang = (changes = {}) => ({ ...aStudent(1, { 学号: '201911110101', 姓名: '王一' }), ...changes });
  const moved = [aFile('学生.csv', csv([wang({ 班级: '191112', 姓名: '王壹' }), aStudent(77)]))];

  it('is shown before anything is changed, and written all at once when it is confirmed', async () => {
    const staff = aFile('教职工.csv', csv([aTeacher({ 管辖范围: '191112' })]));
    const preview = await upload([...moved, staff]);
    for (const word of [
      '新增',
      '转班、转系部',
      '改名',
      '增加管辖',
      '不再管辖',
      '王一',
      '王壹',
      '191111',
      '班主任 191112',
    ])
      expect(preview.text).to.contain(word);
    expect(await classOf('201911110101')).to.equal('191111');
    const list = await office.open(`${preview.path}/changes?type=student&kind=moved`);
    expect(list.text).to.contain('201911110101').and.contain('191112').and.not.contain('201911110177');
    const done = await pageOf(await decide('confirm', preview));
    expect(done.text).to.contain('已导入').and.contain('罗处长');
    expect(await classOf('201911110101')).to.equal('191112');
    expect(await leftBehind()).to.deep.equal(NOTHING);
    const audit = await office.open('/staff/admin/audit?action=roster.import');
    expect(audit.text).to.contain('201911110101 王壹 变更：姓名 王一 → 王壹；班级 191111 → 191112');
    expect((await office.open(ROSTER)).text)
      .to.contain('学生.csv、教职工.csv')
      .and.contain('已导入');
  });

  it('shows how far it is, to whoever has no script as well, and can be left and come back to', async () => {
    const answer = await send(moved);
    await world.checkin.jobs.tick();
    const path = answer.headers.location ?? '';
    await world.database.knex('checkin_roster_import').update({ state: 'checking', done: 30, total: 60 });
    const { text } = await office.open(path);
    expect(text).to.contain('<noscript><meta http-equiv="refresh"').and.contain('正在核对，50%').and.contain('取消');
    expect((await office.open(ROSTER)).text).to.contain('核对中');
  });

  it('is refused with each bad row by its number, and is right when that is mended', async () => {
    const bad = await upload([
      aFile('学生.csv', csv([aStudent(70), aStudent(71, { 学号: '12' }), aStudent(72, { 班级: '' })])),
    ]);
    expect(bad.text)
      .to.contain('2 处问题')
      .and.contain('学号应为 12 位数字')
      .and.contain('请填写班级')
      .and.contain('第 3 行');
    expect((await decide('confirm', { ...bad, text: 'name="turn" value="1"' })).status).to.equal(409);
    const good = await upload([aFile('学生.csv', csv([aStudent(70)]))]);
    expect((await pageOf(await decide('confirm', good))).text).to.contain('已导入');
  });

  it('has bad rows by the page where they are many', async () => {
    const rows = Array.from({ length: 250 }, () => aStudent(1, { 学号: '1' }));
    const { path, text } = await upload([aFile('学生.csv', csv(rows))]);
    expect(text).to.contain('250 处问题').and.contain('第 201 行').and.not.contain('第 202 行');
    const [, next = ''] = /href="(\?cursor[^"]+)"/.exec(text) ?? [];
    expect((await office.open(path + next.replace('&#x3D;', '='))).text)
      .to.contain('第 202 行')
      .and.contain('第 251 行');
  });

  for (const [what, file, reason] of [
    ['empty', aFile('空.csv', ''), '文件是空的'],
    ['a picture', aFile('照片.jpg', Buffer.from('ffd8ffe000104a4649460001', 'hex')), '不是 CSV 文本'],
    [
      'a workbook of something else',
      aWorkbook({ sheets: { 成绩: rowsXml([['a']]) } }),
      '没有叫“学生”或“教职工”的工作表',
    ],
    [
      'a bomb',
      aWorkbook({ sheets: { 学生: rowsXml([['a']]) }, files: { 'xl/media/a.png': new Uint8Array(8 * 1024 * 1024) } }),
      '压缩比',
    ],
  ] as const)
    it(`is refused when it is ${what}`, async () => {
      expect((await upload([file])).text)
        .to.contain(reason)
        .and.contain('没有导入，名单没有变');
    });

  it('is refused in words where no file was chosen, or the day is none, and what was typed stays', async () => {
    const none = await send([], { retireMissing: '1' });
    expect([none.status, none.text.includes('请先选择名单文件')]).to.deep.equal([422, true]);
    expect(none.text).to.match(/id="retire"[^>]* checked/);
    const day = await send(moved, { effective: '2021-02-30' });
    expect([day.status, day.text.includes('生效日期应写成')]).to.deep.equal([422, true]);
    expect(await leftBehind()).to.deep.equal(NOTHING);
    expect(await world.database.knex('checkin_roster_import')).to.deep.equal([]);
  });

  it('is taken from the office alone, and from a form of its own session', async () => {
    const teacher = new Visitor(world);
    await teacher.enter(PEOPLE.teacher);
    for (const path of [ROSTER, `${ROSTER}/scopes`, `${ROSTER}/people`, `${ROSTER}/people/10011`, `${IMPORTS}/x`])
      expect((await teacher.open(path)).status, path).to.equal(403);
    expect((await teacher.upload(IMPORTS, {}, moved)).status).to.equal(403);
    expect((await new Visitor(world).upload(IMPORTS, {}, moved)).status).to.equal(401);
    expect((await office.upload(IMPORTS, { effective: world.today }, moved)).status).to.equal(403);
    expect((await office.upload(IMPORTS, { _csrf: 'x' }, moved)).status).to.equal(403);
    expect((await office.post(IMPORTS, { _csrf: await csrfOf(office) })).status).to.equal(415);
    expect((await office.open(`${IMPORTS}/nothing`)).status).to.equal(404);
    expect(await world.database.knex('checkin_roster_import')).to.deep.equal([]);
  });

  it('is compared again where somebody else was first, and written only when that is confirmed', async () => {
    const mine = await upload(moved);
    const theirs = await upload([aFile('别人.csv', csv([wang({ 班级: '192211', 系部: '经管' })]))]);
    await pageOf(await decide('confirm', theirs));
    const seen = await office.open(mine.path);
    expect(seen.text).to.contain('核对之后，名单又被改过了').and.not.contain('确认导入</button>');
    const again = await pageOf(await decide('confirm', mine));
    expect(again.text).to.contain('名单在此期间被改过').and.contain('192211').and.contain('确认导入</button>');
    expect(await classOf('201911110101')).to.equal('192211');
    await pageOf(await decide('confirm', again));
    expect(await classOf('201911110101')).to.equal('191112');
  });

  it('is confirmed once, and not by whoever has seen something else', async () => {
    const preview = await upload(moved);
    const both = await Promise.all([decide('confirm', preview), decide('confirm', preview)]);
    expect(both.map(({ status }) => status).sort()).to.deep.equal([303, 409]);
    await world.checkin.jobs.tick();
    expect((await decide('cancel', preview)).status).to.equal(409);
    const audits = await world.database.knex('checkin_audit').where({ action: 'roster.import', actor_no: '10030' });
    expect(audits).to.have.lengthOf(1);
  });

  it('can be given up, and is given up by itself after a day', async () => {
    const preview = await upload(moved);
    expect((await pageOf(await decide('cancel', preview))).text).to.contain('已取消');
    expect(await leftBehind()).to.deep.equal(NOTHING);
    const late = await upload(moved);
    world.advance(25 * HOUR);
    await world.checkin.jobs.tick();
    expect((await office.open(late.path)).status).to.equal(401);
    await office.enter(PEOPLE.office);
    expect((await office.open(late.path)).text).to.contain('已经过期');
    expect((await decide('confirm', late)).status).to.equal(409);
    expect(await leftBehind()).to.deep.equal(NOTHING);
    expect(await classOf('201911110101')).to.equal('191111');
  });

  it('goes on where the process that was at it was killed', async () => {
    const preview = await upload(moved);
    await decide('confirm', preview);
    await world.checkin.jobs.tick();
    // As it was when it was killed: half of its rows there, and the job still held by nobody.
    const { knex } = world.database;
    const killed = (slot: string) =>
      knex('checkin_job').where({ slot }).update({ state: 'running', attempts: 1, lease_until: world.now });
    const again = await send(moved);
    await world.checkin.jobs.tick();
    const [, id = ''] = /imports\/(\w+)/.exec(again.headers.location ?? '') ?? [];
    await knex('checkin_roster_import').where({ id }).update({ state: 'reading', staged: null });
    await killed(`${id}-1`);
    await world.checkin.jobs.tick();
    expect((await office.open(again.headers.location ?? '')).text).to.contain('没有要改的');
    const stages = await knex('checkin_roster_row').distinct('import_id');
    expect(stages, 'the stage of the run that was killed is gone').to.have.lengthOf(1);
  });

  it('is written once where the process was killed while it wrote, and keeps nobody’s name when it is', async () => {
    const { knex } = world.database;
    const preview = await upload(moved);
    const [, id = ''] = /imports\/(\w+)/.exec(preview.path) ?? [];
    // What was written of it went with the connection.
    const job = { name: 'roster-import', slot: `${id}-2`, state: 'running', attempts: 1 };
    await knex('checkin_job').insert({ ...job, lease_until: world.now + 60_000, updated_at: world.now });
    const waiting = await pageOf(await decide('confirm', preview));
    expect(waiting.text).to.contain('正在写入').and.not.contain('取消</button>');
    expect(await classOf('201911110101')).to.equal('191111');
    world.advance(61_000);
    await world.checkin.jobs.tick();
    expect((await office.open(preview.path)).text).to.contain('已导入');
    expect(await classOf('201911110101')).to.equal('191112');
    const { summary, confirmer_name } = await knex('checkin_roster_import').where({ id }).first();
    expect(confirmer_name).to.equal('罗处长');
    expect(summary).to.contain('"changed":1').and.not.contain('王');
  });

  it('leaves no rows behind where the process was killed before it had cleared them away', async () => {
    const { knex } = world.database;
    const preview = await upload(moved);
    const [{ stage_id }] = await knex('checkin_roster_import').select('stage_id');
    const rows = (await knex('checkin_roster_row').where({ import_id: stage_id })) as object[];
    expect(rows).to.have.lengthOf(2);
    await pageOf(await decide('confirm', preview));
    await knex('checkin_roster_row').insert(rows);
    world.advance(HOUR - 60_000);
    await world.checkin.jobs.tick();
    expect((await leftBehind())[0]).to.equal(2);
    world.advance(2 * 60_000);
    await world.checkin.jobs.tick();
    expect(await leftBehind()).to.deep.equal(NOTHING);
  });

  it('can be given up while its files come in, and leaves nothing', async () => {
    const { vault, database, now, today } = world;
    const chunk = Buffer.alloc(600_000, 'a');
    async function* bytes() {
      yield chunk;
      await world.checkin.jobs.tick();
      const { id } = await database.knex('checkin_roster_import').where({ state: 'receiving' }).first();
      const path = `${IMPORTS}/${id}`;
      const { text } = await office.open(path);
      expect(text).to.contain('正在上传');
      expect((await decide('cancel', { path, text })).status).to.equal(303);
      yield chunk;
    }
    async function* files() {
      yield { name: '学生.csv', bytes: bytes() };
    }
    const given = { actor: PEOPLE.office, effective: today, retireMissing: false, files: files(), now };
    const refused: unknown = await receiveFiles({ database, vault }, given).catch((error: unknown) => error);
    expect((refused as Problem).details.detail).to.contain('已经被取消');
    expect(await leftBehind()).to.deep.equal(NOTHING);
    expect((await office.open(ROSTER)).text).to.contain('已取消');
  });

  it('says so when it has failed three times, and can be begun again', async () => {
    const { knex } = world.database;
    const answer = await send(moved);
    await world.checkin.jobs.tick();
    const path = answer.headers.location ?? '';
    const [, id = ''] = /imports\/(\w+)/.exec(path) ?? [];
    await knex('checkin_roster_import').where({ id }).update({ state: 'checking' });
    await knex('checkin_job')
      .where({ slot: `${id}-1` })
      .update({ state: 'running', attempts: 3, lease_until: 0 });
    await world.checkin.jobs.tick();
    const failed = await office.open(path);
    expect(failed.text).to.contain('试了三次').and.contain('重新开始');
    const ready = await pageOf(await decide('again', { path, text: failed.text }));
    expect(ready.text).to.contain('确认导入</button>');
  });

  it('warns where many would leave, and is not to be confirmed where nothing would change', async () => {
    const few = await upload([aFile('学生.csv', csv([wang()]))], { retireMissing: '1' });
    expect(few.text)
      .to.contain('将要离开的有学生 6 人（现有 7 人）')
      .and.match(/id="sure" required/);
    const same = await upload([aFile('学生.csv', csv([wang()]))]);
    expect(same.text).to.contain('没有要改的').and.not.contain('确认导入</button>');
  });

  it('is refused where it would alter a day that a department has reported', async () => {
    const contact = await world.as(PEOPLE.contact);
    const brief = await contact.post('/api/campaigns/winter/briefs/2021-01-20/航制/submission', {});
    expect(brief.status, brief.text).to.equal(201);
    const { text } = await upload(moved, { effective: '2021-01-20' });
    expect(text).to.contain('日报已上报').and.contain('2021-01-21 或以后').and.contain('没有导入');
    expect((await upload(moved)).text).to.contain('确认导入</button>');
  });
});
