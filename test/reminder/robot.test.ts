import { expect } from 'chai';
import { saveRobot } from '../../plugin/features/robot/store';
import { createRobotWorld } from '../robot/stand-in-robots';
import { Visitor } from '../support/visitor';
import { aReport, PEOPLE, type Someone } from '../support/world';

const PATH = '/api/campaigns/winter/reminders';
const CHASE = '/staff/c/winter/chase';

describe('reminders through the robots of groups', () => {
  const { stand, world } = createRobotWorld();
  beforeEach(async () => {
    await set('航制', 'wecom');
  });

  async function set(code: string, kind: 'wecom' | 'feishu'): Promise<void> {
    const target = { kind: 'department', code } as const;
    const setBy = { personNo: '10030', name: '罗处长' };
    const robot = { target, kind, address: stand.addressOf(kind), secret: '', hint: 'test', setBy, now: world.now };
    await world.database.transaction((tx) => saveRobot(tx, world.vault, robot));
  }

  const remind = async (who: Someone, more: object = {}) =>
    (await world.as(who)).post(PATH, { date: world.today, ...more });

  it('name those who are missing in the group of their department, once an hour', async () => {
    await (await world.as(PEOPLE.wang)).submit(aReport());
    const { body } = await remind(PEOPLE.contact);
    expect(body).to.deep.include({ channel: 'robot', targeted: 3, delivered: 3, failed: 0, skipped: 0, trouble: null });
    expect(stand.texts()).to.deep.equal([
      [
        '寒假健康打卡 1月21日 未反馈 3 人',
        '191111（2人）：李二、赵三·木拉提',
        '191112（1人）：钱四',
        '请在今天 24:00 前打开 校本化 → 健康打卡 反馈。',
      ].join('\n'),
    ]);
    expect((await remind(PEOPLE.teacher)).body).to.deep.include({ delivered: 0, skipped: 2 });
    expect(stand.said).to.have.length(1);
  });

  it('go to each department’s own group, and say which has none', async () => {
    const { body } = await remind(PEOPLE.office);
    expect(body).to.deep.include({ targeted: 5, delivered: 4, failed: 1, trouble: '经管没有设置群机器人' });
    expect(stand.texts()).to.have.length(1);
    expect(stand.texts()[0]).not.to.contain('孙五');
    await set('经管', 'feishu');
    expect((await remind(PEOPLE.office)).body).to.deep.include({ delivered: 1, skipped: 4 });
    expect(stand.texts()[1]).to.contain('孙五').and.not.to.contain('王一');
  });

  it('are a text where no group of theirs has a robot, or a text was asked for', async () => {
    const staff = '工号,姓名,职责,管辖范围\n10012,何老师,班主任,192211\n';
    await world.importRoster({ staff, effective: world.today });
    expect((await remind(PEOPLE.otherTeacher)).body).to.deep.include({ channel: 'text', targeted: 1, delivered: 0 });
    expect((await remind(PEOPLE.teacher, { channel: 'text' })).body.channel).to.equal('text');
    expect((await remind(PEOPLE.otherTeacher, { channel: 'robot' })).status).to.equal(422);
    expect((await remind(PEOPLE.teacher, { channel: 'host' })).status).to.equal(422);
    expect((await remind(PEOPLE.teacher, { channel: 'pigeon' })).status).to.equal(422);
    expect(stand.asked).to.equal(0);
  });

  it('that the group did not get can be sent again at once; those that wait cannot', async () => {
    stand.instead = [{ body: { errcode: 93000 } }];
    const failed = (await remind(PEOPLE.teacher)).body;
    expect(failed).to.deep.include({ delivered: 0, failed: 3 });
    expect(failed.trouble).to.contain('航制：地址无效');
    stand.instead = [{ body: { errcode: 45009 } }];
    const waiting = (await remind(PEOPLE.teacher)).body;
    expect(waiting).to.deep.include({ delivered: 0, failed: 3, trouble: '航制的群消息还在排队' });
    expect((await remind(PEOPLE.teacher)).body).to.deep.include({ skipped: 3 });
    world.advance(60_000);
    await world.checkin.jobs.tick();
    expect(stand.texts()).to.have.length(1);
  });

  it('that arrive later are noted then, and leave people in peace from then on', async () => {
    stand.instead = [{ body: { errcode: 45009 } }];
    await remind(PEOPLE.contact);
    const look = async () => {
      const visitor = new Visitor(world);
      await visitor.enter(PEOPLE.contact);
      return (await visitor.open(CHASE)).text;
    };
    expect(await look())
      .to.contain('正在提醒 4 人')
      .and.to.contain('还在排队');
    world.advance(60_000);
    for (const _ of [1, 2]) await world.checkin.jobs.tick();
    expect(await look())
      .to.contain('提醒 4 人，送达 4 人')
      .and.not.to.contain('还在排队');
    world.advance(59 * 60_000);
    expect((await remind(PEOPLE.contact)).body).to.deep.include({ delivered: 0, skipped: 4 });
    world.advance(60_000);
    expect((await remind(PEOPLE.contact)).body).to.deep.include({ delivered: 4, skipped: 0 });
  });

  it('that never arrive are noted too, may be sent again at once, and are not sent once the day is over', async () => {
    world.setTime(world.today, '23:50');
    stand.instead = Array.from({ length: 9 }, () => ({ status: 502, body: {} }));
    await remind(PEOPLE.contact);
    world.advance(11 * 60_000);
    const before = stand.asked;
    for (const _ of [1, 2]) await world.checkin.jobs.tick();
    expect(stand.asked).to.equal(before);
    const [reminder] = await world.database.knex('checkin_reminder');
    expect(reminder).to.include({ state: 'done', delivered: 0, failed: 4 });
    expect(reminder.trouble).to.contain('HTTP 502');
    expect(await world.database.knex('checkin_reminded').where('times', '>', 0)).to.deep.equal([]);
  });

  it('whose process died are noted by another one', async () => {
    await remind(PEOPLE.contact);
    const dead = { state: 'sending', delivered: 0, failed: 0 };
    await world.database.knex('checkin_reminder').update(dead);
    await world.checkin.jobs.tick();
    expect((await world.database.knex('checkin_reminder'))[0]).to.include({ state: 'done', delivered: 4 });
    expect(stand.said).to.have.length(1);
  });

  it('are one tap of the page, which says whose group it is', async () => {
    const visitor = new Visitor(world);
    await visitor.enter(PEOPLE.office);
    const { text } = await visitor.open(CHASE);
    expect(text).to.contain('发到航制的群（4 人）').and.to.contain('写出名字').and.not.to.contain('value="host"');
    const sent = await visitor.send(text, CHASE, { channel: 'robot', department: '航制' });
    const after = await visitor.open(encodeURI(decodeURI(sent.headers.location as string)));
    expect(after.text).to.contain('提醒 4 人，送达 4 人').and.to.contain('罗处长 · 群机器人');
    expect(stand.said).to.have.length(1);
  });
});
