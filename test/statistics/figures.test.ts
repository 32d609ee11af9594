import { expect } from 'chai';
import { aFever, aReport, createWorld, PEOPLE } from '../support/world';

const STATISTICS = '/api/campaigns/winter/statistics';
const STUDENTS = '/api/campaigns/winter/students';

type Row = { class?: { code: string }; department: { code: string } } & Record<string, number>;

describe('the figures of a day', () => {
  const world = createWorld();

  async function someDay(): Promise<void> {
    await (await world.as(PEOPLE.wang)).submit(aReport());
    await (await world.as(PEOPLE.li)).submit(aFever());
    await (await world.as(PEOPLE.qian)).submit(aFever());
    await (await world.as(PEOPLE.contact)).decide('return', PEOPLE.qian, { note: '重填' });
  }

  it('hold the arithmetic of the contract, for the school, by class and by department', async () => {
    await someDay();
    const office = await world.as(PEOPLE.office);
    for (const by of ['class', 'department']) {
      const { body } = await office.get(STATISTICS, { by });
      expect(body.total).to.deep.equal({
        due: 5,
        reported: 2,
        unreported: 3,
        normal: 1,
        pending: 1,
        returned: 1,
        confirmed: 0,
        cleared: 0,
        exempt: 2,
        rate: 0.4,
      });
      for (const key of ['due', 'reported', 'unreported', 'exempt', 'returned'])
        expect(body.rows.reduce((sum: number, row: Row) => sum + (row[key] ?? 0), 0)).to.equal(body.total[key]);
    }
    const byClass = (await office.get(STATISTICS)).body.rows as Row[];
    expect(byClass.map((row) => row.class?.code).sort()).to.deep.equal(['191111', '191112', '192211', '198241']);
    const offApp = byClass.find((row) => row.class?.code === '198241');
    expect(offApp).to.include({ due: 0, exempt: 1, rate: null });
    const departments = (await office.get(STATISTICS, { by: 'department' })).body.rows as Row[];
    expect(departments.map((row) => [row.department.code, row.due]).sort()).to.deep.equal([
      ['经管', 1],
      ['航修', 0],
      ['航制', 4],
    ]);
  });

  const SCOPES: [keyof typeof PEOPLE, number][] = [
    ['teacher', 3],
    ['otherTeacher', 1],
    ['contact', 4],
    ['office', 5],
  ];
  for (const [who, due] of SCOPES)
    it(`are limited to the scope of ${who}`, async () => {
      const client = await world.as(PEOPLE[who]);
      expect((await client.get(STATISTICS)).body.total.due).to.equal(due);
      expect((await client.get(STUDENTS, { state: 'unreported' })).body.items).to.have.length(due);
    });

  it('are nothing for staff whose scope has ended', async () => {
    await world.importRoster({ staff: '工号,姓名,职责,管辖范围\n10011,林老师,班主任,198241\n' });
    const teacher = await world.as(PEOPLE.teacher);
    expect((await teacher.get(STATISTICS)).body.total).to.include({ due: 0, exempt: 1 });
  });

  it('never open a class outside the scope by its code', async () => {
    await someDay();
    const teacher = await world.as(PEOPLE.teacher);
    for (const query of [{ class: '192211' }, { department: '经管' }, { q: '孙' }, { q: PEOPLE.sun.personNo }])
      expect((await teacher.get(STUDENTS, query)).body.items).to.have.length(0);
  });

  it('open into the people behind them', async () => {
    await someDay();
    const office = await world.as(PEOPLE.office);
    const names = async (query: Record<string, string>) => {
      const { body } = await office.get(STUDENTS, query);
      return body.items.map(({ name }: { name: string }) => name);
    };
    expect(await names({ state: 'reported' })).to.deep.equal(['王一', '李二']);
    expect(await names({ state: 'unreported' })).to.deep.equal(['赵三·木拉提', '钱四', '孙五']);
    expect(await names({ state: 'unreported', status: 'returned' })).to.deep.equal(['钱四']);
    expect(await names({ state: 'exempt' })).to.deep.equal(['周六', '吴七']);
    expect(await names({ state: 'never' })).to.deep.equal(['赵三·木拉提', '孙五']);
    expect(await names({ status: 'pending' })).to.deep.equal(['李二']);
    expect(await names({ class: '191111', state: 'unreported' })).to.deep.equal(['赵三·木拉提']);
    expect(await names({ department: '经管' })).to.deep.equal(['孙五']);
    expect(await names({ q: '木拉' })).to.deep.equal(['赵三·木拉提']);
    expect(await names({ q: '0102' })).to.deep.equal(['李二']);
    for (const q of ['%', '_', "'", '\\', '"']) expect(await names({ q })).to.deep.equal([]);
    expect(await names({})).to.have.length(7);
  });

  it('show what the reported filled in, and why the exempt are', async () => {
    await someDay();
    const office = await world.as(PEOPLE.office);
    const [wang] = (await office.get(STUDENTS, { state: 'reported' })).body.items;
    expect(wang).to.deep.include({
      studentNo: PEOPLE.wang.personNo,
      class: { code: '191111', name: '191111' },
      department: { code: '航制', name: '航制' },
      status: 'normal',
      answers: aReport(),
      flags: [],
      submittedAt: '2021-01-21T00:00:00.000Z',
    });
    const [cadet] = (await office.get(STUDENTS, { state: 'exempt' })).body.items;
    expect(cadet.exemptReason).to.contain('18级入伍士官生');
  });

  it('page through everybody once', async () => {
    const office = await world.as(PEOPLE.office);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await office.get(STUDENTS, { limit: 3, cursor });
      seen.push(...body.items.map(({ studentNo }: { studentNo: string }) => studentNo));
      cursor = body.nextCursor ?? '';
    } while (cursor);
    expect(new Set(seen).size).to.equal(7);
    expect(seen).to.have.length(7);
  });

  it('are refused for days that are none of the campaign', async () => {
    const office = await world.as(PEOPLE.office);
    for (const date of ['2021-02-30', '2021-1-21', '2021-01-17', '2021-03-19', 'x'])
      expect((await office.get(STATISTICS, { date })).status).to.equal(422);
    expect((await office.get(STATISTICS, { by: 'planet' })).status).to.equal(422);
    expect((await office.get(STUDENTS, { state: 'asleep' })).status).to.equal(422);
    expect((await office.get('/api/campaigns/none/statistics')).status).to.equal(404);
    expect((await (await world.as(PEOPLE.wang)).get(STATISTICS)).status).to.equal(403);
  });

  it('are those of the last day once the campaign is over', async () => {
    world.setTime('2021-04-01');
    expect((await (await world.as(PEOPLE.office)).get(STATISTICS)).body.date).to.equal('2021-03-18');
  });

  it('of a past day stay, whoever moves, leaves or is exempted later', async () => {
    await someDay();
    const before = (await (await world.as(PEOPLE.office)).get(STATISTICS, { date: '2021-01-21' })).body;
    world.setTime('2021-01-22');
    await world.importRoster({
      students:
        '学号,姓名,系部,班级,年级,学籍状态,学生类别\n201911110101,王一,经管,192211,2019级,在读,\n201911110102,李二,航制,191111,2019级,退学,\n201911110103,赵三·木拉提,航制,191111,2019级,休学,\n',
    });
    await world.apply({
      code: 'winter',
      title: '寒假健康打卡',
      startsOn: '2021-01-18',
      endsOn: '2021-03-18',
      trialUntil: '2021-01-20',
      instructions: '每天反馈一次。',
      exclude: [{ department: '经管' }, { status: '休学' }],
    });
    const office = await world.as(PEOPLE.office);
    expect((await office.get(STATISTICS, { date: '2021-01-21' })).body).to.deep.equal(before);
    const today = (await office.get(STATISTICS)).body;
    expect(today.total).to.include({ due: 3, exempt: 3 });
  });

  it('leave an audit record where health details were read, and none where they were not', async () => {
    await someDay();
    const office = await world.as(PEOPLE.office);
    const records = () => world.database.knex('checkin_audit').where({ actor_no: '10030' });
    await office.get(STATISTICS);
    await office.get(STUDENTS, { state: 'exempt' });
    expect(await records()).to.have.length(0);
    await office.get(STUDENTS, { state: 'reported' });
    const [record] = await records();
    expect(record).to.include({ action: 'report.read', people: 2, campaign_code: 'winter' });
  });
});
