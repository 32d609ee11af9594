import { expect } from 'chai';
import { Visitor } from '../support/visitor';
import { aCampaign, aFever, aReport, createWorld, PEOPLE } from '../support/world';

const FORM = '/c/winter/form';
const HEALTHY = {
  'a.temperature': '36.5',
  'a.symptoms': '-none',
  'a.highRiskArea': 'no',
  'a.location.region': '四川省/成都市/龙泉驿区',
  'a.truthful': 'yes',
};

/** A form with every kind of question, none of them of the default form. */
const OTHER_FORM = {
  type: 'object',
  title: '返校登记',
  required: ['days', 'transport', 'contact', 'promise'],
  properties: {
    days: { type: 'integer', title: '在家天数', unit: '天', minimum: 0, maximum: 60 },
    transport: { type: 'string', title: '返校方式', enum: ['火车', '汽车'] },
    seat: { type: 'string', title: '车次和座位', maxLength: 40 },
    contact: { type: 'boolean', title: '家人是否健康' },
    illness: { type: 'string', title: '家人的情况', widget: 'paragraph', maxLength: 100 },
    promise: { const: true, title: '我已核对' },
  },
  allOf: [
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    { if: { properties: { contact: { const: false } }, required: ['contact'] }, then: { required: ['illness'] } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    { if: { properties: { transport: { const: '火车' } }, required: ['transport'] }, then: { required: ['seat'] } },
  ],
};

describe('the form of a campaign', () => {
  const world = createWorld();

  async function visitor(who: (typeof PEOPLE)['wang'] = PEOPLE.wang): Promise<Visitor> {
    const someone = new Visitor(world);
    await someone.enter(who);
    return someone;
  }

  const revisions = () => world.database.knex('checkin_report_revision');

  it('is whatever the campaign asks', async () => {
    await world.apply(aCampaign({ code: 'return', title: '返校登记', form: OTHER_FORM, flags: [] }));
    const wang = await visitor();
    const page = (await wang.open('/c/return/form')).text;
    for (const words of [
      '在家天数',
      '天</span>',
      '车次和座位',
      '“返校方式”选“火车”的才要填',
      '“家人是否健康”选“否”的才要填',
    ])
      expect(page).to.contain(words);
    expect(page).not.to.contain('附上手机定位');
    const missing = await wang.send(page, '/c/return/form', { 'a.transport': '火车', 'a.contact': 'no' });
    expect(missing.status).to.equal(422);
    for (const id of ['a-days', 'a-seat', 'a-illness', 'a-promise']) expect(missing.text).to.contain(`href="#${id}"`);
    const fields = {
      'a.days': '12',
      'a.transport': '汽车',
      'a.seat': '多余的',
      'a.contact': 'yes',
      'a.promise': 'yes',
    };
    expect((await wang.send(page, '/c/return/form', fields)).status).to.equal(303);
    const receipt = (await wang.open('/c/return/receipt')).text;
    expect(receipt).to.contain('12 天').and.to.contain('汽车').and.not.to.contain('多余的');
  });

  it('stands beside others at home, each with its own day', async () => {
    await world.apply(
      aCampaign({ code: 'later', title: '春季打卡', startsOn: '2021-03-01', endsOn: '2021-06-30', trialUntil: null }),
    );
    await world.apply(
      aCampaign({ code: 'over', title: '秋季打卡', startsOn: '2020-10-01', endsOn: '2020-12-31', trialUntil: null }),
    );
    await (await world.as(PEOPLE.wang)).submit(aReport());
    const home = (await (await visitor()).open('/home')).text.replace(/\s+/g, ' ');
    expect(home).to.match(/春季打卡.*未开始.*寒假健康打卡.*已反馈 08:00.*秋季打卡.*已结束/);
  });

  it('leads from home to a day that was sent back, also when all is over', async () => {
    await (await world.as(PEOPLE.wang)).submit(aFever());
    await (await world.as(PEOPLE.teacher)).decide('return', PEOPLE.wang, { note: '请重新量一次' });
    world.setTime('2021-03-25');
    const wang = await visitor();
    expect((await wang.open('/home')).text)
      .to.contain('1月21日被退回，请重填')
      .and.to.contain('已结束');
    expect((await wang.open('/c/winter')).text).to.contain('被退回的仍可以重新填写');
    const form = (await wang.open(`${FORM}?date=2021-01-21`)).text;
    expect(form).to.contain('请重新量一次').and.to.contain('value="38.6"');
    expect((await wang.send(form, FORM, HEALTHY)).headers.location).to.equal('/c/winter/receipt?date=2021-01-21');
  });

  it('knows what had arrived before midnight, though its answer was lost on the way', async () => {
    world.setTime('2021-01-20', '23:59');
    const wang = await visitor();
    const form = (await wang.open(FORM)).text;
    expect((await wang.send(form, FORM, HEALTHY)).status).to.equal(303);
    world.setTime('2021-01-21', '00:01');
    const again = await wang.send(form, FORM, HEALTHY);
    expect(again.headers.location).to.equal('/c/winter/receipt?date=2021-01-20');
    const other = await wang.send(form, FORM, { ...HEALTHY, 'a.temperature': '36.7' });
    expect(other.status).to.equal(409);
    expect(other.text).to.contain('这些是今天的情况吗');
    expect(await revisions()).to.have.length(1);
  });

  it('is not re-dated into a day that asks nothing any more', async () => {
    world.setTime('2021-03-18', '23:59');
    const wang = await visitor();
    const form = (await wang.open(FORM)).text;
    world.setTime('2021-03-19', '00:01');
    const late = await wang.send(form, FORM, HEALTHY);
    expect(late.status).to.equal(409);
    expect(late.text).to.contain('已经过去').and.to.contain('value="36.5"').and.not.to.contain('这些是今天的情况吗');
  });

  it('comes anew when it was changed meanwhile, with what was typed', async () => {
    const wang = await visitor();
    const form = (await wang.open(FORM)).text.replace('name="formVersion" value="1"', 'name="formVersion" value="7"');
    const answer = await wang.send(form, FORM, { ...HEALTHY, 'a.note': '在家' });
    expect(answer.status).to.equal(409);
    expect(answer.text).to.contain('下面已经换成新的表单').and.to.contain('>在家</textarea>');
    expect((await wang.send(answer.text, FORM, HEALTHY)).status).to.equal(303);
  });

  it('says what became of it when a teacher was quicker', async () => {
    const wang = await visitor();
    const form = (await wang.open(FORM)).text;
    await (await world.as(PEOPLE.wang)).submit(aFever());
    const answer = await wang.send(form, FORM, { ...HEALTHY, 'a.note': '"><script>x</script>' });
    expect(answer.status).to.equal(409);
    expect(answer.text).to.contain('正在等待审核').and.to.contain('看看今天的情况').and.not.to.contain('<script>x');
    expect(answer.text).to.match(/name="a\.truthful" value="yes"[^>]* checked/);
  });
});
