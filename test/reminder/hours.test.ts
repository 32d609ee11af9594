import { expect } from 'chai';
import { hourJob } from '../../plugin/features/reminder';
import { Robots } from '../../plugin/features/robot';
import { Jobs } from '../../plugin/kernel/jobs';
import { createLog } from '../../plugin/kernel/log';
import { createMetrics } from '../../plugin/kernel/metrics';
import { readSettings } from '../../plugin/kernel/settings';
import { createHostWorld } from '../notify/stand-in-host';
import { Visitor } from '../support/visitor';
import { aCampaign, aReport, PEOPLE, type Someone, World } from '../support/world';

const PATH = '/staff/admin/reminders';
const MINUTE = 60_000;

describe('定时提醒', () => {
  const { host, world } = createHostWorld();

  const visit = (who: Someone) => Visitor.as(world, who);

  async function set(...time: string[]) {
    const office = await visit(PEOPLE.office);
    const { text } = await office.open(PATH);
    return office.send(text, PATH, { code: 'winter', time });
  }

  const tick = () => world.checkin.jobs.tick();
  const reached = () => host.calls.flatMap(({ people }) => people);

  it('reminds nobody unless the school sets a time', async () => {
    for (const time of ['09:00', '18:00']) {
      world.setTime('2021-01-21', time);
      await tick();
    }
    expect(host.calls).to.deep.equal([]);
  });

  it('reminds at its times, once each, those who are missing by then', async () => {
    expect((await set('18:00', '', '09:00', '')).status).to.equal(303);
    world.setTime('2021-01-21', '08:59');
    await tick();
    expect(host.calls).to.deep.equal([]);
    world.setTime('2021-01-21', '09:00');
    for (const _ of [1, 2, 3]) await tick();
    expect(reached()).to.have.length(5);
    await (await world.as(PEOPLE.wang)).submit(aReport());
    world.setTime('2021-01-21', '18:00');
    await tick();
    await tick();
    expect(reached()).to.have.length(9);
    const records = await world.database.knex('checkin_audit').where({ action: 'reminder.send' });
    expect(records.map(({ actor_name }) => actor_name)).to.deep.equal(['定时提醒', '定时提醒']);
    const { text } = await (await visit(PEOPLE.teacher)).open('/staff/c/winter/chase');
    expect(text).to.contain('定时提醒 · 门户消息');
  });

  it('is done once however many instances run', async () => {
    await set('09:00');
    world.setTime('2021-01-21', '09:00');
    const { database, vault } = world;
    const clock = { now: () => world.now };
    const parts = { database, vault, clock, log: createLog('silent'), metrics: createMetrics() };
    const sent: string[][] = [];
    const sendMessage = async ({ people }: { people: readonly string[] }) => {
      sent.push([...people]);
      return { delivered: people.length, failed: 0, fates: new Map(), missed: new Set<string>(), troubles: [] };
    };
    const settings = readSettings(world.input(), 'campus-checkin');
    const more = { sendMessage, studentUrl: 'https://portal.example', robots: new Robots(parts), settings };
    const instances = [1, 2, 3].map(() => new Jobs(parts, [hourJob({ ...parts, ...more })]));
    await Promise.all(instances.map((jobs) => jobs.tick()));
    expect(sent).to.have.length(1);
  });

  it('is caught up with for an hour, and never after its day', async () => {
    await set('09:00', '23:30');
    world.setTime('2021-01-21', '10:00');
    await tick();
    expect(host.calls).to.deep.equal([]);
    world.setTime('2021-01-22', '09:59');
    await tick();
    expect(reached()).to.have.length(5);
    world.setTime('2021-01-23', '00:15');
    await tick();
    expect(reached()).to.have.length(5);
  });

  it('keeps to the campaign’s days, and to the limit against pestering', async () => {
    await set('09:00');
    world.setTime('2021-01-17', '09:00');
    await tick();
    world.setTime('2021-03-19', '09:00');
    await tick();
    expect(host.calls).to.deep.equal([]);
    world.setTime('2021-01-21', '08:30');
    await (await world.as(PEOPLE.teacher)).post('/api/campaigns/winter/reminders', { date: world.today });
    world.setTime('2021-01-21', '09:00');
    await tick();
    expect(reached()).to.have.length(5);
  });

  it('reminds over a whole campaign, the turn of the year included', async () => {
    await world.apply(aCampaign({ code: 'year', startsOn: '2021-12-28', endsOn: '2022-01-04', trialUntil: null }));
    const office = await visit(PEOPLE.office);
    const { text } = await office.open(PATH);
    await office.send(text, PATH, { code: 'year', time: ['20:00'] });
    const days: string[] = [];
    for (let hour = 0; hour < 24 * 12; hour += 4) {
      if (hour === 0) world.setTime('2021-12-26', '00:10');
      const before = host.calls.length;
      await tick();
      if (host.calls.length > before)
        days.push(`${world.today} ${new Date(world.now + 8 * 60 * MINUTE).getUTCHours()}`);
      world.advance(4 * 60 * MINUTE);
    }
    expect(days).to.deep.equal([
      '2021-12-28 20',
      '2021-12-29 20',
      '2021-12-30 20',
      '2021-12-31 20',
      '2022-01-01 20',
      '2022-01-02 20',
      '2022-01-03 20',
      '2022-01-04 20',
    ]);
  });

  describe('its page', () => {
    it('keeps what was set, and says by what it reaches people', async () => {
      const saved = await set('18:00', '09:00');
      const { text } = await (await visit(PEOPLE.office)).open(saved.headers.location as string);
      expect(text)
        .to.match(/value="09:00"[\s\S]*value="18:00"/)
        .and.to.contain('通过门户消息')
        .and.to.contain('已保存');
      const [record] = await world.database.knex('checkin_audit').where({ action: 'reminder.hours' });
      expect(JSON.parse(record.detail)).to.deep.equal({ times: '09:00、18:00' });
      await set('', '', '', '');
      expect(await world.database.knex('checkin_reminder_hour')).to.deep.equal([]);
    });

    it('says what is wrong at its field, and loses nothing', async () => {
      for (const [times, words] of [
        [['09:00', '25:00'], '时间应当像 18:00'],
        [['09:00', '早上'], '时间应当像 18:00'],
        [['09:00', '09:30'], '至少相隔 1 小时'],
        [['01:00', '03:00', '05:00', '07:00', '09:00'], '最多自动提醒 4 次'],
      ] as const) {
        const refused = await set(...times);
        expect(refused.status, words).to.equal(422);
        expect(refused.text).to.contain(words).and.to.contain(`value="${times[0]}"`);
      }
      expect(await world.database.knex('checkin_reminder_hour')).to.deep.equal([]);
    });

    it('is the office’s', async () => {
      for (const who of [PEOPLE.contact, PEOPLE.teacher, PEOPLE.wang])
        expect((await (await visit(who)).open(PATH)).status).to.equal(403);
    });
  });
});

describe('定时提醒 without a way to reach anybody', () => {
  let world: World;
  before(async () => {
    world = new World();
    await world.open();
    await world.reset();
  });
  after(() => world?.close());

  it('says so, and sends nothing', async () => {
    const office = new Visitor(world);
    await office.enter(PEOPLE.office);
    const { text } = await office.open(PATH);
    expect(text).to.contain('不会发出');
    await office.send(text, PATH, { code: 'winter', time: ['09:00'] });
    world.setTime('2021-01-21', '09:00');
    await world.checkin.jobs.tick();
    expect(await world.database.knex('checkin_audit').where({ action: 'reminder.send' })).to.deep.equal([]);
  });
});
