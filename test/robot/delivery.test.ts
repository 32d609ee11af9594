import { expect } from 'chai';
import { type RobotMessage, Robots, SCHOOL, type Target } from '../../plugin/features/robot';
import { saveRobot } from '../../plugin/features/robot/store';
import { Jobs } from '../../plugin/kernel/jobs';
import { createLog } from '../../plugin/kernel/log';
import { createMetrics } from '../../plugin/kernel/metrics';
import { createRobotWorld, SECRET } from './stand-in-robots';

const MINUTE = 60_000;
const DEPARTMENT: Target = { kind: 'department', code: '航制' };

describe('messages for a group', () => {
  const { stand, world } = createRobotWorld();
  const logged: string[] = [];
  let first: ReturnType<typeof another>;
  let robots: Robots;
  before(() => {
    first = another();
    robots = first.robots;
  });
  beforeEach(async () => {
    await world.reset(undefined);
  });

  /** An instance of the module, as far as robots go. */
  function another() {
    const { database, vault } = world;
    const parts = {
      database,
      vault,
      clock: { now: () => world.now },
      log: createLog('trace', { write: (line) => void logged.push(line) }),
      metrics: createMetrics(),
    };
    const made = new Robots(parts);
    return { robots: made, jobs: new Jobs(parts, [made.job()]) };
  }

  async function set(target: Target, kind: 'wecom' | 'dingtalk' | 'feishu', secret = ''): Promise<void> {
    const setBy = { personNo: '10030', name: '罗处长' };
    const robot = { target, kind, address: stand.addressOf(kind), secret, hint: 'test', setBy, now: world.now };
    await world.database.transaction((tx) => saveRobot(tx, world.vault, robot));
  }

  const say = (text: string, slot = 'brief/1', target: Target = SCHOOL, lifeMs?: number) =>
    world.database.transaction((tx) => robots.send(tx, { target, text, slot, now: world.now, lifeMs }));
  const tick = () => first.jobs.tick();

  async function standing(slot = 'brief/1', target: Target = SCHOOL): Promise<RobotMessage | undefined> {
    const row = await world.database
      .knex('checkin_robot_message')
      .where({ target_kind: target.kind, target_code: target.code, slot })
      .first();
    return row && { ...row, partsSent: row.parts_sent };
  }

  it('speak each program’s own language, signed where it asks for it', async () => {
    stand.signed = new Set(['dingtalk', 'feishu']);
    for (const kind of ['wecom', 'dingtalk', 'feishu'] as const) {
      await set(SCHOOL, kind, kind === 'wecom' ? '' : SECRET);
      await say('航制系 1月20日\n“应打卡 20 人”', `brief/${kind}`);
      await tick();
    }
    expect(stand.said.map(({ robot }) => robot)).to.deep.equal(['wecom', 'dingtalk', 'feishu']);
    expect(new Set(stand.texts())).to.deep.equal(new Set(['航制系 1月20日\n“应打卡 20 人”']));
    expect((await standing('brief/feishu'))?.state).to.equal('sent');
  });

  it('are said once, however often they are asked for and however many instances run', async () => {
    await set(SCHOOL, 'wecom');
    for (const text of ['第一次', '第二次']) await say(text);
    await Promise.all([tick(), another().jobs.tick(), another().robots.deliver(SCHOOL, 'brief/1')]);
    await tick();
    expect(stand.texts()).to.deep.equal(['第一次']);
  });

  it('are for the group they are for, and for nobody where there is no robot', async () => {
    await set(DEPARTMENT, 'dingtalk');
    expect(await say('x', 'brief/1', SCHOOL)).to.equal(false);
    expect(await say('只给航制', 'brief/1', DEPARTMENT)).to.equal(true);
    await tick();
    expect(stand.texts()).to.deep.equal(['只给航制']);
  });

  it('are forgotten with the transaction that left them', async () => {
    await set(SCHOOL, 'wecom');
    const lost = world.database.transaction(async (tx) => {
      await robots.send(tx, { target: SCHOOL, text: 'x', slot: 'brief/1', now: world.now });
      throw new Error('the brief could not be kept');
    });
    await lost.catch(() => {});
    await tick();
    expect(stand.asked).to.equal(0);
  });

  it('that are long go out in several, and go on where they stopped', async () => {
    await set(SCHOOL, 'wecom');
    await say(Array.from({ length: 200 }, (_, index) => `第 ${index} 行：${'名'.repeat(20)}`).join('\n'));
    stand.instead = [{ body: { errcode: 0 } }, { drop: true }];
    await tick();
    const half = await standing();
    expect([half?.state, half?.partsSent, half?.error]).to.deep.equal(['queued', 1, '群机器人的服务器没有应答']);
    world.advance(MINUTE);
    await tick();
    expect((await standing())?.state).to.equal('sent');
    expect(stand.texts()[0]).to.match(/^（2\/\d）/);
    for (const { text } of stand.said) expect(Buffer.byteLength(text)).to.be.at.most(2_048);
  });

  it('begin anew where the robot was changed half-way', async () => {
    await set(SCHOOL, 'wecom');
    await say('长'.repeat(1_500));
    stand.instead = [{ body: { errcode: 0 } }, { drop: true }];
    await tick();
    await set(SCHOOL, 'feishu');
    world.advance(MINUTE);
    await tick();
    expect(stand.said.map(({ robot, text }) => [robot, text.length])).to.deep.equal([['feishu', 1_500]]);
  });

  it('keep each program’s pace, over all instances', async () => {
    await set(SCHOOL, 'dingtalk');
    for (let index = 0; index < 25; index += 1) await say(`第 ${index} 条`, `brief/${index}`);
    await Promise.all([tick(), another().robots.deliver(SCHOOL, 'brief/24')]);
    expect(stand.said).to.have.length(20);
    expect(stand.asked).to.equal(20);
    world.advance(MINUTE);
    await tick();
    expect(stand.said).to.have.length(25);
    await set(SCHOOL, 'feishu');
    for (let index = 0; index < 7; index += 1) await say('x', `other/${index}`);
    await tick();
    expect(stand.said.filter(({ robot }) => robot === 'feishu')).to.have.length(5);
    world.advance(1_000);
    await tick();
    expect(stand.said.filter(({ robot }) => robot === 'feishu')).to.have.length(7);
  });

  it('are tried again with longer and longer pauses, and then have failed for all to see', async () => {
    await set(SCHOOL, 'wecom');
    await say('x', 'brief/1', SCHOOL, 10 * 60 * MINUTE);
    stand.instead = Array.from({ length: 20 }, () => ({ status: 502, body: {} }));
    const asked: number[] = [];
    for (let minute = 0; minute < 60; minute += 1) {
      const before = stand.asked;
      await tick();
      if (stand.asked > before) asked.push(minute);
      world.advance(MINUTE);
    }
    expect(asked).to.deep.equal([0, 1, 3, 8, 18, 38]);
    const { state, error } = (await standing()) ?? {};
    expect([state, error]).to.deep.equal(['failed', '群机器人的服务器没有接收（HTTP 502）']);
  });

  it('wait as long as the program demands', async () => {
    await set(SCHOOL, 'dingtalk');
    await say('x');
    stand.instead = [{ body: { errcode: 130101, errmsg: 'send too fast' } }];
    await tick();
    world.advance(9 * MINUTE);
    await tick();
    expect(stand.asked).to.equal(1);
    world.advance(MINUTE);
    await tick();
    expect(stand.said).to.have.length(1);
    await say('y', 'brief/2');
    stand.instead = [{ status: 429, headers: { 'Retry-After': '300' }, body: {} }];
    await tick();
    world.advance(4 * MINUTE);
    await tick();
    expect(stand.asked).to.equal(3);
  });

  it('fail at once where trying again is of no use, in words that say what to do', async () => {
    const cases = [
      ['wecom', { errcode: 93000, errmsg: 'invalid webhook url' }, '地址无效，机器人可能已被移出群（错误码 93000）'],
      ['dingtalk', { errcode: 310000, errmsg: 'sign not match' }, '加签密钥'],
      ['feishu', { code: 19021, msg: 'sign match fail' }, '签名校验没有通过，请核对密钥（错误码 19021）'],
      ['feishu', { code: 19024, msg: 'Key Words Not Found' }, '关键词'],
    ] as const;
    for (const [index, [kind, body, words]] of cases.entries()) {
      await set(SCHOOL, kind);
      await say('x', `brief/${index}`);
      stand.instead = [{ status: kind === 'feishu' ? 400 : 200, body }];
      await tick();
      const { state, error } = (await standing(`brief/${index}`)) ?? {};
      expect([state, error?.includes(words)], `${kind}: ${error}`).to.deep.equal(['failed', true]);
    }
  });

  it('do not believe a page that says nothing, nor follow it elsewhere', async () => {
    await set(SCHOOL, 'wecom');
    await say('x');
    stand.instead = [{ body: '<html>' }, { status: 302, headers: { Location: `${stand.origin}/inside` }, body: {} }];
    await tick();
    world.advance(MINUTE);
    await tick();
    expect(stand.asked).to.equal(2);
    expect((await standing())?.state).to.equal('queued');
  });

  it('that could not be sent in time are not sent late', async () => {
    await set(SCHOOL, 'wecom');
    await say('早上的日报', 'brief/1', SCHOOL, 30 * MINUTE);
    world.advance(31 * MINUTE);
    await tick();
    expect(stand.asked).to.equal(0);
    expect((await standing())?.error).to.equal('没有按时发出');
  });

  it('are taken over from an instance that died at them, and say that they may have arrived twice', async () => {
    await set(SCHOOL, 'wecom');
    await say('x');
    await world.database.knex('checkin_robot_message').update({ lease_until: world.now + MINUTE });
    await tick();
    expect(stand.said).to.have.length(0);
    world.advance(MINUTE);
    stand.instead = [{ status: 502, body: {} }];
    await tick();
    world.advance(MINUTE);
    await tick();
    expect(stand.said).to.have.length(1);
    const { state, error } = (await standing()) ?? {};
    expect([state, error]).to.deep.equal(['sent', '发送时中断过，群里可能收到两次']);
  });

  it('lie sealed, as do the addresses they go to, and none of it is logged', async () => {
    await set(SCHOOL, 'dingtalk', SECRET);
    await say('未反馈：王一、李二');
    stand.instead = [{ drop: true }, { body: { errcode: 310000 } }];
    await tick();
    world.advance(MINUTE);
    await tick();
    expect(logged.join('')).to.contain('a robot did not answer').and.to.contain('a robot refused');
    const rows = JSON.stringify([
      logged,
      await world.database.knex('checkin_robot'),
      await world.database.knex('checkin_robot_message'),
    ]);
    for (const secret of ['王一', SECRET, 'access_token', stand.origin]) expect(rows).not.to.contain(secret);
  });
});
