import { expect } from 'chai';
import { addDays, daysFrom } from '../../plugin/kernel/civil-date';
import { addWeeks, isoWeekOf } from '../../plugin/kernel/iso-week';
import { report } from '../brief/brief-calls';
import { aCampaign, aFever, aReport, createWorld, PEOPLE, type Someone } from '../support/world';
import { areWell, glance, weekOf } from './week-calls';

const { wang, li, zhao, qian, sun } = PEOPLE;
const HANGZHI = [wang, li, zhao, qian];

interface Row {
  department: { code: string };
}

describe('the weekly assessment', () => {
  const world = createWorld();

  /** The week whose first three days are trial: one whole day, one with somebody sent back, two without a report. */
  async function firstWeek(): Promise<void> {
    await areWell(world, '2021-01-21', [wang, zhao, qian, sun]);
    await (await world.as(li)).submit(aFever());
    await areWell(world, '2021-01-22', [wang, li]);
    await (await world.as(PEOPLE.teacher)).decide('return', wang, { note: '重填' });
    world.setTime('2021-01-22', '08:00');
    await (await world.as(PEOPLE.teacher)).decide('confirm', li, { date: '2021-01-21' });
    await brief('2021-01-21', '2021-01-22', '09:00');
    await brief('2021-01-22', '2021-01-23', '10:00');
    await brief('2021-01-23', '2021-01-24', '10:01');
  }

  async function brief(day: string, ...time: [string, string]): Promise<void> {
    world.setTime(...time);
    expect((await report(await world.as(PEOPLE.contact), day, '航制')).status).to.equal(201);
  }

  /** What the office reads of a week, at a time. */
  async function read(week: string, date: string, time: string, milliseconds = 0) {
    world.setTime(date, time);
    world.advance(milliseconds);
    const { status, body } = await weekOf(await world.as(PEOPLE.office), week);
    return { status, body, row: body.rows?.find((row: Row) => row.department.code === '航制') };
  }

  it('ranks the departments, with every number behind each score', async () => {
    await firstWeek();
    world.setTime('2021-01-25', '10:00');
    const { status, body } = await weekOf(await world.as(PEOPLE.office), '2021-W03');
    expect(status).to.equal(200);
    expect(body).to.deep.include({
      week: '2021-W03',
      state: 'provisional',
      from: '2021-01-21',
      to: '2021-01-24',
      days: daysFrom('2021-01-21', '2021-01-24'),
      provisionalAt: '2021-01-25T02:00:00.000Z',
      confirmedAt: null,
      confirmedBy: null,
      weights: { completion: 50, fullCoverage: 20, briefsOnTime: 20, reviewsInTime: 10 },
      ranked: 2,
    });
    expect(glance(body.rows)).to.deep.equal([
      [1, '航制', 43.75],
      [2, '经管', 19.44],
      [null, '航修', null],
    ]);
    const [row] = body.rows;
    expect(row).to.deep.include({ due: 16, reported: 5, unreported: 11, returned: 1, reviewsOpen: 0 });
    expect(row.parts).to.deep.equal({
      completion: { weight: 50, done: 6, of: 16, rate: 6 / 16 },
      fullCoverage: { weight: 20, done: 1, of: 4, rate: 1 / 4 },
      briefsOnTime: { weight: 20, done: 2, of: 4, rate: 2 / 4 },
      reviewsInTime: { weight: 10, done: 1, of: 1, rate: 1 },
    });
    expect(row.days[1]).to.deep.equal({
      date: '2021-01-22',
      due: 4,
      reported: 1,
      unreported: 3,
      returned: 1,
      briefSubmittedAt: '2021-01-23T02:00:00.000Z',
      briefOnTime: true,
    });
    expect(row.days.map((day: { briefOnTime: boolean }) => day.briefOnTime)).to.deep.equal([true, true, false, false]);
    // Nothing of 经管 was flagged: 10 of 100 go to the others, 50 to 55.6, 20 to 22.2.
    expect(body.rows[1].parts.reviewsInTime).to.deep.equal({ weight: 0, done: 0, of: 0, rate: null });
  });

  it('counts days that are over, briefs that are due, and turns provisional at 10:00 on Monday to the instant', async () => {
    await firstWeek();
    const at = async (date: string, time: string, milliseconds = 0) => {
      const { body, row } = await read('2021-W03', date, time, milliseconds);
      return [body.state, body.days.length, row.due, row.parts.briefsOnTime.of];
    };
    expect(await at('2021-01-21', '23:59')).to.deep.equal(['running', 0, 0, 0]);
    expect(await at('2021-01-22', '00:00')).to.deep.equal(['running', 1, 4, 0]);
    expect(await at('2021-01-22', '10:00')).to.deep.equal(['running', 1, 4, 1]);
    expect(await at('2021-01-24', '23:59')).to.deep.equal(['running', 3, 12, 3]);
    expect(await at('2021-01-25', '00:00')).to.deep.equal(['running', 4, 16, 3]);
    expect(await at('2021-01-25', '10:00', -1)).to.deep.equal(['running', 4, 16, 3]);
    expect(await at('2021-01-25', '10:00')).to.deep.equal(['provisional', 4, 16, 4]);
  });

  it('on its first day has the departments, and nothing yet to judge them by', async () => {
    world.setTime('2021-01-25', '07:00');
    const { body } = await weekOf(await world.as(PEOPLE.office), '2021-W04');
    expect(body).to.deep.include({ state: 'running', days: [], ranked: 0 });
    expect(body.rows).to.have.length(3);
    for (const { rank, score, days, parts } of body.rows) {
      expect([rank, score, days]).to.deep.equal([null, null, []]);
      expect(parts.completion).to.deep.equal({ weight: 0, done: 0, of: 0, rate: null });
    }
  });

  it('judges a review by the first decision on each flagged report, and only once it can be late', async () => {
    const reviews = async (...time: [string, string, number?]) => {
      const { row } = await read('2021-W03', ...time);
      return [row.parts.reviewsInTime.done, row.parts.reviewsInTime.of, row.reviewsOpen];
    };
    const decide = async (decision: string, who: Someone) => {
      const office = await world.as(PEOPLE.office);
      const { status } = await office.decide(decision, who, { date: '2021-01-21', note: '说明' });
      expect(status).to.equal(200);
    };
    world.setTime('2021-01-21', '08:00');
    await (await world.as(li)).submit(aFever());
    await (await world.as(wang)).submit(aFever());
    expect(await reviews('2021-01-22', '08:00')).to.deep.equal([0, 0, 2]);
    // A decision at the very end of the 24 hours is in time; taking it back and deciding again changes nothing.
    for (const decision of ['confirm', 'reopen', 'clear']) await decide(decision, wang);
    expect(await reviews('2021-01-22', '08:00', 1)).to.deep.equal([1, 2, 0]);
    await decide('return', li);
    expect(await reviews('2021-01-22', '09:00')).to.deep.equal([1, 2, 0]);
    // Filled in again and flagged again: a report of its own, whose day stays the one that it is about.
    world.setTime('2021-01-24', '09:00');
    await (await world.as(li)).submit(aFever(), '2021-01-21');
    expect(await reviews('2021-01-24', '10:00')).to.deep.equal([1, 2, 1]);
    await decide('confirm', li);
    expect(await reviews('2021-01-24', '10:00')).to.deep.equal([2, 3, 0]);
    // Sent back once more and well by now: what was decided in time stays so.
    await decide('return', li);
    await (await world.as(li)).submit(aReport(), '2021-01-21');
    expect(await reviews('2021-01-24', '12:00')).to.deep.equal([2, 3, 0]);
  });

  it('gives equal departments one rank, and the next one the place after them', async () => {
    const more = ['201933110101,吴一,电气,193311,2019级,在读,', '201944110101,郑二,信息,194411,2019级,在读,'];
    const students = `学号,姓名,系部,班级,年级,学籍状态,学生类别\n${more.join('\n')}\n`;
    await world.importRoster({ students, effective: '2021-01-18' });
    const [wu, zheng] = ['吴一', '郑二'].map((name, index) => {
      return { personNo: index === 0 ? '201933110101' : '201944110101', type: 'student' as const, name };
    });
    for (const date of ['2021-01-21', '2021-01-22']) await areWell(world, date, [sun, wu ?? sun].slice(0, 2));
    await areWell(world, '2021-01-23', [zheng ?? sun]);
    world.setTime('2021-01-25', '10:00');
    const { body } = await weekOf(await world.as(PEOPLE.office), '2021-W03');
    expect(glance(body.rows).map(([rank, code]) => [rank, code])).to.deep.equal([
      [1, '电气'],
      [1, '经管'],
      [3, '信息'],
      [4, '航制'],
      [null, '航修'],
    ]);
  });

  it('counts a student where each day found them, and nobody exempt, whatever changes within the week', async () => {
    for (const date of ['2021-01-25', '2021-01-26']) await areWell(world, date, [...HANGZHI, sun]);
    world.setTime('2021-01-27', '07:00');
    await world.importRoster({
      students: `学号,姓名,系部,班级,年级,学籍状态,学生类别\n${qian.personNo},钱四,经管,192211,2019级,在读,\n`,
    });
    await areWell(world, '2021-01-27', [wang, qian, sun]);
    world.setTime('2021-01-28', '07:00');
    await world.apply(aCampaign({ exclude: [...aCampaign().exclude, { class: '191111' }] }));
    await areWell(world, '2021-01-28', [sun, qian]);
    world.setTime('2021-01-29', '00:00');
    const { body } = await weekOf(await world.as(PEOPLE.office), '2021-W04');
    const days = (code: string) =>
      body.rows
        .find((row: { department: { code: string } }) => row.department.code === code)
        .days.map((day: { due: number; reported: number }) => [day.due, day.reported]);
    expect(days('航制')).to.deep.equal([
      [4, 4],
      [4, 4],
      [3, 1],
      [0, 0],
    ]);
    expect(days('经管')).to.deep.equal([
      [1, 1],
      [1, 1],
      [2, 2],
      [2, 2],
    ]);
  });

  it('weighs as the campaign says, and takes over what a part without data would weigh', async () => {
    const weights = { completion: 1, reviewsInTime: 3 };
    world.setTime('2021-01-20', '08:00');
    await world.apply(aCampaign({ assessment: { weights } }));
    await firstWeek();
    world.setTime('2021-01-25', '10:00');
    const { body } = await weekOf(await world.as(PEOPLE.office), '2021-W03');
    expect(body.weights).to.deep.equal({ completion: 1, fullCoverage: 0, briefsOnTime: 0, reviewsInTime: 3 });
    expect(glance(body.rows)).to.deep.equal([
      [1, '航制', 84.38],
      [2, '经管', 25],
      [null, '航修', null],
    ]);
  });

  it('runs through the whole campaign: provisional on Monday, never a trial day, never a day beyond the end', async () => {
    const state = async (week: string, ...time: [string, string]) => {
      const { status, body } = await read(week, ...time);
      return status === 200 ? body.state : status;
    };
    for (let week = '2021-W03'; week <= '2021-W10'; week = addWeeks(week, 1)) {
      const monday = addDays('2021-01-25', 7 * (Number(week.slice(6)) - 3));
      expect(await state(week, monday, '09:59'), week).to.equal('running');
      expect(await state(week, monday, '10:00'), week).to.equal('provisional');
      expect(await state(isoWeekOf(monday), monday, '10:00')).to.equal('running');
      expect(await state(addWeeks(isoWeekOf(monday), 1), monday, '10:00')).to.equal(404);
    }
    // The last day of the campaign is a Thursday.
    expect(await state('2021-W11', '2021-03-19', '09:59')).to.equal('running');
    const { body } = await read('2021-W11', '2021-03-19', '10:00');
    expect(body).to.deep.include({ state: 'provisional', days: daysFrom('2021-03-15', '2021-03-18') });
  });

  it('is none of a week without a day of the campaign, and of no week at all', async () => {
    world.setTime('2021-05-01');
    const office = await world.as(PEOPLE.office);
    for (const week of ['2021-W02', '2021-W12', '0000-W01', '9999-W52', '2020-W53'])
      expect((await weekOf(office, week)).status, week).to.equal(404);
    for (const week of ['2021-W53', '2021-W4', '2021-01-25', 'W04', '%00', "'"])
      expect((await weekOf(office, week)).status, week).to.equal(422);
  });

  it('runs across the end of a year', async () => {
    await world.reset({ startsOn: '2020-12-28', endsOn: '2021-01-10', trialUntil: null });
    await areWell(world, '2020-12-31', [sun]);
    await areWell(world, '2021-01-01', [sun]);
    world.setTime('2021-01-04', '10:00');
    const office = await world.as(PEOPLE.office);
    const { body } = await weekOf(office, '2020-W53');
    expect(body).to.deep.include({ state: 'provisional', from: '2020-12-28', to: '2021-01-03', ranked: 2 });
    expect(body.rows[0].parts.completion).to.include({ done: 2, of: 7 });
    expect((await weekOf(office, '2021-W01')).body).to.include({ state: 'running', to: '2021-01-10' });
    expect((await weekOf(office, '2020-W52')).status).to.equal(404);
  });

  it('says why there is none: trial alone, or not yet', async () => {
    await world.reset({ trialUntil: '2021-01-24' });
    const office = await world.as(PEOPLE.office);
    const { body } = await weekOf(office, '2021-W03');
    expect(body.detail).to.contain('考核从 1月25日 周一');
    const later = await weekOf(office, '2021-W04');
    expect([later.status, later.body.detail]).to.deep.equal([404, '这一周还没有开始，从 1月25日 周一起考核']);
  });

  describe('within a scope', () => {
    beforeEach(async () => {
      await areWell(world, '2021-01-21', [sun]);
      world.setTime('2021-01-25', '10:00');
    });

    it('shows a contact the department with its rank among all, a class teacher nothing, a student less', async () => {
      const contact = await weekOf(await world.as(PEOPLE.contact), '2021-W03');
      expect(glance(contact.body.rows)).to.deep.equal([[2, '航制', 0]]);
      expect(contact.body.ranked).to.equal(2);
      const teacher = await weekOf(await world.as(PEOPLE.teacher), '2021-W03');
      expect([teacher.status, teacher.body.rows]).to.deep.equal([200, []]);
      expect((await weekOf(await world.as(wang), '2021-W03')).status).to.equal(403);
    });

    it('follows the scope of today', async () => {
      const staff = '工号,姓名,职责,管辖范围\n10020,高主任,系部负责人,经管\n';
      await world.importRoster({ staff, effective: '2021-01-25' });
      const { body } = await weekOf(await world.as(PEOPLE.contact), '2021-W03');
      expect(glance(body.rows).map(([, code]) => code)).to.deep.equal(['经管']);
    });
  });
});
