import { expect } from 'chai';
import { submissionsBetween } from '../../plugin/features/brief';
import { getCampaign } from '../../plugin/features/campaign';
import { aCampaign, aFever, aReport, createWorld, PEOPLE, type Someone } from '../support/world';
import { briefsOf, report, rowOf } from './brief-calls';

const DAY = '2021-01-21';
const NEXT = '2021-01-22';

describe('the daily brief', () => {
  const world = createWorld();

  /** Of 航制 one is well, one waits, one was sent back and one is missing. */
  async function someDay(date = DAY): Promise<void> {
    world.setTime(date, '08:00');
    await (await world.as(PEOPLE.wang)).submit(aReport());
    await (await world.as(PEOPLE.li)).submit(aFever());
    await (await world.as(PEOPLE.qian)).submit(aFever());
    await (await world.as(PEOPLE.contact)).decide('return', PEOPLE.qian, { note: '重填' });
  }

  it('is there as it stands, for everybody to be seen, with who is missing by class', async () => {
    await someDay();
    world.setTime(NEXT, '00:00');
    const { status, body } = await briefsOf(await world.as(PEOPLE.contact), DAY);
    expect(status).to.equal(200);
    expect(body).to.include({ date: DAY, dueAt: '2021-01-22T02:00:00.000Z' });
    expect(body.departments).to.have.length(1);
    expect(body.departments[0]).to.deep.equal({
      department: { code: '航制', name: '航制' },
      due: 4,
      reported: 2,
      unreported: 2,
      normal: 1,
      pending: 1,
      returned: 1,
      confirmed: 0,
      cleared: 0,
      exempt: 1,
      rate: 0.5,
      followUps: [],
      text: [
        '【寒假健康打卡】1月21日 周四 航制日报',
        '应打卡 4，已反馈 2，完成率 50.0%',
        '待审核 1，已退回 1，已核实 0，免打卡 1',
        '未反馈 2 人（含已退回 1 人）',
        '191111 班（1 人）：赵三·木拉提',
        '191112 班（1 人）：钱四（已退回）',
      ].join('\n'),
      remark: null,
      submittedAt: null,
      submittedBy: null,
      onTime: null,
      changes: [],
    });
    expect(body.text).to.equal(body.departments[0].text);
  });

  it('names nobody who waits or is abnormal, to a group that is none of their business', async () => {
    await someDay();
    expect((await rowOf(await world.as(PEOPLE.office), DAY)).text).not.to.contain('李二');
  });

  it('tells of the classes outside the app what was entered, and that nothing was', async () => {
    world.setTime(NEXT, '09:00');
    const office = await world.as(PEOPLE.office);
    const row = await rowOf(office, DAY, '航修');
    expect(row).to.deep.include({
      due: 0,
      exempt: 1,
      rate: null,
      followUps: [{ class: { code: '198241', name: '198241' }, expected: 1, headcount: null, abnormal: null }],
    });
    expect(row.text).to.contain('198241 班：应联系 1，还没有填写');
    const teacher = await world.as(PEOPLE.otherTeacher);
    const abnormal = [{ studentNo: PEOPLE.offApp.personNo, note: '咳嗽' }];
    const entry = { headcount: 1, abnormal, note: '' };
    expect((await teacher.put(`/api/campaigns/winter/follow-ups/${DAY}/198241`, entry)).status).to.be.below(300);
    const entered = await rowOf(office, DAY, '航修');
    expect(entered.followUps[0]).to.include({ headcount: 1, abnormal: 1 });
    expect(entered.text).to.contain('198241 班：应联系 1，已联系 1，异常 1').and.not.to.contain('吴七');
  });

  it('has the whole school in one text, with who is still outstanding', async () => {
    await someDay();
    world.setTime(NEXT, '10:12');
    await report(await world.as(PEOPLE.contact), DAY, '航制');
    world.setTime('2021-01-23', '09:00');
    const office = await world.as(PEOPLE.office);
    await report(office, DAY, '航修');
    const { body } = await briefsOf(office, DAY);
    expect(body.departments.map((row: { department: { code: string } }) => row.department.code)).to.deep.equal([
      '经管',
      '航修',
      '航制',
    ]);
    expect(body.text.split('\n')).to.deep.equal([
      '【寒假健康打卡】1月21日 周四 全校日报',
      '应打卡 5，已反馈 2，完成率 40.0%',
      '待审核 1，已退回 1，已核实 0，免打卡 2',
      '未反馈 3 人（含已退回 1 人）',
      '已上报 2/3 个系部，还没有上报：经管',
      '迟报：航修（1月23日 09:00）、航制（10:12）',
      '',
      '经管：0.0%（0/1），未反馈 1，日报未上报',
      '航修：无人应打卡，线下跟进缺 1 个班',
      '航制：50.0%（2/4），未反馈 2，待审核 1',
      '',
      '◆ 经管',
      '192211 班（1 人）：孙五',
      '',
      '◆ 航修',
      '198241 班：应联系 1，还没有填写',
      '',
      '◆ 航制',
      '191111 班（1 人）：赵三·木拉提',
      '191112 班（1 人）：钱四（已退回）',
    ]);
  });

  it('is frozen when it is reported, with the time and by whom', async () => {
    await someDay();
    world.setTime(NEXT, '09:41');
    const contact = await world.as(PEOPLE.contact);
    const draft = await rowOf(contact, DAY);
    const answer = await report(contact, DAY, '航制', { remark: '钱四在住院，\r\n家长已联系。' });
    expect(answer.status).to.equal(201);
    expect(answer.body).to.deep.equal({
      ...draft,
      text: `${draft.text}\n备注：钱四在住院，\n家长已联系。`,
      remark: '钱四在住院，\n家长已联系。',
      submittedAt: '2021-01-22T01:41:00.000Z',
      submittedBy: { personNo: '10020', name: '高主任', duty: '系部负责人' },
      onTime: true,
    });
    expect(await rowOf(contact, DAY)).to.deep.equal(answer.body);
    expect(await rowOf(await world.as(PEOPLE.office), DAY)).to.deep.equal(answer.body);
    const [record] = await world.database.knex('checkin_audit').where({ action: 'brief.submit' });
    expect(record).to.include({ actor_no: '10020', campaign_code: 'winter', people: 4 });
    expect(JSON.parse(record.detail)).to.deep.equal({ date: DAY, department: '航制', onTime: true });
  });

  it('keeps every name and word of it unreadable in the database', async () => {
    await someDay();
    world.setTime(NEXT, '09:00');
    await report(await world.as(PEOPLE.contact), DAY, '航制', { remark: '家长已联系' });
    const row = await world.database.knex('checkin_brief').first();
    for (const word of ['赵三', '家长已联系', '191111']) expect(JSON.stringify(row)).not.to.contain(word);
    expect(JSON.parse(row.figures)).to.include({ due: 4, reported: 2 });
  });

  it('shows what came later as changes, and rewrites nothing', async () => {
    await someDay();
    world.setTime(NEXT, '09:00');
    const contact = await world.as(PEOPLE.contact);
    const { body: reported } = await report(contact, DAY, '航制');
    await (await world.as(PEOPLE.teacher)).decide('confirm', PEOPLE.li, { date: DAY, note: '已就医' });
    await (await world.as(PEOPLE.qian)).submit(aReport(), DAY);
    const { changes, ...row } = await rowOf(contact, DAY);
    expect({ ...row, changes: [] }).to.deep.equal(reported);
    expect(changes).to.deep.equal([
      { field: 'reported', label: '已反馈', before: 2, after: 3 },
      { field: 'unreported', label: '未反馈', before: 2, after: 1 },
      { field: 'normal', label: '正常', before: 1, after: 2 },
      { field: 'pending', label: '待审核', before: 1, after: 0 },
      { field: 'returned', label: '已退回', before: 1, after: 0 },
      { field: 'confirmed', label: '已核实', before: 0, after: 1 },
      { field: 'rate', label: '完成率', before: 0.5, after: 0.75 },
    ]);
  });

  it('shows a late follow-up as a change', async () => {
    world.setTime(NEXT, '09:00');
    const office = await world.as(PEOPLE.office);
    await report(office, DAY, '航修');
    const entry = { headcount: 1, abnormal: [], note: '' };
    await (await world.as(PEOPLE.otherTeacher)).put(`/api/campaigns/winter/follow-ups/${DAY}/198241`, entry);
    const { changes, followUps } = await rowOf(office, DAY, '航修');
    const unit = { code: '198241', name: '198241' };
    expect(followUps[0]).to.include({ headcount: null });
    expect(changes).to.deep.equal([
      { field: 'headcount', label: '198241 班线下跟进已联系', class: unit, before: null, after: 1 },
      { field: 'abnormal', label: '198241 班线下跟进异常', class: unit, before: null, after: 0 },
    ]);
  });

  it('goes back to no changes when a later one is taken back', async () => {
    await someDay();
    world.setTime(NEXT, '09:00');
    const contact = await world.as(PEOPLE.contact);
    await report(contact, DAY, '航制');
    await contact.decide('clear', PEOPLE.li, { date: DAY });
    expect((await rowOf(contact, DAY)).changes).not.to.deep.equal([]);
    await contact.decide('reopen', PEOPLE.li, { date: DAY });
    expect((await rowOf(contact, DAY)).changes).to.deep.equal([]);
  });

  describe('in time', () => {
    for (const [time, more, onTime] of [
      ['00:00', 0, true],
      ['10:00', 0, true],
      ['10:00', 1, false],
      ['23:59', 0, false],
    ] as const)
      it(`at ${time} and ${more} ms: ${onTime}`, async () => {
        world.setTime(NEXT, time);
        world.advance(more);
        const { status, body } = await report(await world.as(PEOPLE.contact), DAY, '航制');
        expect([status, body.onTime]).to.deep.equal([201, onTime]);
      });

    it('is by the time of the campaign, and stays what it was when that changes', async () => {
      await world.apply({ ...aCampaign(), briefDueAt: '09:30' });
      world.setTime(NEXT, '09:45');
      const contact = await world.as(PEOPLE.contact);
      expect((await report(contact, DAY, '航制')).body.onTime).to.equal(false);
      await world.apply({ ...aCampaign(), briefDueAt: '11:00' });
      expect((await briefsOf(contact, DAY)).body.dueAt).to.equal('2021-01-22T03:00:00.000Z');
      expect((await rowOf(contact, DAY)).onTime).to.equal(false);
    });

    it('is of the day after, over the end of a year', async () => {
      await world.reset({ startsOn: '2021-12-20', endsOn: '2022-01-20', trialUntil: null });
      world.setTime('2022-01-01', '09:59');
      const contact = await world.as(PEOPLE.contact);
      expect((await briefsOf(contact, '2021-12-31')).body.dueAt).to.equal('2022-01-01T02:00:00.000Z');
      const { body } = await report(contact, '2021-12-31', '航制');
      expect([body.submittedAt, body.onTime]).to.deep.equal(['2022-01-01T01:59:00.000Z', true]);
    });
  });

  it('is reported of a trial day as of any other, and says so', async () => {
    world.setTime('2021-01-19', '09:00');
    const { status, body } = await report(await world.as(PEOPLE.contact), '2021-01-18', '航制');
    expect([status, body.onTime]).to.deep.equal([201, true]);
    expect(body.text).to.contain('1月18日 周一（试运行） 航制日报');
  });

  it('of the last day is reported after the end of the campaign', async () => {
    world.setTime('2021-03-19', '09:00');
    const contact = await world.as(PEOPLE.contact);
    expect((await report(contact, '2021-03-18', '航制')).body.onTime).to.equal(true);
    world.setTime('2021-03-25', '09:00');
    const late = await report(await world.as(PEOPLE.contact), '2021-03-17', '航制');
    expect(late.body.onTime).to.equal(false);
  });

  it('cannot be reported while the day runs or before, but looked at', async () => {
    world.setTime(DAY, '23:59');
    world.advance(59_999);
    const contact = await world.as(PEOPLE.contact);
    for (const date of [DAY, NEXT, '2021-03-18']) {
      expect((await report(contact, date, '航制')).status).to.equal(409);
      expect(await rowOf(contact, date)).to.include({ due: 4, submittedAt: null });
    }
    world.advance(1);
    expect((await report(contact, DAY, '航制')).status).to.equal(201);
  });

  it('is reported once, whoever tries at the same time', async () => {
    world.setTime(NEXT, '09:00');
    const clients = [await world.as(PEOPLE.contact), await world.as(PEOPLE.office), await world.as(PEOPLE.office)];
    const answers = await Promise.all(clients.map((client) => report(client, DAY, '航制')));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.detail).to.contain('已经上报过');
    expect(await world.database.knex('checkin_brief')).to.have.length(1);
    expect(await world.database.knex('checkin_audit').where({ action: 'brief.submit' })).to.have.length(1);
  });

  it('tells whoever assesses the departments which days each reported, and which in time', async () => {
    for (const [today, time, date, department] of [
      ['2021-01-20', '09:00', '2021-01-19', '航制'],
      ['2021-01-22', '10:01', DAY, '经管'],
      ['2021-01-22', '10:00', DAY, '航制'],
      ['2021-01-25', '09:00', '2021-01-24', '航制'],
    ] as const) {
      world.setTime(today, time);
      await report(await world.as(PEOPLE.office), date, department);
    }
    const { id: campaignId } = await getCampaign(world.database.knex, 'winter');
    const between = { campaignId, from: '2021-01-20', to: '2021-01-24' };
    const rows = await submissionsBetween(world.database.knex, between);
    expect(rows.map(({ submittedAt, ...row }) => ({ ...row, at: new Date(submittedAt).toISOString() }))).to.deep.equal([
      { date: DAY, department: '经管', onTime: false, at: '2021-01-22T02:01:00.000Z' },
      { date: DAY, department: '航制', onTime: true, at: '2021-01-22T02:00:00.000Z' },
      { date: '2021-01-24', department: '航制', onTime: true, at: '2021-01-25T01:00:00.000Z' },
    ]);
  });

  describe('is open to', () => {
    const WHO: [keyof typeof PEOPLE, rows: string[], own: number, other: number][] = [
      ['contact', ['航制'], 201, 404],
      ['office', ['经管', '航修', '航制'], 201, 201],
      ['teacher', [], 403, 403],
      ['nobody', [], 403, 403],
      ['otherTeacher', [], 403, 403],
    ];
    for (const [who, rows, own, other] of WHO)
      it(`${who}: ${rows.join('、') || 'nothing'}`, async () => {
        world.setTime(NEXT, '09:00');
        const client = await world.as(PEOPLE[who]);
        const { status, body } = await briefsOf(client, DAY);
        expect(status).to.equal(200);
        expect(codesOf(body)).to.deep.equal(rows);
        if (rows.length === 0) expect(body.text).to.equal('');
        expect((await report(client, DAY, '航制')).status).to.equal(own);
        expect((await report(client, DAY, '经管')).status).to.equal(other);
        expect((await report(client, DAY, '无此系')).status).to.equal(own === 403 ? 403 : 404);
      });

    it('no student', async () => {
      const wang = await world.as(PEOPLE.wang);
      expect((await briefsOf(wang, DAY)).status).to.equal(403);
      expect((await report(wang, DAY, '航制')).status).to.equal(403);
    });

    it('a counsellor of the whole department to look, and to whoever answers for another one as well', async () => {
      await world.importRoster({
        staff:
          '工号,姓名,职责,管辖范围\n10011,林老师,辅导员,航制\n10012,何老师,辅导员,航制\n10012,何老师,系部负责人,经管\n',
      });
      world.setTime(NEXT, '09:00');
      const counsellor = await world.as(PEOPLE.teacher);
      expect(codesOf((await briefsOf(counsellor, DAY)).body)).to.deep.equal(['航制']);
      expect((await report(counsellor, DAY, '航制')).status).to.equal(403);
      const both = await world.as(PEOPLE.otherTeacher);
      expect(codesOf((await briefsOf(both, DAY)).body)).to.deep.equal(['经管', '航制']);
      expect((await report(both, DAY, '航制')).status).to.equal(403);
      expect((await report(both, DAY, '经管')).status).to.equal(201);
    });

    it('a contact who has a class of another department, for the own department alone', async () => {
      await world.importRoster({
        staff: '工号,姓名,职责,管辖范围\n10020,高主任,系部负责人,航制\n10020,高主任,班主任,192211\n',
      });
      world.setTime(NEXT, '09:00');
      const contact = await world.as(PEOPLE.contact);
      expect(codesOf((await briefsOf(contact, DAY)).body)).to.deep.equal(['航制']);
      expect((await report(contact, DAY, '经管')).status).to.equal(404);
    });

    it('whoever has the department today, past days included', async () => {
      world.setTime(NEXT, '09:00');
      await report(await world.as(PEOPLE.contact), DAY, '航制');
      await world.importRoster({
        staff: '工号,姓名,职责,管辖范围\n10020,高主任,系部负责人,经管\n10012,何老师,系部负责人,航制\n',
      });
      expect(await rowOf(await world.as(PEOPLE.contact), DAY)).to.equal(undefined);
      const { submittedBy } = await rowOf(await world.as(PEOPLE.otherTeacher), DAY);
      expect(submittedBy.name).to.equal('高主任');
    });

    it('the office in the place of a contact, which is told', async () => {
      world.setTime(NEXT, '09:00');
      const { body } = await report(await world.as(PEOPLE.office), DAY, '航制');
      expect(body.submittedBy).to.deep.equal({ personNo: '10030', name: '罗处长', duty: '学工处' });
    });
  });

  function codesOf(body: { departments: { department: { code: string } }[] }): string[] {
    return body.departments.map(({ department }) => department.code);
  }

  it('is not there for days that are none of the campaign, and no other campaign', async () => {
    world.setTime(NEXT, '09:00');
    const office = await world.as(PEOPLE.office);
    for (const date of ['2021-01-17', '2021-03-19']) {
      expect((await briefsOf(office, date)).status).to.equal(404);
      expect((await report(office, date, '航制')).status).to.equal(404);
    }
    for (const date of ['2021-02-30', 'yesterday', '2021-1-21']) {
      expect((await briefsOf(office, date)).status).to.equal(422);
      expect((await report(office, date, '航制')).status).to.equal(422);
    }
    expect((await office.get(`/api/campaigns/none/briefs/${DAY}`)).status).to.equal(404);
  });

  it('is not there for a department with nobody on the roster that day', async () => {
    await world.importRoster({
      students: '学号,姓名,系部,班级,年级,学籍状态,学生类别\n202111110101,新生,旅管,211111,2021级,在读,\n',
      effective: NEXT,
    });
    world.setTime('2021-01-23', '09:00');
    const office = await world.as(PEOPLE.office);
    expect(await rowOf(office, DAY, '旅管')).to.equal(undefined);
    expect((await report(office, DAY, '旅管')).status).to.equal(404);
    expect((await report(office, NEXT, '旅管')).status).to.equal(201);
  });

  describe('a remark', () => {
    beforeEach(() => world.setTime(NEXT, '09:00'));

    it('is words and nothing else', async () => {
      const contact = await world.as(PEOPLE.contact);
      const remark = ' \u0000<b>请\u202e注意</b>\u0007\u200f\n\n\n\n{{figures}}\t完 \ud800 ';
      const { body } = await report(contact, DAY, '航制', { remark });
      expect(body.remark).to.equal('<b>请注意</b>\n\n{{figures}} 完');
    });

    it('of blanks is none', async () => {
      const { body } = await report(await world.as(PEOPLE.contact), DAY, '航制', { remark: ' \n\t ' });
      expect(body.remark).to.equal(null);
      expect(body.text).not.to.contain('备注');
    });

    for (const [what, body] of [
      ['too long', { remark: '长'.repeat(501) }],
      ['no text', { remark: 5 }],
      ['null', { remark: null }],
      ['with something unknown beside it', { remark: '', due: 0 }],
      ['no object', []],
    ] as const)
      it(`is refused when it is ${what}`, async () => {
        expect((await report(await world.as(PEOPLE.contact), DAY, '航制', body)).status).to.equal(422);
        expect(await world.database.knex('checkin_brief')).to.have.length(0);
      });

    it('may have 500 characters, wide ones too', async () => {
      const remark = '𠮷'.repeat(500);
      const { body } = await report(await world.as(PEOPLE.contact), DAY, '航制', { remark });
      expect(body.remark).to.equal(remark);
    });
  });

  it('holds to the end of a name, and of a department, that are made of anything', async () => {
    const [name, department] = ['<i>&"\'', '机/电 & 100%'];
    await world.importRoster({
      students: `学号,姓名,系部,班级,年级,学籍状态,学生类别\n202111110101,"${name.replaceAll('"', '""')}",${department},211111,2021级,在读,\n`,
    });
    world.setTime(NEXT, '09:00');
    const office: Someone = PEOPLE.office;
    const { status, body } = await report(await world.as(office), DAY, department);
    expect([status, body.department.code]).to.deep.equal([201, department]);
    expect(body.text).to.contain(name);
  });
});
