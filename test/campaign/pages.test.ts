import { expect } from 'chai';
import { hiddenFields, Visitor } from '../support/visitor';
import { aCampaign, createWorld, PEOPLE } from '../support/world';

const ADMIN = '/staff/admin/campaigns';
const NEW = `${ADMIN}/-/new`;
const EDIT = `${ADMIN}/winter/edit`;
const FORM = `${ADMIN}/winter/form`;

/** What the notice says, as it is typed into the page. */
const NOTICE = {
  title: '寒假健康打卡',
  code: 'notice',
  startsOn: '2021-01-22',
  endsOn: '2021-03-18',
  trialUntil: '2021-01-24',
  instructions: '每天 0:00–24:00 反馈一次当天的健康状况。',
  briefDueAt: '10:00',
  retentionDays: '180',
  followUp: '198241',
  rows: '2',
  'x.0.category': '18级入伍士官生',
  'x.0.intake': '2018级',
  'x.1.status': '休学',
  preset: 'default',
};

type Fields = Record<string, string>;

/** The value of the field with a name, as it stands on a page. */
function fieldValue(page: string, name: string): string {
  const [, value = ''] = new RegExp(`name="${name}" value="([^"]*)"`).exec(page) ?? [];
  return value;
}

describe('the screens for campaigns, without JavaScript', () => {
  const world = createWorld();
  let office: Visitor;

  beforeEach(async () => {
    office = new Visitor(world);
    await office.enter(PEOPLE.office);
  });

  async function send(path: string, fields: Fields) {
    const page = await office.open(path);
    expect(page.status).to.equal(200);
    return office.send(page.text, path, fields);
  }

  /** Opens the editing page and sends it as it stands, with changes. */
  async function edit(changes: Fields, query = '') {
    const page = await office.open(EDIT + query);
    const names = ['title', 'code', 'startsOn', 'endsOn', 'trialUntil', 'briefDueAt', 'retentionDays', 'reason'];
    const fields: Fields = { instructions: '每天 0:00–24:00 反馈一次当天的健康状况。', followUp: '198241' };
    for (const name of names) {
      const [, value = ''] = new RegExp(`name="${name}" value="([^"]*)"`).exec(page.text) ?? [];
      fields[name] = value;
    }
    for (const rule of [0, 1])
      for (const key of ['category', 'intake']) fields[`x.${rule}.${key}`] = fieldValue(page.text, `x.${rule}.${key}`);
    return office.send(page.text, EDIT, { ...fields, 'x.1.status': '休学', action: 'preview', ...changes });
  }

  function audited() {
    return world.database.knex('checkin_audit').where({ action: 'campaign.apply', actor_no: '10030' }).first();
  }

  it("set up the notice's campaign from nothing, with a look at who is due", async () => {
    await world.reset(undefined);
    await world.database.knex('checkin_campaign').delete();
    office = new Visitor(world);
    await office.enter(PEOPLE.office);
    expect((await office.open(ADMIN)).text).to.contain('新建活动');
    const preview = await send(NEW, { ...NOTICE, action: 'preview' });
    expect(preview.status).to.equal(200);
    expect(preview.text).to.contain('要打卡的：5 人，3 个班').and.to.contain('2018 级、18级入伍士官生');
    expect(preview.text).to.contain('不打卡的：2 人').and.to.contain('名单里没有这样的人');
    expect((await office.open(ADMIN)).text).not.to.contain('寒假健康打卡');
    const made = await office.send(preview.text, NEW, { action: 'confirm' });
    expect(made.headers.location).to.equal(`${ADMIN}/notice?done=created`);
    const page = await office.open(`${ADMIN}/notice?done=created`);
    expect(page.text)
      .to.contain('活动建好了')
      .and.to.contain('未开始')
      .and.to.contain('198241')
      .and.to.contain('何老师');
    const entry = await audited();
    expect(entry).to.include({ campaign_code: 'notice' });
    expect(JSON.parse(entry.detail).after).to.deep.include({ title: '寒假健康打卡', followUp: ['198241'] });
  });

  it('say at the field what is wrong, and lose nothing that was typed', async () => {
    const typed = {
      ...NOTICE,
      title: '"><script>x</script>',
      endsOn: '2021-01-01',
      retentionDays: '很久',
      'x.0.intake': '?',
    };
    const answer = await send(NEW, { ...typed, action: 'preview' });
    expect(answer.status).to.equal(422);
    expect(answer.text).to.contain('href="#f-retentionDays"').and.to.contain('href="#x-0"');
    expect(answer.text).to.contain('&quot;&gt;&lt;script&gt;').and.not.to.contain('<script>x');
    expect(fieldValue(answer.text, 'retentionDays')).to.equal('很久');
    const late = await send(NEW, { ...NOTICE, endsOn: '2021-01-01', action: 'preview' });
    expect(late.text).to.contain('结束日期不能早于开始日期').and.to.contain('href="#f-endsOn"');
    const taken = await send(NEW, { ...NOTICE, code: 'winter', action: 'preview' });
    expect(taken.status).to.equal(422);
    expect(taken.text).to.contain('代码 winter 已经用过');
  });

  it('add and remove rows, keeping the others', async () => {
    const more = await send(NEW, { ...NOTICE, action: 'add-row' });
    expect(fieldValue(more.text, 'rows')).to.equal('3');
    expect(fieldValue(more.text, 'x.0.category')).to.equal('18级入伍士官生');
    const fewer = await send(NEW, { ...NOTICE, action: 'remove:0' });
    expect(fieldValue(fewer.text, 'rows')).to.equal('1');
    expect(fewer.text).not.to.contain('18级入伍士官生"');
  });

  it('change nothing when sent as they stand', async () => {
    expect((await edit({})).text)
      .to.contain('没有要改的')
      .and.not.to.contain('value="confirm"');
  });

  it('extend only with a reason, which stays on record with what was before', async () => {
    const refused = await edit({}, '?intent=extend');
    expect(refused.status).to.equal(422);
    expect(refused.text).to.contain('更改结束日期请写明原因').and.to.contain('href="#f-reason"');
    expect(fieldValue(refused.text, 'endsOn')).to.equal('2021-03-25');
    const preview = await edit({ reason: '推迟返校', approval: '学工〔2021〕3 号' }, '?intent=extend');
    expect(preview.text).to.contain('结束日期：2021-03-18 → 2021-03-25').and.to.contain('推迟返校');
    const done = await office.send(preview.text, EDIT, { action: 'confirm' });
    expect(done.headers.location).to.equal(`${ADMIN}/winter?done=changed`);
    const detail = JSON.parse((await audited()).detail);
    expect(detail).to.deep.include({ before: { endsOn: '2021-03-18' }, after: { endsOn: '2021-03-25' } });
    expect(detail).to.include({ reason: '推迟返校', approval: '学工〔2021〕3 号' });
  });

  it('show whom a changed rule concerns, before and after', async () => {
    const preview = await edit({ followUp: '198241、191112' });
    expect(preview.text).to.contain('改为线下跟进：191112 班').and.to.contain('不再打卡：191112 班');
    expect(preview.text).to.match(/要打卡的有 <strong class="num">4<\/strong> 人，改之前是 <span class="num">5</);
    await office.send(preview.text, EDIT, { action: 'confirm' });
    const page = await office.open(`${ADMIN}/winter`);
    expect(page.text).to.contain('4 人，2 个班').and.to.contain('191112 班');
  });

  it('do not overwrite what somebody else has changed meanwhile', async () => {
    const preview = await edit({ title: '我的改法' });
    const fields = hiddenFields(preview.text, EDIT);
    const other = await edit({ title: '别人的改法' });
    await office.send(other.text, EDIT, { action: 'confirm' });
    const late = await office.post(EDIT, { ...fields, action: 'confirm' });
    expect(late.status).to.equal(409);
    expect(late.text).to.contain('别人改过这个活动').and.to.contain('value="我的改法"');
  });

  it('are closed to teachers, and to forms of another session', async () => {
    const teacher = new Visitor(world);
    await teacher.enter(PEOPLE.teacher);
    for (const path of [ADMIN, NEW, `${ADMIN}/winter`, EDIT, FORM]) {
      expect((await teacher.open(path)).status, path).to.equal(403);
    }
    for (const path of [NEW, EDIT, FORM]) {
      expect((await teacher.post(path, {})).status, path).to.equal(403);
      expect((await office.post(path, { ...NOTICE, action: 'confirm' })).status, path).to.equal(403);
    }
    expect((await office.open(`${ADMIN}/none`)).status).to.equal(404);
  });
});

