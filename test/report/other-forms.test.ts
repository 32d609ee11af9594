import { expect } from 'chai';
import { LONG_FLAGS, LONG_FORM } from '../../plugin/features/campaign/long-form';
import { Visitor } from '../support/visitor';
import { aCampaign, aReport, createWorld, PEOPLE, type Someone } from '../support/world';

const REGION = '四川省/成都市/龙泉驿区';
const PLACE = { source: 'manual', region: REGION };

/** What a healthy student answers to the longer form. */
function aLongReport(changes: object = {}) {
  return {
    temperature: 36.5,
    symptoms: [],
    healthCode: 'green',
    caseContact: false,
    isolation: 'none',
    highRiskArea: false,
    household: [],
    location: PLACE,
    truthful: true,
    ...changes,
  };
}

const UNWELL = { healthCode: 'yellow', caseContact: true, caseContactDetails: '1月20日，车站', household: ['fever'] };

describe('a form of other questions than the first one', () => {
  const world = createWorld();

  async function visitor(who: Someone): Promise<Visitor> {
    const browser = new Visitor(world);
    await browser.enter(who);
    return browser;
  }

  const text = async (who: Someone, path: string) => (await (await visitor(who)).open(path)).text;
  const askLong = () => world.apply(aCampaign({ form: LONG_FORM, flags: LONG_FLAGS }));

  /** Sends the form as a browser without JavaScript does. */
  async function fillIn(who: Someone, fields: Record<string, string | string[]>, query = '') {
    const browser = await visitor(who);
    const page = await browser.open(`/c/winter/form${query}`);
    const answer = await browser.send(page.text, '/c/winter/form', fields);
    return answer;
  }

  const HEALTHY = {
    'a.temperature': '36.5',
    'a.symptoms': '-none',
    'a.healthCode': 'green',
    'a.caseContact': 'no',
    'a.isolation': 'none',
    'a.highRiskArea': 'no',
    'a.household': '-none',
    'a.location.region': REGION,
    'a.truthful': 'yes',
  };

  describe('the longer one', () => {
    beforeEach(async () => {
      await askLong();
      world.setTime('2021-01-22');
    });

    it('is taken from a program, and flagged by its own reasons', async () => {
      const wang = await world.as(PEOPLE.wang);
      expect((await wang.submit(aLongReport())).body).to.include({ status: 'normal' });
      const li = await world.as(PEOPLE.li);
      expect((await li.submit(aLongReport(UNWELL))).body).to.deep.include({
        status: 'pending',
        flags: ['case_contact', 'code_yellow', 'household'],
      });
      const bad = aLongReport({ healthCode: 'blue', caseContact: true, isolation: undefined, household: ['no', 'no'] });
      const { body, status } = await (await world.as(PEOPLE.zhao)).submit(bad);
      expect(status).to.equal(422);
      expect(body.errors).to.deep.include.members([
        { pointer: '/answers/isolation', message: '请选择：目前是否在隔离' },
        { pointer: '/answers/healthCode', message: '健康码颜色不在可选的范围内' },
        { pointer: '/answers/caseContactDetails', message: '请填写什么时候、在哪里接触的' },
      ]);
    });

    it('is taken from a page, with what was forgotten said at its field', async () => {
      const { 'a.healthCode': _, ...incomplete } = { ...HEALTHY, 'a.caseContact': 'yes' };
      const refused = await fillIn(PEOPLE.wang, incomplete);
      expect(refused.status).to.equal(422);
      expect(refused.text).to.contain('请选择：健康码颜色').and.to.contain('请填写什么时候、在哪里接触的');
      const sent = await fillIn(PEOPLE.wang, { ...HEALTHY, 'a.caseContactDetails': '没有问到的' });
      expect(sent.headers.location).to.contain('/c/winter/receipt');
      const { body } = await (await world.as(PEOPLE.wang)).get('/api/campaigns/winter/reports/mine', {
        from: '2021-01-22',
        to: '2021-01-22',
      });
      expect(body.items?.[0]?.answers ?? body[0]?.answers).to.deep.equal(aLongReport());
      const receipt = await text(PEOPLE.wang, '/c/winter/receipt');
      for (const words of ['健康码颜色', '绿码', '都没有异常', '没有隔离']) expect(receipt).to.contain(words);
    });

    it('is shown to staff in its own words', async () => {
      await (await world.as(PEOPLE.li)).submit(aLongReport(UNWELL));
      const pages = ['people?state=reported', 'reviews', `people/${PEOPLE.li.personNo}`];
      for (const path of pages) {
        const page = await text(PEOPLE.teacher, `/staff/c/winter/${path}`);
        for (const words of ['接触过病例', '健康码为黄码', '1月20日，车站', '有人发热或咳嗽'])
          expect(page, path).to.contain(words);
        expect(page, path).not.to.match(/yellow|caseContact|household/);
      }
    });
  });

  it('leaves an old report, its page, its refill and its review in the words of their own day', async () => {
    await (await world.as(PEOPLE.wang)).submit(aReport({ temperature: 38.6, symptoms: ['cough'], note: '昨晚着凉' }));
    const form = {
      type: 'object',
      title: '新的',
      required: ['temperature', 'mood'],
      properties: {
        temperature: { type: 'number', title: '腋下温度', unit: '度' },
        mood: { type: 'string', title: '心情', enum: ['好', '不好'] },
      },
    };
    const flags = [{ code: 'temperature', title: '心情不好', when: { properties: { mood: { const: '不好' } } } }];
    await world.apply(aCampaign({ form, flags }));
    world.setTime('2021-01-22');
    await (await world.as(PEOPLE.wang)).submit({ temperature: 36.6, mood: '不好' });
    const OLD = ['体温', '38.6 ℃', '咳嗽', '昨晚着凉'];
    const places: [Someone, string, string[]][] = [
      [PEOPLE.wang, '/c/winter/records/2021-01-21', OLD],
      [PEOPLE.wang, '/c/winter/records/2021-01-22', ['腋下温度', '36.6 度', '心情', '不好']],
      [PEOPLE.teacher, '/staff/c/winter/people?state=reported&date=2021-01-21', [...OLD.slice(1), '体温高于 37.3 ℃']],
      [PEOPLE.teacher, `/staff/c/winter/people/${PEOPLE.wang.personNo}?date=2021-01-21`, [...OLD, '体温高于 37.3 ℃']],
      [PEOPLE.teacher, '/staff/c/winter/reviews?date=2021-01-21', [...OLD, '体温高于 37.3 ℃']],
      [PEOPLE.teacher, '/staff/c/winter/reviews?date=2021-01-22', ['腋下温度', '心情不好', '38.6 ℃']],
    ];
    for (const [who, path, wanted] of places) {
      const page = await text(who, path);
      for (const words of wanted) expect(page, path).to.contain(words);
      if (path.includes('01-21')) expect(page, path).not.to.contain('腋下温度').and.not.to.contain('心情不好');
    }
    expect(await text(PEOPLE.wang, '/c/winter/form?date=2021-01-21')).not.to.contain('腋下温度');
    const teacher = await world.as(PEOPLE.teacher);
    expect((await teacher.decide('return', PEOPLE.wang, { date: '2021-01-21', note: '请再量一次' })).status).to.equal(
      200,
    );
    const refill = await text(PEOPLE.wang, '/c/winter/form?date=2021-01-21');
    expect(refill).to.contain('体温').and.to.contain('昨晚着凉').and.not.to.contain('心情');
    const fields = { 'a.temperature': '36.4', 'a.symptoms': '-none', 'a.highRiskArea': 'no', 'a.truthful': 'yes' };
    const sent = await fillIn(PEOPLE.wang, { ...fields, 'a.location.region': REGION }, '?date=2021-01-21');
    expect(sent.headers.location).to.contain('receipt?date=2021-01-21');
    expect(await text(PEOPLE.wang, '/c/winter/records/2021-01-21'))
      .to.contain('36.4 ℃')
      .and.to.contain('38.6 ℃');
    const wang = await world.as(PEOPLE.wang);
    await teacher.decide('return', PEOPLE.wang, { date: '2021-01-21', note: '还是再量一次' });
    expect((await wang.submit({ temperature: 36.6, mood: '好' }, '2021-01-21')).status).to.equal(422);
    expect((await wang.submit(aReport(), '2021-01-21')).body).to.include({ status: 'normal', revision: 3 });
  });

  it('may ask neither a temperature nor a place, and no list speaks of them', async () => {
    const form = {
      type: 'object',
      required: ['mood'],
      properties: {
        mood: {
          type: 'string',
          title: '心情',
          oneOf: [
            { const: 'well', title: '很好' },
            { const: 'bad', title: '不好' },
          ],
        },
        days: { type: 'integer', title: '几天没睡好', minimum: 0 },
      },
    };
    await world.apply(aCampaign({ form, flags: [] }));
    world.setTime('2021-01-22');
    expect((await (await world.as(PEOPLE.wang)).submit({ mood: 'well', days: 0 })).status).to.equal(201);
    const answer = await fillIn(PEOPLE.li, { 'a.mood': 'bad', 'a.days': '1.5' });
    expect(answer.text).to.contain('几天没睡好应当是整数').and.to.contain('value="1.5"');
    expect((await fillIn(PEOPLE.li, { 'a.mood': 'bad' })).status).to.equal(303);
    const people = await text(PEOPLE.teacher, '/staff/c/winter/people?state=reported');
    expect(people).to.contain('很好').and.not.to.contain('体温').and.not.to.contain('所在地区');
    expect(people).to.contain('几天没睡好</span> 0');
    expect(await text(PEOPLE.teacher, '/staff/c/winter/people?state=reported&date=2021-01-21')).to.contain(
      '还没有人反馈',
    );
  });

  it('asks no more what was hidden, and refuses an answer to it', async () => {
    const { properties, required, ...rest } = LONG_FORM as { properties: Record<string, object>; required: string[] };
    const { healthCode: _, ...kept } = properties;
    await askLong();
    world.setTime('2021-01-22');
    await (await world.as(PEOPLE.wang)).submit(aLongReport({ healthCode: 'red' }));
    const hidden = { ...rest, properties: kept, required: required.filter((name) => name !== 'healthCode') };
    await world.apply(aCampaign({ form: hidden, flags: LONG_FLAGS.filter(({ code }) => !code.startsWith('code_')) }));
    world.setTime('2021-01-23');
    const wang = await world.as(PEOPLE.wang);
    expect((await wang.submit(aLongReport())).body.errors).to.deep.equal([
      { pointer: '/answers/healthCode', message: '不认识的内容“healthCode”' },
    ]);
    expect((await wang.submit(aLongReport({ healthCode: undefined }))).body).to.include({ status: 'normal' });
    expect(await text(PEOPLE.wang, '/c/winter/records/2021-01-22')).to.contain('红码');
    expect(await text(PEOPLE.teacher, '/staff/c/winter/reviews'))
      .to.contain('健康码为红码')
      .and.to.contain('红码');
    expect(await text(PEOPLE.teacher, '/staff/c/winter/people?state=reported')).not.to.contain('健康码');
  });
});
