import { expect } from 'chai';
import { Visitor } from '../support/visitor';
import { aCampaign, aReport, createWorld, PEOPLE, type Someone } from '../support/world';

const FORM = '/c/winter/form';
const KNOWN = '/c/winter/privacy-notice';
const API = '/api/campaigns/winter/privacy-notice';
const SHOWN = '填之前，请先看一下';
const HEALTHY = {
  'a.temperature': '36.5',
  'a.symptoms': '-none',
  'a.highRiskArea': 'no',
  'a.location.region': '四川省/成都市/龙泉驿区',
  'a.truthful': 'yes',
};

describe('what students are told about their data', () => {
  const world = createWorld();
  const acknowledgements = () => world.database.knex('checkin_acknowledgement');
  const reports = () => world.database.knex('checkin_report');

  async function visitor(who: Someone = PEOPLE.wang): Promise<Visitor> {
    const someone = new Visitor(world);
    await someone.enter(who);
    return someone;
  }

  /** The form without the mark that its notice was shown: a page of an older version. */
  async function olderForm(wang: Visitor): Promise<string> {
    return (await wang.open(FORM)).text.replace(/name="notice" value="\w+"/, 'name="notice" value="older"');
  }

  it('stands above the first form: why, what, how long, who sees it', async () => {
    const page = (await (await visitor()).open(FORM)).text;
    for (const words of [
      SHOWN,
      '有异常时及时核实、照护',
      '体温；身体症状',
      '所在位置（省市区，允许手机定位的还有经纬度）',
      '保存 180 天',
      '班主任、辅导员、系部和学工处',
      '电话只有本班的班主任、辅导员能看到',
    ])
      expect(page).to.contain(words);
    expect(page.indexOf(SHOWN)).to.be.below(page.indexOf('a.temperature'));
    expect(page).to.contain('点“知道了”或者提交，就记下您看过了').and.to.contain('href="/privacy"');
    expect(await acknowledgements()).to.deep.equal([]);
  });

  it('is acknowledged in one tap, with all that was typed still there', async () => {
    const wang = await visitor();
    const typed = { ...HEALTHY, 'a.temperature': '36.8', 'a.note': '在家' };
    const known = await wang.send((await wang.open(FORM)).text, KNOWN, typed);
    expect(known.status).to.equal(200);
    expect(known.text).to.contain('value="36.8"').and.to.contain('>在家</textarea>').and.not.to.contain(SHOWN);
    expect(await reports()).to.deep.equal([]);
    const [record, ...others] = await acknowledgements();
    expect(others).to.deep.equal([]);
    expect(record)
      .to.include({ person_no: PEOPLE.wang.personNo })
      .and.to.have.property('version')
      .match(/^\w{12}$/);
    expect(Number(record.at)).to.equal(world.now);
    const [told] = await world.database.knex('checkin_privacy_notice').where({ version: record.version });
    expect(told.content).to.contain('保存 180 天');
    expect((await wang.open(FORM)).text).not.to.contain(SHOWN);
    expect((await wang.send(known.text, FORM, typed)).status).to.equal(303);
  });

  it('is acknowledged by sending the form on which it stands, and not asked again the day after', async () => {
    const wang = await visitor();
    expect((await wang.send((await wang.open(FORM)).text, FORM, HEALTHY)).status).to.equal(303);
    expect(await acknowledgements()).to.have.length(1);
    world.setTime('2021-01-22');
    const later = await visitor();
    const form = (await later.open(FORM)).text;
    expect(form).not.to.contain(SHOWN).and.not.to.contain('知道了');
    expect((await later.send(form, FORM, HEALTHY)).status).to.equal(303);
    expect(await acknowledgements()).to.have.length(1);
    expect((await (await visitor(PEOPLE.li)).open(FORM)).text).to.contain(SHOWN);
  });

  it('keeps a form back that was opened before it changed, and loses nothing that was typed', async () => {
    const wang = await visitor();
    const sent = await wang.send(await olderForm(wang), FORM, { ...HEALTHY, 'a.temperature': '36.8' });
    expect(sent.status).to.equal(409);
    expect(sent.text).to.contain('还没有提交').and.to.contain(SHOWN).and.to.contain('value="36.8"');
    expect([await reports(), await acknowledgements()]).to.deep.equal([[], []]);
    expect((await wang.send(sent.text, FORM, HEALTHY)).status).to.equal(303);
    expect(await acknowledgements()).to.have.length(1);
  });

  it('is asked again when what is kept changes, or how long, and not when other things do', async () => {
    const wang = await visitor();
    await wang.send((await wang.open(FORM)).text, KNOWN, {});
    const asksAgain = async () => (await wang.open(FORM)).text.includes(SHOWN);
    await world.apply(aCampaign({ title: '寒假打卡', instructions: '请每天反馈。' }));
    expect(await asksAgain()).to.equal(false);
    await world.apply(aCampaign({ retentionDays: 90 }));
    expect(await asksAgain()).to.equal(true);
    expect((await wang.open(FORM)).text).to.contain('保存 90 天');
    await wang.send((await wang.open(FORM)).text, KNOWN, {});
    expect(await asksAgain()).to.equal(false);
    const form = { type: 'object', required: ['sleep'], properties: { sleep: { type: 'number', title: '睡眠' } } };
    await world.apply(aCampaign({ retentionDays: 90, form, flags: [] }));
    expect(await asksAgain(), 'a new form holds from tomorrow').to.equal(false);
    world.setTime('2021-01-22');
    const tomorrow = await (await visitor()).open(FORM);
    expect(tomorrow.text).to.contain(SHOWN).and.to.contain('睡眠').and.not.to.contain('身体症状');
    expect(await acknowledgements()).to.have.length(2);
  });

  it('is told and acknowledged by the API, which takes reports without it', async () => {
    const wang = await world.as(PEOPLE.wang);
    expect((await wang.submit(aReport())).status).to.equal(201);
    const { body } = await wang.get(API);
    expect(body).to.include({ retentionDays: 180, acknowledgedAt: null });
    expect(body.sections.map(({ title }: { title: string }) => title)).to.have.length(4);
    expect((await wang.put(API, { version: 'another' })).status).to.equal(409);
    expect((await wang.put(API, {})).status).to.equal(422);
    for (const _ of [1, 2]) {
      const known = await wang.put(API, { version: body.version });
      expect(known.body).to.deep.equal({ ...body, acknowledgedAt: '2021-01-21T00:00:00.000Z' });
      world.advance(60_000);
    }
    expect((await wang.get('/api/campaigns/none/privacy-notice')).status).to.equal(404);
    const teacher = await world.as(PEOPLE.teacher);
    expect((await teacher.get(API)).body.version).to.equal(body.version);
    expect((await teacher.put(API, { version: body.version })).status).to.equal(403);
  });

  it('can be read later, with when it was acknowledged', async () => {
    const wang = await visitor();
    await wang.send((await wang.open(FORM)).text, KNOWN, {});
    for (const path of ['/home', '/help']) expect((await wang.open(path)).text).to.contain('href="/privacy"');
    const page = (await wang.open('/privacy')).text;
    expect(page).to.contain('寒假健康打卡：怎样使用数据').and.to.contain('1月21日 08:00 看过');
    const teacher = (await (await visitor(PEOPLE.teacher)).open('/privacy')).text;
    expect(teacher).to.contain('保存 180 天').and.not.to.contain('谁看过我的数据').and.not.to.contain('看过</p>');
    const nobody = new Visitor(world);
    expect((await nobody.open('/privacy')).status).to.equal(401);
    expect((await nobody.open('/help')).text).not.to.contain('href="/privacy"');
  });
});
