import { expect } from 'chai';
import { briefRobotJob } from '../../plugin/features/brief';
import { Robots, SCHOOL, type Target } from '../../plugin/features/robot';
import { saveRobot } from '../../plugin/features/robot/store';
import { FiguresMemory } from '../../plugin/features/statistics';
import { Jobs } from '../../plugin/kernel/jobs';
import { createLog } from '../../plugin/kernel/log';
import { createMetrics } from '../../plugin/kernel/metrics';
import { readSettings } from '../../plugin/kernel/settings';
import { createRobotWorld } from '../robot/stand-in-robots';
import { hiddenFields, Visitor } from '../support/visitor';
import { aReport, PEOPLE } from '../support/world';
import { briefsOf, report } from './brief-calls';

const DAY = '2021-01-21';
const NEXT = '2021-01-22';
const MINUTE = 60_000;
const DEPARTMENT: Target = { kind: 'department', code: '航制' };

describe('the daily brief in the groups', () => {
  const { stand, world } = createRobotWorld();

  async function set(target: Target, kind: 'wecom' | 'dingtalk' | 'feishu'): Promise<void> {
    const setBy = { personNo: '10030', name: '罗处长' };
    const robot = { target, kind, address: stand.addressOf(kind), secret: '', hint: 'test', setBy, now: world.now };
    await world.database.transaction((tx) => saveRobot(tx, world.vault, robot));
  }

  const tick = () => world.checkin.jobs.tick();
  const messages = () => world.database.knex('checkin_robot_message').orderBy('id');
  const reportAt = async (time: string, day = NEXT, department = '航制') => {
    world.setTime(day, time);
    return report(await world.as(PEOPLE.office), DAY, department);
  };

  describe('when a department reports', () => {
    it('is told word for word to the department’s group and to the contacts’, once each', async () => {
      await set(SCHOOL, 'wecom');
      await set(DEPARTMENT, 'dingtalk');
      await set({ kind: 'department', code: '经管' }, 'feishu');
      const { status, body } = await reportAt('08:00');
      expect(status).to.equal(201);
      for (const _ of [1, 2]) await tick();
      expect((await reportAt('08:01')).status).to.equal(409);
      await tick();
      expect(stand.said.map(({ robot }) => robot).sort()).to.deep.equal(['dingtalk', 'wecom']);
      expect(new Set(stand.texts())).to.deep.equal(new Set([body.text]));
      expect(body.text).to.contain('航制日报').and.to.contain('王一');
    });

    it('is told by the page’s button as well, and not where nothing was reported', async () => {
      await set(DEPARTMENT, 'wecom');
      world.setTime(NEXT, '08:00');
      const contact = new Visitor(world);
      await contact.enter(PEOPLE.contact);
      const path = '/staff/c/winter/briefs';
      const { text } = await contact.open(`${path}?date=${DAY}`);
      const fields = hiddenFields(text, `${path}#said`);
      expect((await contact.post(path, { ...fields, remark: '字'.repeat(501) })).status).to.equal(422);
      await tick();
      expect(stand.asked).to.equal(0);
      await contact.post(path, { ...fields, remark: '已逐个联系' });
      await tick();
      expect(stand.texts()).to.have.length(1);
      expect(stand.texts()[0]).to.contain('备注：已逐个联系');
    });

    it('goes out late rather than never, but not by days', async () => {
      await set(DEPARTMENT, 'wecom');
      expect((await reportAt('23:00')).body.onTime).to.equal(false);
      await tick();
      expect(stand.said).to.have.length(1);
      expect((await reportAt('08:00', '2021-01-23', '经管')).status).to.equal(201);
      await set({ kind: 'department', code: '经管' }, 'feishu');
      await tick();
      expect(await messages()).to.have.length(1);
    });

    it('is reported whether the group can be told or not, and says on the page that it could not', async () => {
      await set(DEPARTMENT, 'wecom');
      stand.instead = [{ drop: true }, { body: { errcode: 93000 } }];
      expect((await reportAt('08:00')).status).to.equal(201);
      await tick();
      const contact = new Visitor(world);
      await contact.enter(PEOPLE.contact);
      expect((await contact.open('/staff/robots')).text)
        .to.contain('航制日报')
        .and.to.contain('稍后重试');
      world.advance(MINUTE);
      await tick();
      const { text } = await contact.open('/staff/robots');
      expect(text).to.contain('没发出').and.to.contain('机器人可能已被移出群').and.to.contain('再发一次');
      const [{ id }] = await messages();
      await contact.send(text, '/staff/robots/resending', { message: id });
      expect(stand.texts()).to.have.length(1);
    });

    it('is not sent again on another day', async () => {
      await set(DEPARTMENT, 'wecom');
      stand.instead = [{ body: { errcode: 93000 } }];
      await reportAt('08:00');
      await tick();
      world.setTime('2021-01-23', '08:00');
      const contact = new Visitor(world);
      await contact.enter(PEOPLE.contact);
      const { text } = await contact.open('/staff/robots');
      expect(text).to.contain('没发出').and.not.to.contain('再发一次');
      const [{ id }] = await messages();
      const { _csrf = '' } = hiddenFields(text, '/staff/robots/test');
      expect((await contact.post('/staff/robots/resending', { _csrf, message: id })).status).to.equal(409);
      expect(stand.said).to.deep.equal([]);
    });
  });

  describe('when the briefs are due', () => {
    /** An instance of the module, as far as this job goes. */
    function another() {
      const { database, vault } = world;
      const clock = { now: () => world.now };
      const parts = { database, vault, clock, log: createLog('silent'), metrics: createMetrics() };
      const robots = new Robots(parts);
      const settings = readSettings(world.input(), 'campus-checkin');
      return new Jobs(parts, [
        briefRobotJob({ ...parts, settings, robots, figures: new FiguresMemory() }),
        robots.job(),
      ]);
    }

    it('is the whole school’s with who is outstanding, at the time that the campaign sets, once', async () => {
      await set(SCHOOL, 'dingtalk');
      await (await world.as(PEOPLE.wang)).submit(aReport());
      await reportAt('09:00');
      await tick();
      stand.reset();
      world.setTime(NEXT, '09:59');
      await tick();
      expect(stand.said).to.deep.equal([]);
      world.setTime(NEXT, '10:00');
      const { text } = (await briefsOf(await world.as(PEOPLE.office), DAY)).body;
      for (const _ of [1, 2, 3]) await tick();
      world.advance(30 * MINUTE);
      await tick();
      expect(stand.texts()).to.deep.equal([text]);
      expect(text).to.contain('全校日报').and.to.contain('还没有上报：').and.to.contain('经管');
      const records = await world.database.knex('checkin_audit').where({ action: 'brief.summary' });
      expect(records.map(({ actor_name }) => actor_name)).to.deep.equal(['自动任务']);
    });

    it('is said once however many instances run, and by the next where one died at it', async () => {
      await set(SCHOOL, 'wecom');
      world.setTime(NEXT, '10:00');
      const lost = { name: 'brief-robot', slot: `1/${DAY}`, state: 'running', attempts: 1 };
      const [{ id }] = await world.database.knex('checkin_campaign').where({ code: 'winter' }).select('id');
      const row = { ...lost, slot: `${id}/${DAY}`, lease_until: world.now + MINUTE, updated_at: world.now };
      await world.database.knex('checkin_job').insert(row);
      const instances = [another(), another(), another()];
      const all = () => Promise.all(instances.map((jobs) => jobs.tick()));
      await all();
      expect(stand.said).to.deep.equal([]);
      world.advance(MINUTE);
      for (const _ of [1, 2]) await all();
      world.advance(MINUTE);
      await all();
      expect(await messages()).to.have.length(1);
      expect(new Set(stand.texts()).size).to.equal(stand.texts().length).and.to.be.greaterThan(0);
      // Left by a run that died after it had queued the message: the next attempt queues nothing anew.
      await world.database
        .knex('checkin_job')
        .where({ name: 'brief-robot' })
        .update({ state: 'running', lease_until: 0 });
      const before = stand.said.length;
      await all();
      expect([stand.said.length, (await messages()).length]).to.deep.equal([before, 1]);
    });

    it('is left out when an hour late, without a robot, and on days that the campaign does not ask for', async () => {
      world.setTime(NEXT, '10:00');
      await tick();
      await set(SCHOOL, 'wecom');
      world.setTime(NEXT, '11:00');
      await tick();
      world.setTime('2021-01-18', '10:00');
      await tick();
      world.setTime('2021-03-20', '10:00');
      await tick();
      expect(await messages()).to.deep.equal([]);
      world.setTime('2021-03-19', '10:59');
      await tick();
      expect(await messages()).to.have.length(1);
    });
  });
});
