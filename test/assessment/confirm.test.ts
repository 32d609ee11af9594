import { expect } from 'chai';
import { confirmWeek } from '../../plugin/features/assessment';
import { getCampaign } from '../../plugin/features/campaign';
import { Problem } from '../../plugin/kernel/problem';
import { report } from '../brief/brief-calls';
import { aCampaign, aFever, aReport, createWorld, PEOPLE } from '../support/world';
import { areWell, confirm, weekOf } from './week-calls';

const WEEK = '2021-W03';
const { wang, li, zhao, qian, sun } = PEOPLE;
const HEAD = '学号,姓名,系部,班级,年级,学籍状态,学生类别';

describe('a week of the assessment', () => {
  const world = createWorld();

  /** On Monday, as soon as it is provisional: 经管 is ahead, one of 航制 was sent back, and one waits. */
  beforeEach(async () => {
    await areWell(world, '2021-01-21', [wang, li, sun]);
    await (await world.as(PEOPLE.teacher)).decide('return', wang, { note: '重填' });
    await areWell(world, '2021-01-24', [zhao, sun]);
    await (await world.as(qian)).submit(aFever());
    world.setTime('2021-01-25', '10:00');
  });

  async function read() {
    const { body } = await weekOf(await world.as(PEOPLE.office), WEEK);
    return body;
  }

  async function audits() {
    const rows = await world.database.knex('checkin_audit').where({ action: 'assessment.confirm' });
    return rows.map(({ actor_no, campaign_code, detail }) => [actor_no, campaign_code, JSON.parse(detail)]);
  }

  it('is confirmed by the office, with the time and who', async () => {
    const before = await read();
    const { status, body } = await confirm(await world.as(PEOPLE.office), WEEK, { mark: before.mark });
    expect(status).to.equal(201);
    const confirmed = { state: 'confirmed', confirmedAt: '2021-01-25T02:00:00.000Z' };
    expect(body).to.deep.equal({ ...before, ...confirmed, confirmedBy: { personNo: '10030', name: '罗处长' } });
    expect(await read()).to.deep.equal(body);
    expect(await audits()).to.deep.equal([['10030', 'winter', { week: WEEK, departments: 3 }]]);
  });

  it('is confirmed by nobody else, not while it runs, and not twice', async () => {
    for (const who of [PEOPLE.contact, PEOPLE.teacher, wang])
      expect((await confirm(await world.as(who), WEEK)).status).to.equal(403);
    const office = await world.as(PEOPLE.office);
    const running = await confirm(office, '2021-W04');
    expect([running.status, running.body.detail]).to.deep.equal([
      409,
      '这一周还在进行，1月31日 周日的日报截止以后才能确认',
    ]);
    expect((await confirm(office, '2021-W05')).status).to.equal(404);
    expect((await confirm(office, '2021-W99')).status).to.equal(422);
    expect((await confirm(office, WEEK, { score: 100 })).status).to.equal(422);
    expect((await confirm(office, WEEK)).status).to.equal(201);
    const again = await confirm(office, WEEK);
    expect([again.status, again.body.detail]).to.deep.equal([409, '这一周已经确认过，数字不会再变']);
    expect(await audits()).to.have.length(1);
  });

  it('is not confirmed with other figures than were looked at', async () => {
    const { mark } = await read();
    await (await world.as(wang)).submit(aReport(), '2021-01-21');
    const office = await world.as(PEOPLE.office);
    const refused = await confirm(office, WEEK, { mark });
    expect([refused.status, refused.body.detail]).to.deep.equal([
      409,
      '您打开页面以后，数字有了变化。请核对现在的数字，再确认一次',
    ]);
    expect((await confirm(office, WEEK, { mark: (await read()).mark })).status).to.equal(201);
  });

  it('is confirmed once by two at once', async () => {
    const office = await world.as(PEOPLE.office);
    const answers = await Promise.all(Array.from({ length: 4 }, () => confirm(office, WEEK)));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409, 409]);
    expect(await audits()).to.have.length(1);
  });

  it('stays as it was confirmed, whatever becomes of what it was made of', async () => {
    const { body: confirmed } = await confirm(await world.as(PEOPLE.office), WEEK);
    await (await world.as(wang)).submit(aReport({ temperature: 36.9 }), '2021-01-21');
    await (await world.as(PEOPLE.otherTeacher)).decide('return', qian, { date: '2021-01-24', note: '重填' });
    await report(await world.as(PEOPLE.contact), '2021-01-24', '航制');
    await world.apply(
      aCampaign({ assessment: { weights: { reviewsInTime: 1 } }, exclude: [], followUp: [], briefDueAt: '12:00' }),
    );
    await world.importRoster({ students: `${HEAD}\n${qian.personNo},钱四,经管,192211,2019级,在读,\n` });
    expect(await read()).to.deep.equal({ ...confirmed, provisionalAt: '2021-01-25T04:00:00.000Z' });
    const later = (await weekOf(await world.as(PEOPLE.office), '2021-W04')).body;
    expect(later.weights).to.deep.equal({ completion: 0, fullCoverage: 0, briefsOnTime: 0, reviewsInTime: 1 });
  });

  it('is touched by no import of a roster, of whatever department, once it is confirmed', async () => {
    await confirm(await world.as(PEOPLE.office), WEEK);
    const refusal = async (students: string, effective: string) => {
      const refused = await world.importRoster({ students, effective }).catch((error: unknown) => error);
      if (!(refused instanceof Problem)) throw new Error(`not refused: ${String(refused)}`);
      return [refused.status, refused.details.detail];
    };
    const fresh = `${HEAD}\n202155110101,新生,五高,215511,2021级,在读,\n`;
    expect(await refusal(fresh, '2021-01-24')).to.deep.equal([
      409,
      '全校 1月24日的周考核已确认，名单不能再改动这些日子；请把生效日期改为 2021-01-25 或以后',
    ]);
    expect(await refusal(`${HEAD}\n${wang.personNo},王一,经管,192211,2019级,在读,\n`, '2020-12-01')).to.deep.equal([
      409,
      '全校 1月21日的周考核已确认、全校 1月22日的周考核已确认、全校 1月23日的周考核已确认、全校 1月24日的周考核已确认，名单不能再改动这些日子；请把生效日期改为 2021-01-25 或以后',
    ]);
    await world.importRoster({ students: fresh, effective: '2021-01-25' });
  });

  it('is not confirmed upon a roster that an import is just changing', async () => {
    const campaign = await getCampaign(world.database.knex, 'winter');
    const students = `${HEAD}\n${wang.personNo},王一,经管,192211,2019级,在读,\n`;
    const time = { now: world.now, today: world.today, timeZone: 'Asia/Shanghai' };
    const caller = { personNo: '10030', type: 'staff' as const, name: '罗处长', scopes: [] };
    const [confirmed, imported] = await Promise.allSettled([
      world.database.transaction((tx) => confirmWeek(tx, { ...time, campaign, week: WEEK, caller })),
      world.importRoster({ students, effective: '2021-01-21' }),
    ]);
    // Whichever came first: the import was refused, or the figures are those of the new roster.
    expect(confirmed.status).to.equal('fulfilled');
    const due = (await read()).rows.find((row: { department: { code: string } }) => row.department.code === '经管').due;
    expect(due).to.equal(imported.status === 'fulfilled' ? 8 : 4);
  });

  it('keeps its figures as plain numbers, and nobody in them', async () => {
    await confirm(await world.as(PEOPLE.office), WEEK);
    const { figures } = await world.database.knex('checkin_assessment').first('figures');
    for (const { personNo, name } of [wang, li, zhao, qian, sun])
      expect(figures).not.to.contain(personNo).and.not.to.contain(name);
  });
});
