import { expect } from 'chai';
import { aReport, createWorld, PEOPLE, type Someone } from '../support/world';

const PATH = '/api/campaigns/winter/reminders';

describe('reminders without a channel', () => {
  const world = createWorld();
  const remind = async (who: Someone, body: unknown) => (await world.as(who)).post(PATH, body);

  it('are a text with the names of those who are missing, ready to paste', async () => {
    await (await world.as(PEOPLE.wang)).submit(aReport());
    const { status, body } = await remind(PEOPLE.office, { date: world.today });
    expect(status).to.equal(200);
    expect(body).to.deep.include({ targeted: 4, delivered: 0, failed: 0, channel: 'text' });
    expect(body.text.split('\n')).to.deep.equal([
      '寒假健康打卡 1月21日 未反馈 4 人',
      '191111（2人）：李二、赵三·木拉提',
      '191112（1人）：钱四',
      '192211（1人）：孙五',
      '请在今天 24:00 前打开 校本化 → 健康打卡 反馈。',
    ]);
  });

  it('are for my scope alone, or for a part of it', async () => {
    const targeted = async (who: Someone, part: object) =>
      (await remind(who, { date: world.today, ...part })).body.targeted;
    expect(await targeted(PEOPLE.teacher, {})).to.equal(3);
    expect(await targeted(PEOPLE.contact, {})).to.equal(4);
    expect(await targeted(PEOPLE.contact, { class: '191112' })).to.equal(1);
    expect(await targeted(PEOPLE.office, { department: '经管' })).to.equal(1);
    expect(await targeted(PEOPLE.teacher, { department: '航制' })).to.equal(3);
    for (const part of [
      { class: '191112' },
      { department: '经管' },
      { class: '191111', department: '经管' },
      { class: 'x' },
    ])
      expect((await remind(PEOPLE.teacher, { date: world.today, ...part })).status, JSON.stringify(part)).to.equal(404);
  });

  it('are for those whose report was sent back as well', async () => {
    await (await world.as(PEOPLE.wang)).submit(aReport());
    await (await world.as(PEOPLE.teacher)).decide('return', PEOPLE.wang, { note: '重填' });
    expect((await remind(PEOPLE.teacher, { date: world.today })).body.text).to.contain('王一');
  });

  it('of a past day are for those who may still refill it, and else refused', async () => {
    await (await world.as(PEOPLE.wang)).submit(aReport());
    world.setTime('2021-01-22');
    const refused = await remind(PEOPLE.teacher, { date: '2021-01-21' });
    expect([refused.status, refused.body.type]).to.deep.equal([409, 'urn:checkin:problem:day-closed']);
    expect(refused.body.detail).to.contain('不能补交');
    await (await world.as(PEOPLE.teacher)).decide('return', PEOPLE.wang, { date: '2021-01-21', note: '重填' });
    const { body } = await remind(PEOPLE.teacher, { date: '2021-01-21' });
    expect(body.targeted).to.equal(1);
    expect(body.text).to.contain('已退回待重填 1 人').and.to.contain('王一').and.not.to.contain('李二');
    expect((await remind(PEOPLE.otherTeacher, { date: '2021-01-21' })).status).to.equal(409);
    world.setTime('2021-03-25');
    expect((await remind(PEOPLE.teacher, { date: '2021-01-21' })).status).to.equal(200);
  });

  it('are no use to somebody who has left', async () => {
    await (await world.as(PEOPLE.wang)).submit(aReport());
    await (await world.as(PEOPLE.teacher)).decide('return', PEOPLE.wang, { note: '重填' });
    world.setTime('2021-01-22');
    const students = '学号,姓名,系部,班级,年级,学籍状态,学生类别\n201911110101,王一,航制,191111,2019级,退学,\n';
    await world.importRoster({ students, effective: '2021-01-22' });
    expect((await remind(PEOPLE.teacher, { date: '2021-01-21' })).status).to.equal(409);
  });

  it('are refused for a day to come, and for one outside the campaign', async () => {
    for (const date of ['2021-01-22', '2021-01-17', '2021-03-19'])
      expect((await remind(PEOPLE.office, { date })).status, date).to.equal(409);
    world.setTime('2021-03-19');
    expect((await remind(PEOPLE.office, { date: '2021-03-19' })).status).to.equal(409);
  });

  it('say so where nobody is missing', async () => {
    for (const who of [PEOPLE.wang, PEOPLE.li, PEOPLE.zhao]) await (await world.as(who)).submit(aReport());
    const { status, body } = await remind(PEOPLE.teacher, { date: world.today });
    expect([status, body.targeted]).to.deep.equal([200, 0]);
    expect(body.text).to.contain('都反馈了');
  });

  it('are the business of staff, and well-formed', async () => {
    expect((await remind(PEOPLE.wang, { date: world.today })).status).to.equal(403);
    expect((await remind(PEOPLE.teacher, {})).status).to.equal(422);
    expect((await remind(PEOPLE.teacher, { date: '2021-02-30' })).status).to.equal(422);
    expect((await remind(PEOPLE.teacher, { date: world.today, people: ['201911110101'] })).status).to.equal(422);
    expect((await remind(PEOPLE.teacher, '[')).status).to.equal(400);
    const unknown = await (await world.as(PEOPLE.teacher)).post('/api/campaigns/none/reminders', { date: world.today });
    expect(unknown.status).to.equal(404);
  });

  it('leave a record of who asked about whom', async () => {
    await remind(PEOPLE.teacher, { date: world.today, class: '191111' });
    const rows = await world.database.knex('checkin_audit').where({ action: 'reminder.send' });
    expect(rows).to.have.length(1);
    expect(rows[0]).to.include({ actor_no: PEOPLE.teacher.personNo, campaign_code: 'winter', people: 3 });
    expect(JSON.parse(rows[0].detail)).to.deep.equal({ date: '2021-01-21', class: '191111', channel: 'text' });
  });
});