describe('the editor of forms, without JavaScript', () => {
  const world = createWorld();
  let office: Visitor;
  let page: string;

  beforeEach(async () => {
    office = new Visitor(world);
    await office.enter(PEOPLE.office);
    page = (await office.open(FORM)).text;
  });

  async function step(action: string, fields: Fields = {}) {
    const answer = await office.send(page, FORM, { action, ...fields });
    page = answer.text;
    return answer;
  }

  function order(): string[] {
    return [...page.matchAll(/<strong>([^<]*)<\/strong> <span class="muted">/g)].map(([, label = '']) => label);
  }

  async function studentForm(): Promise<string> {
    const student = new Visitor(world);
    await student.enter(PEOPLE.wang);
    return (await student.open('/c/winter/form')).text;
  }

  it('add, order and hide questions, and a student is asked so the next day', async () => {
    await step('add', { 'new.label': '今天在家吗', 'new.kind': 'yesno' });
    expect(page).to.contain('加上了第 8 题');
    await step('add', { 'new.label': '和谁<住>在一起', 'new.kind': 'one' });
    await step('refresh', { 'q.8.label': '和谁<住>在一起', 'q.8.options': '父母\n同学', 'q.8.required': '1' });
    await step('up:7');
    await step('hide:5');
    expect(order()).to.deep.equal([
      '体温',
      '身体症状',
      '上次反馈以来，是否到过高风险地区',
      '到过的高风险地区',
      '所在位置',
      '今天在家吗',
      '以上内容真实',
      '和谁&lt;住&gt;在一起',
    ]);
    const saved = await step('save', { reason: '补充' });
    expect(saved.headers.location).to.equal(`${ADMIN}/winter?done=form`);
    expect(await studentForm()).not.to.contain('今天在家吗');
    world.setTime('2021-01-22');
    const asked = await studentForm();
    expect(asked)
      .to.contain('今天在家吗')
      .and.to.contain('父母')
      .and.to.contain('和谁&lt;住&gt;在一起')
      .and.not.to.contain('备注');
  });

  it('raise a flag for what was set', async () => {
    await step('add', { 'new.label': '咳了几天', 'new.kind': 'number' });
    await step('flag-add', { 'newflag.question': 'q1' });
    const bad = await step('save');
    expect(bad.status).to.equal(422);
    expect(page).to.contain('href="#flag-flag_1-value"').and.to.contain('请写一个数字');
    const flag = { 'f.3.title': '咳嗽超过 3 天', 'f.3.comparison': 'over', 'f.3.value': '3' };
    expect((await step('save', flag)).status).to.equal(303);
    world.setTime('2021-01-22');
    const form = await (await world.as(PEOPLE.wang)).get('/api/campaigns/winter/form');
    expect(form.body.flags.map(({ title }: { title: string }) => title)).to.include('咳嗽超过 3 天');
    const report = await (await world.as(PEOPLE.wang)).submit({
      temperature: 36.5,
      symptoms: [],
      highRiskArea: false,
      location: { source: 'manual', region: '四川省/成都市/龙泉驿区' },
      truthful: true,
      q1: 5,
    });
    expect(report.body).to.include({ status: 'pending' });
  });

  it('ask a question only where another one is answered 是', async () => {
    await step('add', { 'new.label': '是否离校', 'new.kind': 'yesno' });
    await step('add', { 'new.label': '去了哪里', 'new.kind': 'text' });
    const asked = { 'q.8.label': '去了哪里', 'q.8.onlyIf': 'q1', 'q.8.required': '1' };
    expect((await step('refresh', asked)).text).to.contain('“是否离校”选“是”才问');
    await step('save');
    world.setTime('2021-01-22');
    expect(await studentForm()).to.contain('data-only-if="q1"');
    await office.enter(PEOPLE.office);
    expect((await office.open(FORM)).text).to.contain('“是否离校”选“是”才问');
  });

  it('begin with a preset, and save only what changed: an order is a change', async () => {
    await step('preset:long');
    expect(page).to.contain('健康码颜色').and.to.contain('同住的人');
    expect((await step('save')).headers.location).to.contain('done=form');
    page = (await office.open(FORM)).text;
    expect((await step('save')).headers.location).to.contain('done=unchanged');
    page = (await office.open(FORM)).text;
    await step('down:0');
    expect((await step('save')).headers.location).to.contain('done=form');
  });

  it('refuse at the field, and a draft that no page made', async () => {
    expect((await step('add', { 'new.label': '', 'new.kind': 'text' })).text).to.contain('请写上要问什么');
    await step('refresh', { 'q.0.label': '', 'q.0.minimum': 'abc', 'q.0.maximum': '42', 'q.0.required': '1' });
    expect((await step('save')).status).to.equal(422);
    expect(page).to.contain('href="#q-temperature-label"').and.to.contain('最小值应当是数字');
    expect(page).to.contain('value="abc"');
    for (const draft of ['', '{', '{"questions":[]}', '{"__proto__":1}'])
      expect((await office.send(page, FORM, { action: 'save', draft })).status).to.equal(422);
  });

  it('leave alone what they cannot show', async () => {
    const form = {
      type: 'object',
      title: '手写的',
      properties: { day: { type: 'string', format: 'date', title: '返校日期' } },
      $defs: { kept: true },
    };
    await world.apply(aCampaign({ form, flags: [] }));
    const strange = await office.open(FORM);
    expect(strange.text).to.contain('只能看').and.to.contain('返校日期').and.not.to.contain('name="draft"');
    expect((await office.send(page, FORM, { action: 'save' })).status).to.equal(409);
    world.setTime('2021-01-22');
    const kept = await (await world.as(PEOPLE.wang)).get('/api/campaigns/winter/form');
    expect(kept.body.schema).to.deep.include(form);
  });
});
