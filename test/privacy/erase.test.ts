import { expect } from 'chai';
import { eraseCommand } from '../../plugin/features/privacy';
import { eraseExpired } from '../../plugin/features/privacy/erase';
import { Visitor } from '../support/visitor';
import { aReport, createWorld, PEOPLE } from '../support/world';
import { openEverything } from './opened';
import { liveThrough, SECRETS } from './rich-story';

/** The last day on which what belongs to 2021-01-21 is kept, by the campaign of the tests. */
const LAST = '2021-07-20';
const API = '/api/campaigns/winter';
const ERASED = '（已按规定删除）';

/** Kept as long as somebody is in the school, as the module's own, or as the robot is set. */
const KEPT = ['phone', 'parentPhone', 'privateKey', 'robot'];

describe('what was kept as long as it may be', () => {
  const world = createWorld();
  const parts = () => ({ database: world.database, vault: world.vault, timeZone: 'Asia/Shanghai' });
  const tick = () => world.checkin.jobs.tick();
  const opened = async () => [...(await openEverything(world, world.vault)).values()].join('\n');
  const stillThere = async () => {
    const text = await opened();
    return Object.entries(SECRETS).flatMap(([what, secret]) => (text.includes(secret) ? [what] : []));
  };
  const records = (campaign: string) =>
    world.database.knex('checkin_audit').where({ action: 'privacy.erase', campaign_code: campaign });

  /** What a figure or a state says of 2021-01-21. */
  async function figures() {
    const office = await world.as(PEOPLE.office);
    const { body: statistics } = await office.get(`${API}/statistics`, { date: '2021-01-21', by: 'class' });
    const { departments } = (await office.get(`${API}/briefs/2021-01-21`)).body;
    const briefs = departments.map(({ text, remark, ...rest }: Record<string, unknown>) => rest);
    const { headcount, abnormal } = (await office.get(`${API}/follow-ups/2021-01-21/198241`)).body;
    return { statistics, briefs, headcount, abnormal: abnormal.length };
  }

  it('is erased on the day after, no day sooner; figures and states stay', async () => {
    await liveThrough(world);
    const before = await figures();
    expect([before.headcount, before.abnormal]).to.deep.equal([1, 1]);
    world.setTime(LAST, '23:59');
    await tick();
    const kept = ['temperature', 'longitude', 'review', 'finding', 'remark', 'caseNote', 'callNote', 'helpWords'];
    expect(await stillThere()).to.include.members(kept);
    world.setTime('2021-07-21', '00:00');
    await tick();
    expect(await stillThere()).not.to.include.members(['temperature']);
    // What was written in the days after the 21st goes in the days after.
    world.setTime('2021-07-26', '00:00');
    await tick();
    expect(await stillThere()).to.have.members(KEPT);
    expect(await figures()).to.deep.equal(before);
  });

  it('says on every page that it was erased', async () => {
    await liveThrough(world);
    world.setTime('2021-08-01', '08:00');
    await tick();
    const [student, teacher, office] = [new Visitor(world), new Visitor(world), new Visitor(world)];
    await student.enter(PEOPLE.wang);
    await teacher.enter(PEOPLE.teacher);
    await office.enter(PEOPLE.office);
    const [{ id }] = await world.database.knex('checkin_case').select('id');
    const pages: [Visitor, string][] = [
      [student, '/c/winter/records/2021-01-21'],
      [teacher, `/staff/c/winter/people/${PEOPLE.wang.personNo}?date=2021-01-21`],
      [teacher, '/staff/c/winter/people?date=2021-01-21&state=reported'],
      [teacher, '/staff/c/winter/reviews?status=confirmed'],
      [teacher, `/staff/c/winter/cases/${id}`],
      [teacher, `/staff/c/winter/calls/${PEOPLE.zhao.personNo}?date=2021-01-21`],
      [office, '/staff/c/winter/follow-ups?date=2021-01-21&class=198241'],
      [office, '/staff/admin/help?state=settled'],
    ];
    for (const [visitor, path] of pages) {
      const { status, text } = await visitor.open(path);
      expect([path, status]).to.deep.equal([path, 200]);
      expect(text, path).to.contain('已按规定删除');
      for (const secret of Object.values(SECRETS).filter((each) => !/^102000000/.test(each)))
        expect(text, path).not.to.contain(secret);
    }
  });

  it('says in the API that it was erased', async () => {
    await liveThrough(world);
    world.setTime('2021-08-01', '08:00');
    await tick();
    const day = { from: '2021-01-21', to: '2021-01-21' };
    const mine = await (await world.as(PEOPLE.wang)).get(`${API}/reports/mine`, day);
    const [item] = mine.body.items;
    expect(item).to.deep.include({ status: 'confirmed', answers: {}, flags: [], erased: true });
    expect(item.review).to.include({ decision: 'confirm', note: ERASED });
    const contact = await world.as(PEOPLE.contact);
    const [brief] = (await contact.get(`${API}/briefs/2021-01-21`)).body.departments;
    expect([brief.text, brief.remark, brief.changes]).to.deep.equal([ERASED, ERASED, []]);
    const [objection] = (await contact.get(`${API}/assessments/2021-W03/objections`)).body.items;
    expect([objection.text, objection.answer.text]).to.deep.equal([ERASED, ERASED]);
    const people = await (await world.as(PEOPLE.teacher)).get(`${API}/students`, {
      date: '2021-01-21',
      state: 'reported',
    });
    for (const each of people.body.items) expect(each).to.deep.include({ answers: {}, flags: [], erased: true });
  });

  it('is counted on a dry run, erased once, and left on record with the numbers', async () => {
    await liveThrough(world);
    const asked = { today: '2021-07-21', now: world.now };
    const wouldBe = await eraseCommand(parts(), { ...asked, dryRun: true });
    expect(wouldBe[0]).to.contain('试算');
    expect(wouldBe)
      .to.include('  活动 winter，每日填报：2 条')
      .and.to.include('  活动 winter，日报里的名单和备注：1 条');
    expect(await stillThere()).to.include.members(['temperature', 'remark']);
    const done = await eraseCommand(parts(), { ...asked, dryRun: false });
    expect(done.slice(1)).to.deep.equal(wouldBe.slice(1));
    expect(await eraseCommand(parts(), { ...asked, dryRun: false })).to.deep.equal(['没有到期的数据']);
    const [record] = await records('winter');
    expect(JSON.parse(record.detail)).to.include({ 每日填报: 2, 审核说明: 1, 线下跟进: 1, 电话联系记录: 1 });
    const office = new Visitor(world);
    await office.enter(PEOPLE.office);
    expect((await office.open('/staff/admin/audit?action=privacy.erase')).text).to.contain('每日填报：2');
  });

  it('is counted right however often the work is begun, and by how many at once', async () => {
    await liveThrough(world);
    const stop = new AbortController();
    const asked = { today: '2021-07-21', now: world.now, actor: PEOPLE.office };
    stop.abort(new Error('the power went'));
    const stopped = eraseExpired(parts(), { ...asked, signal: stop.signal });
    expect(await stopped.catch(({ message }) => message)).to.equal('the power went');
    await Promise.all([1, 2, 3].map(() => eraseExpired(parts(), asked)));
    const counts = (await records('winter')).map(({ detail }) => JSON.parse(detail).每日填报 ?? 0);
    expect(counts.reduce((sum, count) => sum + count, 0)).to.equal(2);
  });

  it('does not stay because a key is missing: the rest goes, and the failure is told', async () => {
    await liveThrough(world);
    await world.database.knex('checkin_brief').update({ sealed: 'lost.AAAA' });
    const asked = { today: '2021-07-26', now: world.now, actor: PEOPLE.office };
    const failure = await eraseExpired(parts(), asked).catch(({ message }) => message);
    expect(failure).to.contain('"lost"');
    await world.database.knex('checkin_brief').delete();
    expect(await stillThere()).to.have.members(KEPT);
  });

  it('is also what somebody fills in late, and the numbers of those who have left', async () => {
    await (await world.as(PEOPLE.wang)).submit(aReport());
    await (await world.as(PEOPLE.teacher)).decide('return', PEOPLE.wang, { note: '重填' });
    world.setTime('2021-07-21', '08:00');
    await tick();
    const again = await (await world.as(PEOPLE.wang)).submit(aReport({ note: '迟到的话' }), '2021-01-21');
    expect(again.status).to.equal(200);
    world.setTime('2021-07-22', '00:01');
    await tick();
    expect(await opened()).not.to.contain('迟到的话');
    const row = '201911110101,王一,航制,191111,2019级,退学,\n';
    const students = `学号,姓名,系部,班级,年级,学籍状态,学生类别\n${row}`;
    await world.importRoster({ students, effective: '2021-07-22' });
    world.setTime('2022-01-17', '00:01');
    await tick();
    expect(await opened()).to.contain(SECRETS.phone);
    world.setTime('2022-01-18', '00:01');
    await tick();
    expect(await opened()).not.to.contain(SECRETS.phone);
  });

  it('takes a finished file with it, and is called so in the next one', async () => {
    await (await world.as(PEOPLE.wang)).submit(aReport());
    world.setTime(LAST, '12:00');
    const teacher = await world.as(PEOPLE.teacher);
    const wanted = { from: '2021-01-21', to: '2021-01-22', state: 'reported', format: 'csv' };
    const first = (await teacher.post(`${API}/exports`, wanted)).headers.location ?? '';
    await tick();
    expect((await teacher.get(first)).body.state).to.equal('ready');
    world.setTime('2021-07-21', '00:01');
    await tick();
    expect((await (await world.as(PEOPLE.teacher)).get(first)).body.state).to.equal('expired');
    expect(await world.database.knex('checkin_export_chunk')).to.deep.equal([]);
    const second = await (await world.as(PEOPLE.teacher)).post(`${API}/exports`, wanted);
    await tick();
    expect((await (await world.as(PEOPLE.teacher)).get(second.headers.location ?? '')).body.state).to.equal('ready');
    expect(await opened())
      .to.contain('已按规定删除')
      .and.not.to.contain('36.5');
  });
});
