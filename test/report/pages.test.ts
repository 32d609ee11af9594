import { expect } from 'chai';
import { hiddenFields, Visitor } from '../support/visitor';
import { aFever, aReport, createWorld, PEOPLE } from '../support/world';

const FORM = '/c/winter/form';
const HEALTHY = {
  'a.temperature': '36.5',
  'a.symptoms': '-none',
  'a.highRiskArea': 'no',
  'a.location.region': '四川省/成都市/龙泉驿区',
  'a.truthful': 'yes',
};

describe("a student's pages, without JavaScript", () => {
  const world = createWorld();
  let visitor: Visitor;

  beforeEach(async () => {
    visitor = new Visitor(world);
    expect(await visitor.enter(PEOPLE.wang)).to.equal('/home');
  });

  async function sendForm(fields: Record<string, string | string[]>) {
    const form = await visitor.open(FORM);
    expect(form.status).to.equal(200);
    return visitor.send(form.text, FORM, fields);
  }

  it('lead from 校本化 to the receipt', async () => {
    const home = await visitor.open('/home');
    expect(home.text).to.contain('王一').and.to.contain('待反馈').and.to.contain('href="/c/winter"');
    const day = await visitor.open('/c/winter');
    expect(day.text).to.contain('每天 0:00–24:00 反馈一次').and.to.contain(`href="${FORM}"`);
    const sent = await sendForm(HEALTHY);
    expect(sent.status).to.equal(303);
    expect(sent.headers.location).to.equal('/c/winter/receipt?date=2021-01-21');
    const receipt = await visitor.open(sent.headers.location ?? '');
    expect(receipt.text).to.contain('1月21日 08:00').and.to.contain('36.5 ℃').and.to.contain('以上都没有');
    expect((await visitor.open('/home')).text).to.contain('已反馈 08:00');
  });

  it('keep what was typed when something is wrong, and say where', async () => {
    const answer = await sendForm({ ...HEALTHY, 'a.temperature': '36.55', 'a.note': '"><script>x</script>' });
    expect(answer.status).to.equal(422);
    expect(answer.text).to.contain('体温最多一位小数').and.to.contain('value="36.55"');
    expect(answer.text).to.contain('&quot;&gt;&lt;script&gt;').and.not.to.contain('<script>x');
    expect(answer.text).to.match(/value="-none"[^>]* checked/);
    expect(answer.text).to.contain('aria-invalid="true"').and.to.contain('href="#a-temperature"');
    const nothing = await sendForm({});
    for (const words of ['请填写体温', '请选择：身体症状', '请确认：以上内容真实', '请填写所在位置'])
      expect(nothing.text).to.contain(words);
  });

  it('understand how thumbs write a temperature', async () => {
    for (const typed of ['36。5', '３６．５', ' 36.5 ℃', '36,5']) {
      expect((await sendForm({ ...HEALTHY, 'a.temperature': typed })).status).to.equal(303);
      const mine = await (await world.as(PEOPLE.wang)).get('/api/campaigns/winter/reports/mine', { from: world.today });
      expect(mine.body.items[0].answers.temperature).to.equal(36.5);
    }
    for (const typed of ['三十六', '36.5.1', '1e2', '0x24'])
      expect((await sendForm({ ...HEALTHY, 'a.temperature': typed })).status).to.equal(422);
  });

  it('ask back once about an unusual value', async () => {
    const asked = await sendForm({ ...HEALTHY, 'a.temperature': '38.6' });
    expect(asked.status).to.equal(200);
    expect(asked.text).to.contain('体温 38.6 ℃').and.to.contain('确认无误，提交').and.to.contain('value="38.6"');
    const hidden = { ...HEALTHY, 'a.temperature': '38.6', confirmed: ['', '1'] };
    expect((await visitor.send(asked.text, FORM, hidden)).status).to.equal(303);
    expect((await visitor.open('/c/winter/receipt')).text).to.contain('正在等班主任审核');
  });

  it('ask only for what applies: places where there were some', async () => {
    const missing = await sendForm({ ...HEALTHY, 'a.highRiskArea': 'yes' });
    expect(missing.status).to.equal(422);
    expect(missing.text).to.contain('请填写到过的高风险地区');
    const leftover = await sendForm({ ...HEALTHY, 'a.highRiskPlaces': '填了又改成否' });
    expect(leftover.status).to.equal(303);
    const mine = await (await world.as(PEOPLE.wang)).get('/api/campaigns/winter/reports/mine', { from: world.today });
    expect(mine.body.items[0].answers).not.to.have.property('highRiskPlaces');
  });

  it('take a form sent twice for one report', async () => {
    const form = await visitor.open(FORM);
    const answers = await Promise.all([1, 2, 3].map(() => visitor.send(form.text, FORM, HEALTHY)));
    expect(answers.map(({ status }) => status)).to.deep.equal([303, 303, 303]);
    expect(await world.database.knex('checkin_report_revision')).to.have.length(1);
  });

  it('never re-date a form in silence: after midnight it asks', async () => {
    world.setTime('2021-01-20', '23:59');
    const late = new Visitor(world);
    await late.enter(PEOPLE.wang);
    const form = await late.open(FORM);
    world.setTime('2021-01-21', '00:01');
    const asked = await late.send(form.text, FORM, { ...HEALTHY, 'a.temperature': '36.4' });
    expect(asked.status).to.equal(409);
    expect(asked.text).to.contain('这是 1月20日 周三 打开的表单').and.to.contain('value="36.4"');
    expect(await world.database.knex('checkin_report')).to.have.length(0);
    expect((await late.send(asked.text, FORM, HEALTHY)).headers.location).to.contain('date=2021-01-21');
  });

  it('begin with the region of the last report, and no coordinates of another day', async () => {
    world.setTime('2021-01-20');
    const location = { source: 'gps', region: '云南省/昆明市/官渡区', longitude: 102.7, latitude: 25 };
    await (await world.as(PEOPLE.wang)).submit(aReport({ location }));
    world.setTime('2021-01-21');
    const form = (await visitor.open(FORM)).text;
    expect(form).to.contain('value="云南省/昆明市/官渡区"').and.not.to.contain('102.7');
  });

  it('show what was sent back with the words of the reviewer, and lead to the refill on a later day', async () => {
    await (await world.as(PEOPLE.wang)).submit(aFever());
    await (await world.as(PEOPLE.teacher)).decide('return', PEOPLE.wang, { note: '请<b>重新</b>量一次' });
    world.setTime('2021-01-22');
    const later = new Visitor(world);
    await later.enter(PEOPLE.wang);
    const day = (await later.open('/c/winter')).text;
    expect(day).to.contain('请&lt;b&gt;重新&lt;/b&gt;量一次').and.to.contain('班主任 林老师');
    expect(day).to.contain('/c/winter/form?date=2021-01-21');
    const form = await later.open('/c/winter/form?date=2021-01-21');
    expect(form.text).to.contain('重新填写').and.to.contain('value="38.6"');
    const sent = await later.send(form.text, FORM, HEALTHY);
    expect(sent.headers.location).to.equal('/c/winter/receipt?date=2021-01-21');
    const record = (await later.open('/c/winter/records/2021-01-21')).text;
    expect(record).to.contain('第 2 次填写').and.to.contain('38.6 ℃').and.to.contain('36.5 ℃');
    expect((await later.open('/c/winter')).text).to.contain('待反馈');
  });

  it('show the month, day by day', async () => {
    world.setTime('2021-01-19');
    await (await world.as(PEOPLE.wang)).submit(aReport());
    world.setTime('2021-01-21');
    const records = (await visitor.open('/c/winter/records')).text;
    expect(records).to.contain('2021年1月').and.to.contain('/c/winter/records/2021-01-19');
    expect(records).not.to.contain('/c/winter/records/2021-01-18');
    expect((await visitor.open('/c/winter/records?month=2021-02')).text).to.contain('2021年2月');
    expect((await visitor.open('/c/winter/records?month=2030-01')).text).to.contain('2021年3月');
    expect((await visitor.open('/c/winter/records?month=2021-13')).status).to.equal(422);
    expect((await visitor.open('/c/winter/records/2021-01-18')).status).to.equal(404);
    expect((await visitor.open('/c/winter/records/2021-02-30')).status).to.equal(422);
  });

  it('tell the exempt why, and whom to turn to', async () => {
    const offApp = new Visitor(world);
    await offApp.enter(PEOPLE.offApp);
    const day = (await offApp.open('/c/winter')).text;
    expect(day).to.contain('免打卡').and.to.contain('班主任 何老师');
    expect((await offApp.open(FORM)).headers.location).to.equal('/c/winter');
  });

  it('lead from a form that is not open to how things stand', async () => {
    for (const path of ['/c/winter/form?date=2021-01-20', '/c/winter/form?date=2021-01-22'])
      expect((await visitor.open(path)).headers.location).to.equal('/c/winter');
    await (await world.as(PEOPLE.wang)).submit(aFever());
    expect((await visitor.open(FORM)).headers.location).to.equal('/c/winter');
    expect((await visitor.open('/c/winter')).text).to.contain('待审核');
  });

  it('say when a campaign has not begun, and when it is over', async () => {
    world.setTime('2021-01-10');
    const early = new Visitor(world);
    await early.enter(PEOPLE.wang);
    expect((await early.open('/c/winter')).text).to.contain('打卡从 1月18日 周一 开始');
    world.setTime('2021-04-01');
    const late = new Visitor(world);
    await late.enter(PEOPLE.wang);
    expect((await late.open('/c/winter')).text).to.contain('结束');
    expect((await late.open(FORM)).headers.location).to.equal('/c/winter');
  });

  it('show nothing to whom nothing is asked', async () => {
    await world.reset();
    await world.database.knex('checkin_campaign').delete();
    const idle = new Visitor(world);
    await idle.enter(PEOPLE.wang);
    expect((await idle.open('/home')).text).to.contain('现在没有要填的');
  });

  it('refuse a form of another session, and one without its mark', async () => {
    const form = await visitor.open(FORM);
    const other = new Visitor(world);
    await other.enter(PEOPLE.li);
    const stolen = await other.send(form.text, FORM, HEALTHY);
    expect(stolen.status).to.equal(403);
    expect(stolen.text).to.contain('换了人登录');
    expect((await visitor.post(FORM, HEALTHY)).status).to.equal(403);
    expect(await world.database.knex('checkin_report')).to.have.length(0);
  });

  it('ask who has no session to come from the portal', async () => {
    const nobody = new Visitor(world);
    for (const path of ['/home', '/c/winter', FORM, '/c/winter/receipt', '/c/winter/records']) {
      const answer = await nobody.open(path);
      expect(answer.status).to.equal(401);
      expect(answer.text).to.contain('请先从学校门户进入').and.to.contain('000-1234');
    }
    expect((await nobody.open('/help')).status).to.equal(200);
  });

  it('answer a script in JSON, with pointers', async () => {
    const form = await visitor.open(FORM);
    const sent = await visitor.send(form.text, FORM, { ...HEALTHY, 'a.temperature': '99' });
    expect(sent.status).to.equal(422);
    const fields = { ...hiddenFields(form.text, FORM), ...HEALTHY };
    const bad = await visitor.post(FORM, { ...fields, 'a.temperature': '99' }).set('Accept', 'application/json');
    expect(bad.body.errors[0]).to.include({ pointer: '/answers/temperature' });
    const unusual = await visitor.post(FORM, { ...fields, 'a.temperature': '39' }).set('Accept', 'application/json');
    expect(unusual.body).to.deep.equal({ unusual: ['体温 39 ℃'] });
    const good = await visitor.post(FORM, fields).set('Accept', 'application/json');
    expect(good.body).to.deep.equal({ location: 'http://localhost:3000/c/winter/receipt?date=2021-01-21' });
  });

  it('give the cities of a province, and nothing for a made-up one', async () => {
    const { body } = await visitor.open('/regions/51').set('Accept', 'application/json');
    expect(body.cities.map(({ name }: { name: string }) => name)).to.contain('成都市');
    for (const code of ['99', 'x', '5101', '__proto__'])
      expect((await visitor.open(`/regions/${code}`)).status).to.equal(404);
  });

  it('turn large type on and off, and end the session on a shared phone', async () => {
    const home = (await visitor.open('/home')).text;
    expect((await visitor.send(home, '/large-type', { large: '1' })).headers.location).to.equal('/home');
    const large = (await visitor.open('/home')).text;
    expect(large).to.contain('class="large"');
    expect((await visitor.send(large, '/leave', {})).status).to.equal(200);
    expect((await visitor.open('/home')).status).to.equal(401);
  });
});
