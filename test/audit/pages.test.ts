import { expect } from 'chai';
import { Visitor } from '../support/visitor';
import { aCampaign, aFever, createWorld, PEOPLE } from '../support/world';

describe('what the student-affairs office runs the module with', () => {
  const world = createWorld();
  let office: Visitor;

  beforeEach(async () => {
    office = new Visitor(world);
    await office.enter(PEOPLE.office);
  });

  it('is open to nobody else', async () => {
    for (const who of [PEOPLE.teacher, PEOPLE.contact, PEOPLE.wang]) {
      const visitor = new Visitor(world);
      await visitor.enter(who);
      for (const path of [
        '/staff/admin',
        '/staff/admin/audit',
        '/staff/admin/names',
        '/staff/admin/roster-template/template.xlsx',
      ])
        expect((await visitor.open(path)).status, path).to.equal(403);
    }
  });

  it('shows who looked at and decided what, and finds it again', async () => {
    await (await world.as(PEOPLE.wang)).submit(aFever());
    const teacher = await world.as(PEOPLE.teacher);
    await teacher.get('/api/campaigns/winter/reviews');
    world.advance(60_000);
    await teacher.decide('confirm', PEOPLE.wang);
    const all = (await office.open('/staff/admin/audit')).text;
    expect(all)
      .to.contain('林老师')
      .and.to.contain('查看健康情况')
      .and.to.contain('处理反馈')
      .and.to.contain('导入名单');
    expect(all).to.contain('处理：核实').and.to.contain('学生：新增 7');
    expect(all.indexOf('08:01')).to.be.below(all.indexOf('08:00'));
    const rows = async (query: string) =>
      ((await office.open(`/staff/admin/audit?${query}`)).text.match(/<tr role="row">/g)?.length ?? 1) - 1;
    expect(await rows('actor=10011')).to.equal(2);
    expect(await rows(`actor=${encodeURIComponent('林老师')}&action=review.decide`)).to.equal(1);
    expect(await rows(`subject=${PEOPLE.wang.personNo}`)).to.equal(2);
    expect(await rows('from=2021-01-21&to=2021-01-21&actor=10011')).to.equal(2);
    expect(await rows('to=2021-01-20')).to.equal(0);
    expect(await rows('actor=%25')).to.equal(0);
    expect(await rows('campaign=winter&action=campaign.apply')).to.equal(1);
    expect(await rows('campaign=other')).to.equal(0);
    expect(await rows('from=9999-12-31')).to.equal(0);
    expect(await rows('from=0001-01-01&campaign=winter&action=campaign.apply')).to.equal(1);
    for (const day of ['yesterday', '2021-99-99', '2021-02-30'])
      expect((await office.open(`/staff/admin/audit?from=${day}`)).status).to.equal(422);
    expect((await office.open('/staff/admin/audit?cursor=x')).status).to.equal(422);
  });

  it('tells a change of a campaign in words, as it was and as it is', async () => {
    world.advance(1000);
    const form = { type: 'object', required: ['ok'], properties: { ok: { type: 'boolean', title: '睡得<好>吗' } } };
    const flags = [{ code: 'bad', title: '没睡好', when: { properties: { ok: { const: false } }, required: ['ok'] } }];
    const exclude = [{ class: '198241' }, { category: '18级入伍士官生', intake: 2018 }];
    await world.apply(
      aCampaign({ form, flags, exclude, trialUntil: '2021-01-20', endsOn: '2021-03-01', reason: '提前开学' }),
    );
    const page = (await office.open('/staff/admin/audit?action=campaign.apply')).text;
    for (const text of [
      '结束日期：2021-03-18 → 2021-03-01',
      '重新打卡：休学',
      '新问“睡得&lt;好&gt;吗”',
      '原因：提前开学',
      '<th scope="row">不打卡的人</th><td>班级 198241；学生类别 18级入伍士官生，年级 2018；学籍状态 休学</td>',
      '<th scope="row">表单</th><td>体温、身体症状、',
      '<td>睡得&lt;好&gt;吗</td>',
      '<td>没睡好</td>',
    ])
      expect(page).to.contain(text);
    expect(page).not.to.match(/\{&quot;|\[object/);
  });

  it('settles the names that the host spells otherwise', async () => {
    const token = (name: string) => world.token(PEOPLE.wang, { name });
    const refused = await office.post('/launch', { token: token('王<b>壹') });
    expect(refused.status).to.equal(403);
    await office.enter(PEOPLE.office);
    const page = (await office.open('/staff/admin/names')).text;
    expect(page).to.contain('王&lt;b&gt;壹').and.to.contain('王一');
    const choice = { personNo: PEOPLE.wang.personNo, decision: 'accept' };
    expect((await office.post('/staff/admin/names', choice)).status).to.equal(403);
    const settled = await office.send(page, '/staff/admin/names', choice);
    expect(settled.headers.location).to.equal('/staff/admin/names');
    expect((await office.send(page, '/staff/admin/names', choice)).status).to.equal(404);
    expect((await office.open('/staff/admin/names')).text).to.contain('没有要核对的姓名');
    expect((await world.as({ ...PEOPLE.wang, name: '王<b>壹' })).session).to.be.a('string');
    expect((await office.open('/staff/admin/audit?action=roster.name')).text).to.contain('采用门户的姓名');
  });

  it('hands out a roster file to fill in', async () => {
    const workbook = await office.open('/staff/admin/roster-template/template.xlsx').buffer(true);
    expect(workbook.status).to.equal(200);
    expect(workbook.headers['content-disposition']).to.contain('template.xlsx');
    expect((await office.open('/staff/admin/roster-template/students.csv')).text).to.contain('学号');
    for (const none of ['secrets.csv', 'constructor', '__proto__'])
      expect((await office.open(`/staff/admin/roster-template/${none}`)).status, none).to.equal(404);
  });
});
