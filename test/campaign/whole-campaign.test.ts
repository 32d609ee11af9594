import { expect } from 'chai';
import { addDays, daysFrom } from '../../plugin/kernel/civil-date';
import { confirm, weekOf } from '../assessment/week-calls';
import { briefsOf, report, rowOf } from '../brief/brief-calls';
import { aFever, aReport, createWorld, PEOPLE } from '../support/world';

const { wang, li, zhao, qian, teacher, contact, office } = PEOPLE;
const [FIRST, LAST] = ['2020-12-21', '2021-01-10'];
const TRIAL_UNTIL = '2020-12-23';
const WEEKS = ['2020-W52', '2020-W53', '2021-W01'];
/** Nobody of them reports over the turn of the year but one. */
const HOLIDAY = new Set(['2020-12-31', '2021-01-01']);
/** Reported half an hour too late. */
const LATE = '2021-01-01';
const FEVER = '2020-12-30';

/** The figures of a day as everybody sees them. */
interface Day {
  date: string;
  due: number;
  reported: number;
  unreported: number;
}

describe('a whole campaign, day by day, over the end of a year', () => {
  const world = createWorld();

  /** What people do on a day: all are well but for the holiday, and one evening with a fever that is looked into. */
  async function live(date: string): Promise<void> {
    world.setTime(date, '07:30');
    const people = HOLIDAY.has(date) ? [wang] : [wang, li, zhao, qian];
    for (const who of people) {
      const answers = date === FEVER && who === li ? aFever() : aReport();
      expect((await (await world.as(who)).submit(answers)).status).to.equal(201);
    }
    await world.checkin.jobs.tick();
    if (date !== FEVER) return;
    world.setTime(date, '20:00');
    await (await world.as(teacher)).decide('confirm', li, { date });
  }

  /** The contact reports the day on the next morning, and reads what it was. */
  async function reportDay(date: string): Promise<Day> {
    world.setTime(addDays(date, 1), date === LATE ? '10:30' : '09:30');
    await world.checkin.jobs.tick();
    const { status, body } = await report(await world.as(contact), date, '航制');
    expect([status, body.onTime], date).to.deep.equal([201, date !== LATE]);
    return { date, due: body.due, reported: body.reported, unreported: body.unreported };
  }

  it('holds together: days, briefs, weeks, and what comes after the end', async () => {
    await world.reset({ startsOn: FIRST, endsOn: LAST, trialUntil: TRIAL_UNTIL });
    const days: Day[] = [];
    const states: string[] = [];
    for (const date of daysFrom(FIRST, LAST)) {
      await live(date);
      states.push((await (await world.as(wang)).get('/api/campaigns')).body.items[0].state);
      days.push(await reportDay(date));
      const week = WEEKS[Math.floor(days.length / 7) - 1];
      if (days.length % 7 === 0 && week !== undefined) await confirmWeek(week, days.slice(-7));
    }
    expect(states.filter((state) => state === 'trial')).to.have.lengthOf(3);
    expect(states.filter((state) => state === 'running')).to.have.lengthOf(18);
    const absent = days.filter(({ date }) => HOLIDAY.has(date)).map(({ unreported }) => unreported);
    const others = days.filter(({ date }) => !HOLIDAY.has(date)).map(({ unreported }) => unreported);
    expect(new Set(others).size).to.equal(1);
    expect(new Set(absent)).to.deep.equal(new Set([Number(others[0]) + 3]));
    await afterTheEnd(days);
  });

  /** On Monday at eleven all briefs of the week are in: the score says what the days said, the trial days apart. */
  async function confirmWeek(week: string, days: readonly Day[]): Promise<void> {
    const counted = days.filter(({ date }) => date > TRIAL_UNTIL);
    world.setTime(addDays(days.at(-1)?.date ?? '', 1), '11:00');
    const client = await world.as(office);
    const { body } = await weekOf(client, week);
    expect(body).to.deep.include({ state: 'provisional', days: counted.map(({ date }) => date) });
    const row = body.rows.find(({ department }: { department: { code: string } }) => department.code === '航制');
    const sum = (key: 'due' | 'reported' | 'unreported') => counted.reduce((total, day) => total + day[key], 0);
    expect(row).to.deep.include({ due: sum('due'), reported: sum('reported'), unreported: sum('unreported') });
    const late = counted.some(({ date }) => date === LATE) ? 1 : 0;
    expect(row.parts.briefsOnTime).to.deep.include({ done: counted.length - late, of: counted.length });
    expect((await confirm(client, week)).status).to.be.within(200, 201);
    expect((await weekOf(client, week)).body.state).to.equal('confirmed');
  }

  /** Nobody can report any more, a report that is sent back is filled in again, and no day that is over has changed. */
  async function afterTheEnd(days: readonly Day[]): Promise<void> {
    world.setTime('2021-01-12', '09:00');
    const student = await world.as(wang);
    expect((await student.get('/api/campaigns')).body.items[0].state).to.equal('ended');
    expect((await student.submit(aReport())).status).to.equal(409);
    const { body } = await (await world.as(teacher)).decide('return', wang, { date: LAST, note: '请重新量一次' });
    expect(body.results[0].status).to.equal('returned');
    expect((await student.submit(aReport({ temperature: 36.6 }), LAST)).status).to.be.within(200, 201);
    const asContact = await world.as(contact);
    for (const { date, due, reported, unreported } of days) {
      expect(await rowOf(asContact, date), date).to.deep.include({ due, reported, unreported, changes: [] });
      const { body: figures } = await asContact.get(`/api/campaigns/winter/statistics?date=${date}&by=department`);
      expect(figures.total, date).to.deep.include({ due, reported, unreported });
    }
    expect((await briefsOf(asContact, addDays(LAST, 1))).status).to.be.within(404, 422);
  }
});
