import { expect } from 'chai';
import { hiddenFields, Visitor } from '../support/visitor';
import { aCampaign, aReport, createWorld, PEOPLE } from '../support/world';

const ADMIN = '/staff/admin/campaigns';
const FORM = `${ADMIN}/winter/form`;

type Fields = Record<string, string>;

describe('the editor of forms, without JavaScript', () => {
  const world = createWorld();
  let office: Visitor;
  let page: string;

  beforeEach(async () => {
    office = new Visitor(world);
    await open();
  });

  /** As the office opens it: a session lasts a day at most. */
  async function open() {
    await office.enter(PEOPLE.office);
    page = (await office.open(FORM)).text;
  }

  async function step(action: string, fields: Fields = {}) {
    const answer = await office.send(page, FORM, { action, ...fields });
    page = answer.text;
    return answer;
  }

  /** Saves what is on the page, and lets the night pass. */
  async function saveAndWait(fields: Fields = {}, date = '2021-01-22') {
    const saved = await step('save', fields);
    expect(saved.headers.location).to.equal(`${ADMIN}/winter?done=form`);
    world.setTime(date);
  }

  function order(): string[] {
    return [...page.matchAll(/<summary><span class="num">\d+\.<\/span> <strong>([^<]*)</g)].map(
      ([, label = '']) => label,
    );
  }

  async function schema() {
    return (await (await world.as(PEOPLE.wang)).get('/api/campaigns/winter/form')).body;
  }

  async function studentForm(): Promise<string> {
    const student = new Visitor(world);
    await student.enter(PEOPLE.wang);
    return (await student.open('/c/winter/form')).text;
  }

  it('add, order and hide questions, and a student is asked so the next day', async () => {
    await step('add', { 'new.label': '今天在家吗', 'new.kind': 'yesno' });
    expect(page).to.contain('加上了第 7 题');
    await step('add', { 'new.label': '和谁<住>在一起', 'new.kind': 'one' });
    await step('refresh', { 'q.7.label': '和谁<住>在一起', 'q.7.options': '父母\n同学', 'q.7.required': '1' });
    await step('up:6');
    await step('hide:6');
    expect(page).to.contain('以前问过的（1）');
    expect(order()).to.deep.equal([
      '体温',
      '身体症状',
      '上次反馈以来，是否到过高风险地区',
      '到过的高风险地区',
      '所在位置',
      '今天在家吗',
      '和谁&lt;住&gt;在一起',
      '以上内容真实',
    ]);
    const before = await studentForm();
    await saveAndWait({ reason: '补充' });
    expect(before).not.to.contain('今天在家吗');
    const asked = await studentForm();
    for (const text of ['今天在家吗', '父母', '和谁&lt;住&gt;在一起']) expect(asked).to.contain(text);
    expect(asked).not.to.contain('备注');
    await office.enter(PEOPLE.office);
    expect((await office.open('/staff/admin/audit?campaign=winter')).text)
      .to.contain('新问“今天在家吗”')
      .and.to.contain('不再问“备注”')
      .and.to.contain('原因：补充');
  });

  it('ask again what was hidden, under its own name and with its reason for a review', async () => {
    await step('hide:0');
    expect(page).to.contain('不再问“体温”，用到的 1 个审核条件也去掉了');
    await step('hide:1');
    expect(page).to.contain('不再问“上次反馈以来，是否到过高风险地区”、“到过的高风险地区”');
    await step('restore:highRiskArea');
    expect(page).to.contain('到过高风险地区');
    await saveAndWait();
    expect(Object.keys((await schema()).schema.properties)).not.to.include('temperature');
    await open();
    expect(page).to.contain('再问<span class="unseen">：体温');
    await step('restore:temperature');
    await saveAndWait({}, '2021-01-23');
    const { schema: form, flags } = await schema();
    expect(form.properties.temperature).to.deep.include({ maximum: 42, unit: '℃' });
    expect(flags.map(({ code }: { code: string }) => code)).to.have.members([
      'symptoms',
      'high_risk_area',
      'temperature',
    ]);
    expect(
      (await (await world.as(PEOPLE.wang)).get('/api/campaigns/winter/form', { date: '2021-01-22' })).body.version,
    ).to.equal(2);
  });

  it('raise a flag for a number, for one of several choices and for any of them', async () => {
    await step('add', { 'new.label': '咳了几天', 'new.kind': 'number' });
    await step('add', { 'new.label': '健康码', 'new.kind': 'one' });
    await step('refresh', { 'q.7.label': '健康码', 'q.7.options': '绿\n黄\n红', 'q.7.required': '1' });
    await step('flag-add', { 'newflag.question': 'q1' });
    await step('flag-add', { 'newflag.question': 'q2' });
    await step('flag-add', { 'newflag.question': 'symptoms' });
    expect((await step('save')).status).to.equal(422);
    expect(page).to.contain('href="#flag-flag_1-value"').and.to.contain('请写一个数字').and.to.contain('请选一项');
    const flags = {
      'f.3.title': '咳嗽超过 3 天',
      'f.3.comparison': 'over',
      'f.3.value': '3',
      'f.4.title': '红码',
      'f.4.value': '红',
      'f.5.title': '发热',
      'f.5.value': 'fever',
    };
    await saveAndWait(flags);
    const wang = await world.as(PEOPLE.wang);
    const li = await world.as(PEOPLE.li);
    const codes = async (answers: object, who = wang) => (await who.submit(aReport(answers))).body.flags;
    expect(await codes({ q1: 3, q2: '绿', symptoms: [] })).to.deep.equal([]);
    expect(await codes({ q1: 4, q2: '红', symptoms: ['cough'] }, li)).to.deep.equal(['symptoms', 'flag_1', 'flag_2']);
  });

  it('ask a question only where another one is answered so', async () => {
    await step('add', { 'new.label': '是否离校', 'new.kind': 'yesno' });
    await step('add', { 'new.label': '隔离', 'new.kind': 'one' });
    await step('refresh', { 'q.7.label': '隔离', 'q.7.options': '没有\n在家\n集中', 'q.7.required': '1' });
    for (const label of ['为什么在校', '隔离几天', '隔离点'])
      await step('add', { 'new.label': label, 'new.kind': 'text' });
    const when = { 'q.8.onlyIf': 'q1=no', 'q.9.onlyIf': 'q2=在家', 'q.10.onlyIf': 'q2=集中' };
    const labels = { 'q.8.label': '为什么在校', 'q.9.label': '隔离几天', 'q.10.label': '隔离点' };
    await step('refresh', { ...labels, ...when });
    expect(page).to.contain('“是否离校”选“否”才问').and.to.contain('“隔离”选“集中”才问');
    await saveAndWait();
    const asked = await studentForm();
    expect(asked).to.contain('data-only-if="q1" data-only-value="no"').and.to.contain('“隔离”选“在家”的才要填');
    const wang = await world.as(PEOPLE.wang);
    const missing = await wang.submit(aReport({ q1: false, q2: '集中' }));
    expect(missing.body.errors).to.deep.equal([
      { pointer: '/answers/q3', message: '请填写为什么在校' },
      { pointer: '/answers/q5', message: '请填写隔离点' },
    ]);
    expect((await wang.submit(aReport({ q1: false, q2: '集中', q3: '值班', q5: '宾馆' }))).status).to.equal(201);
    await open();
    expect(page).to.contain('“是否离校”选“否”才问');
    // What others depend on cannot stand behind them.
    for (let place = 7; place < 9; place += 1) await step(`down:${place}`);
    expect((await step('save')).status).to.equal(422);
    expect(page).to.contain('只能跟着排在它前面的').and.to.contain('（没有这个问题或选项了，请另选）');
  });

  it('name in a refusal the question that is asked only sometimes, whatever its kind', async () => {
    await step('add', { 'new.label': '住校外', 'new.kind': 'yesno' });
    await step('add', { 'new.label': '和谁住', 'new.kind': 'many' });
    await step('refresh', { 'q.7.label': '和谁住', 'q.7.options': '父母\n同学', 'q.7.onlyIf': 'q1=yes' });
    await saveAndWait();
    const answer = await (await world.as(PEOPLE.wang)).submit(aReport({ q1: true }));
    expect(answer.body.errors).to.deep.equal([{ pointer: '/answers/q2', message: '请选择：和谁住' }]);
  });

  it('begin with a preset, and save only what changed: an order is a change', async () => {
    await step('preset:long');
    expect(page).to.contain('健康码颜色').and.to.contain('同住的人');
    expect((await step('save')).headers.location).to.contain('done=form');
    await open();
    expect((await step('save')).headers.location).to.contain('done=unchanged');
    await open();
    await step('down:0');
    expect((await step('save')).headers.location).to.contain('done=form');
  });

  it('refuse at the field, and a draft that no page made', async () => {
    expect((await step('add', { 'new.label': '', 'new.kind': 'text' })).text).to.contain('请写上要问什么');
    await step('refresh', { 'q.0.label': '', 'q.0.minimum': 'abc', 'q.0.maximum': '42', 'q.0.required': '1' });
    expect((await step('save')).status).to.equal(422);
    expect(page).to.contain('href="#q-temperature-label"').and.to.contain('最小值应当是数字');
    expect(page).to.contain('value="abc"');
    const deep = `{"head":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    for (const draft of ['', '{', '{"questions":[]}', '{"__proto__":1}', deep, 'null'])
      expect((await office.send(page, FORM, { action: 'save', draft })).status).to.equal(422);
    for (const action of [
      'up:-1',
      'down:999',
      'hide:x',
      'restore:constructor',
      'preset:toString',
      'nonsense',
      'flag-remove:',
    ])
      expect((await step(action)).status, action).to.equal(200);
  });

  it('refuse more than a form may hold, and keep it', async () => {
    const many = Array.from({ length: 101 }, (_, index) => `选项${index}`).join('\n');
    await step('refresh', { 'q.1.label': '身体症状', 'q.1.options': many, 'q.1.required': '1' });
    expect((await step('save')).status).to.equal(422);
    expect(page).to.contain('最多 100 个选项').and.to.contain('选项100');
    const twice = { 'q.1.label': '身体症状', 'q.1.options': '发热\n发热', 'q.1.required': '1' };
    await step('save', twice);
    expect(page).to.contain('有重复的选项');
    const long = '长'.repeat(101);
    await step('save', { 'q.1.label': long, 'q.1.options': `${long}\n发热`, 'q.1.required': '1' });
    expect(page).to.contain('最多 100 个字').and.to.contain('一个选项最多 100 个字').and.to.contain(`${long}\n发热`);
  });

  it('show hostile labels as they were typed, to everybody', async () => {
    const label = '<img src=x onerror=alert(1)>{{constructor}}';
    await step('add', { 'new.label': label, 'new.kind': 'one' });
    await step('refresh', { 'q.6.label': label, 'q.6.options': '"><b>\n是', 'q.6.required': '1' });
    await step('flag-add', { 'newflag.question': 'q1' });
    await saveAndWait({ 'f.3.title': '</title><script>', 'f.3.value': '"><b>' });
    const pages = [await studentForm()];
    const answer = await (await world.as(PEOPLE.wang)).submit(aReport({ q1: '"><b>' }));
    expect(answer.body.flags).to.deep.equal(['flag_1']);
    const teacher = new Visitor(world);
    await teacher.enter(PEOPLE.teacher);
    for (const path of ['people?state=reported', 'reviews', `people/${PEOPLE.wang.personNo}`])
      pages.push((await teacher.open(`/staff/c/winter/${path}`)).text);
    await office.enter(PEOPLE.office);
    for (const path of [FORM, '/staff/admin/audit']) pages.push((await office.open(path)).text);
    for (const text of pages)
      expect(text)
        .to.contain('&lt;')
        .and.not.to.match(/<img src=x|"><b>|<\/title><script>/);
  });

  it('do not overwrite a version that somebody else has saved meanwhile, and tell what it was', async () => {
    const mine = page;
    await step('add', { 'new.label': '别人的问题', 'new.kind': 'text' });
    await step('save');
    page = mine;
    await step('add', { 'new.label': '我的问题', 'new.kind': 'text' });
    expect((await step('save')).status).to.equal(409);
    expect(page).to.contain('别人存了新的一版').and.to.contain('“我的问题”').and.to.contain('“别人的问题”');
    expect(order()).to.include('我的问题');
    expect((await step('save')).status).to.equal(303);
    const both = await Promise.all([1, 2].map(() => office.send(mine, FORM, { action: 'save' })));
    for (const { status } of both) expect(status).to.equal(409);
  });

  it('let one of two who save at once through', async () => {
    const pages = await Promise.all(
      ['甲', '乙'].map((label) => office.send(page, FORM, { action: 'add', 'new.label': label, 'new.kind': 'text' })),
    );
    const saved = await Promise.all(pages.map(({ text }) => office.send(text, FORM, { action: 'save' })));
    expect(saved.map(({ status }) => status).sort()).to.deep.equal([303, 409]);
  });

  it('save nothing for a campaign that has no day left', async () => {
    world.setTime('2021-03-18');
    await open();
    expect(page).to.contain('没有哪天可用');
    await step('down:0');
    expect((await step('save')).status).to.equal(409);
    expect(await world.database.knex('checkin_form_version')).to.have.length(1);
  });

  it('leave alone what they cannot show, and begin anew only when told so', async () => {
    const form = {
      type: 'object',
      title: '手写的',
      properties: { day: { type: 'string', format: 'date', title: '返校日期' } },
      $defs: { kept: true },
    };
    await world.apply(aCampaign({ form, flags: [] }));
    const { draft = '', mark = '' } = hiddenFields(page, FORM);
    await open();
    expect(page).to.contain('只能看').and.to.contain('返校日期').and.not.to.contain('id="editor"');
    expect((await office.send(page, FORM, { action: 'save', draft, mark })).status).to.equal(409);
    world.setTime('2021-01-22');
    expect((await schema()).schema).to.deep.include(form);
    await open();
    await step('preset:default');
    expect(order()).to.include('体温');
    await saveAndWait({}, '2021-01-23');
    expect((await schema()).schema.properties).to.have.property('temperature');
  });
});
