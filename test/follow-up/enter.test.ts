import { expect } from 'chai';
import { getCampaign } from '../../plugin/features/campaign';
import { followUpsOfDay } from '../../plugin/features/follow-up';
import { aCampaign, type Client, createWorld, PEOPLE, type Someone } from '../support/world';

const BASE = '/api/campaigns/winter/follow-ups';
const DAY = '2021-01-21';
const ONE = `${BASE}/${DAY}/198241`;
const HEAD = '学号,姓名,系部,班级,年级,学籍状态,学生类别\n';
const NINE: Someone = { personNo: '201982410102', type: 'student', name: '郑九' };

/** 198241: two to be reached, one who is suspended besides, one who is a cadet besides. */
const CLASS = `${HEAD}201982410102,郑九,航修,198241,2019级,在读,
201982410103,冯十,航修,198241,2019级,休学,
201982410104,陈末,航修,198241,2018级,在读,18级入伍士官生
`;

describe('线下跟进', () => {
  const world = createWorld();
  let teacher: Client;

  beforeEach(async () => {
    await world.importRoster({ students: CLASS, effective: '2020-09-01' });
    teacher = await world.as(PEOPLE.otherTeacher);
  });

  const abnormal = (who: Someone, note = '') => ({ studentNo: who.personNo, note });
  const pointers = (body: { errors: { pointer: string }[] }) => body.errors.map(({ pointer }) => pointer);
  const records = (action: string) => world.database.knex('checkin_audit').where({ action }).orderBy('id');

  it('expects those whom nothing but their class exempts, and waits for a word', async () => {
    const answer = await teacher.get(ONE);
    expect(answer.status).to.equal(200);
    expect(answer.body).to.deep.equal({
      date: DAY,
      class: { code: '198241', name: '198241' },
      department: { code: '航修', name: '航修' },
      expected: 2,
      headcount: null,
      abnormal: [],
      note: '',
      revision: 0,
      updatedAt: null,
      updatedBy: null,
    });
    expect(await records('follow-up.read')).to.have.length(0);
  });

  it('keeps each entry as a revision, and stores nothing for a second tap on the one that was looked at', async () => {
    const first = await teacher.put(ONE, { headcount: 2, abnormal: [], note: '都好' });
    expect(first.status).to.equal(200);
    expect(first.body).to.deep.include({ expected: 2, headcount: 2, abnormal: [], note: '都好', revision: 1 });
    expect(first.body.updatedBy).to.deep.equal({ personNo: '10012', name: '何老师', duty: '班主任' });
    expect(first.body.updatedAt).to.equal('2021-01-21T00:00:00.000Z');
    world.advance(60_000);
    for (const revision of [0, 1])
      expect((await teacher.put(ONE, { headcount: 2, note: ' 都好 ', revision })).body).to.deep.equal(first.body);
    expect((await teacher.put(ONE, { headcount: 2, abnormal: [], note: '都好' })).body.revision).to.equal(2);
    const said = [abnormal(NINE, '发热 38.2，已去医院'), abnormal(PEOPLE.offApp)];
    const second = await teacher.put(ONE, { headcount: 1, abnormal: said, note: '' });
    expect(second.body).to.include({ revision: 3, headcount: 1 });
    expect(second.body.abnormal).to.deep.equal([
      { studentNo: NINE.personNo, name: '郑九', note: '发热 38.2，已去医院' },
      { studentNo: PEOPLE.offApp.personNo, name: '吴七', note: '' },
    ]);
    const turned = { headcount: 1, abnormal: [...said].reverse(), note: '', revision: 3 };
    expect((await teacher.put(ONE, turned)).body.revision).to.equal(3);
    expect((await teacher.get(ONE)).body).to.deep.equal(second.body);
    const history = await teacher.get(`${ONE}/history`);
    expect(history.body.revisions.map(({ headcount }: { headcount: number }) => headcount)).to.deep.equal([2, 2, 1]);
  });

  it('takes past days of the campaign, and no day to come', async () => {
    expect((await teacher.put(`${BASE}/2021-01-18/198241`, { headcount: 2 })).body.revision).to.equal(1);
    const tomorrow = await teacher.put(`${BASE}/2021-01-22/198241`, { headcount: 2 });
    expect([tomorrow.status, tomorrow.body.type]).to.deep.equal([409, 'urn:checkin:problem:not-yet']);
    for (const day of ['2021-01-17', '2021-03-19', '2021-02-30', 'today'])
      expect((await teacher.put(`${BASE}/${day}/198241`, { headcount: 2 })).status, day).to.equal(422);
    world.setTime('2021-04-01');
    const late = await (await world.as(PEOPLE.otherTeacher)).put(`${BASE}/2021-03-18/198241`, { headcount: 1 });
    expect(late.status).to.equal(200);
  });

  it('refuses what cannot be, at the place where it is wrong', async () => {
    const cases: [body: unknown, pointers: string[]][] = [
      [{ headcount: 3 }, ['/headcount']],
      [{ headcount: -1 }, ['/headcount']],
      [{ headcount: 1.5 }, ['/headcount']],
      [{ headcount: '2' }, ['/headcount']],
      [{ headcount: null }, ['/headcount']],
      [{}, ['/headcount']],
      [{ headcount: 1, more: 1 }, ['/more']],
      [{ headcount: 1, note: '长'.repeat(501) }, ['/note']],
      [{ headcount: 1, abnormal: [{ note: 'x' }] }, ['/abnormal/0/studentNo']],
      [{ headcount: 1, abnormal: [abnormal(PEOPLE.wang)] }, ['/abnormal/0/studentNo']],
      [{ headcount: 1, abnormal: [abnormal(NINE), abnormal(NINE, 'y')] }, ['/abnormal/1/studentNo']],
      [{ headcount: 9, abnormal: [abnormal(PEOPLE.wang)] }, ['/headcount', '/abnormal/0/studentNo']],
      [{ headcount: 1, abnormal: {} }, ['/abnormal']],
      [[], ['']],
    ];
    for (const [body, expected] of cases) {
      const answer = await teacher.put(ONE, body);
      expect(answer.status, JSON.stringify(body)).to.equal(422);
      expect(pointers(answer.body), JSON.stringify(body)).to.deep.equal(expected);
    }
    expect((await teacher.put(ONE, '{')).status).to.equal(400);
    expect((await teacher.get(ONE)).body.revision).to.equal(0);
    const suspended = { studentNo: '201982410103', note: '住院' };
    expect((await teacher.put(ONE, { headcount: 0, abnormal: [suspended] })).status).to.equal(200);
  });

  it('is for whoever has the class today, its department and the school', async () => {
    await world.importRoster({ staff: '工号,姓名,职责,管辖范围\n10021,柳主任,系部负责人,航修\n' });
    const repair: Someone = { personNo: '10021', type: 'staff', name: '柳主任' };
    for (const [who, headcount] of [
      [repair, 1],
      [PEOPLE.office, 2],
    ] as const) {
      const answer = await (await world.as(who)).put(ONE, { headcount });
      expect(answer.body.updatedBy.name).to.equal(who.name);
    }
    for (const who of [PEOPLE.teacher, PEOPLE.contact, PEOPLE.nobody]) {
      const client = await world.as(who);
      for (const path of [ONE, `${ONE}/history`]) expect((await client.get(path)).status, who.name).to.equal(404);
      expect((await client.put(ONE, { headcount: 1 })).status).to.equal(404);
      expect((await client.get(BASE)).body.items).to.deep.equal([]);
    }
    expect((await (await world.as(PEOPLE.offApp)).put(ONE, { headcount: 1 })).status).to.equal(403);
    world.setTime('2021-01-22');
    await world.importRoster({
      staff: '工号,姓名,职责,管辖范围\n10012,何老师,班主任,191112\n10011,林老师,班主任,198241\n',
    });
    expect((await (await world.as(PEOPLE.otherTeacher)).get(ONE)).status).to.equal(404);
    const present = await (await world.as(PEOPLE.teacher)).get(ONE);
    expect(present.body.headcount).to.equal(2);
  });

  it('tells a class in the app, which is not followed up, from one that is not there', async () => {
    for (const method of ['get', 'put'] as const) {
      const inApp = await teacher[method](`${BASE}/${DAY}/191112`, method === 'put' ? { headcount: 0 } : {});
      expect([inApp.status, inApp.body.type]).to.deep.equal([409, 'urn:checkin:problem:not-followed-up']);
    }
    expect((await teacher.get(`${BASE}/${DAY}/none`)).status).to.equal(404);
    expect((await teacher.get(`/api/campaigns/none/follow-ups/${DAY}/198241`)).status).to.equal(404);
    await world.apply(aCampaign({ followUp: [], exclude: [] }));
    expect((await teacher.get(ONE)).status).to.equal(409);
    expect((await teacher.get(`${BASE}/2021-01-20/198241`)).status).to.equal(200);
  });

  it('follows the roster of each day: who came later is expected later', async () => {
    await world.importRoster({ students: `${HEAD}201982410105,卫新,航修,198241,2019级,在读,\n` });
    expect((await teacher.get(`${BASE}/2021-01-20/198241`)).body.expected).to.equal(2);
    expect((await teacher.get(ONE)).body.expected).to.equal(3);
    const early = { headcount: 2, abnormal: [{ studentNo: '201982410105', note: '' }] };
    expect((await teacher.put(`${BASE}/2021-01-20/198241`, early)).status).to.equal(422);
    expect((await teacher.put(ONE, early)).status).to.equal(200);
  });

  it('lists the days by class, entered and missing, page by page', async () => {
    await teacher.put(`${BASE}/2021-01-19/198241`, { headcount: 2, abnormal: [abnormal(NINE, '咳嗽')] });
    const range = { from: '2021-01-18', to: DAY };
    const days = async (query: object) => {
      const { body } = await teacher.get(BASE, { ...range, ...query });
      return body.items.map(({ date }: { date: string }) => date);
    };
    expect(await days({})).to.deep.equal(['2021-01-18', '2021-01-19', '2021-01-20', DAY]);
    expect(await days({ state: 'missing' })).to.deep.equal(['2021-01-18', '2021-01-20', DAY]);
    expect(await days({ state: 'entered' })).to.deep.equal(['2021-01-19']);
    const first = await teacher.get(BASE, { ...range, limit: 3 });
    const next = await teacher.get(BASE, { ...range, limit: 3, cursor: first.body.nextCursor });
    expect([first.body.items.length, next.body.items.length, next.body.nextCursor]).to.deep.equal([3, 1, null]);
    expect(first.body.items[1]).to.deep.include({ headcount: 2, note: '' });
    expect(first.body.items[1].abnormal[0].name).to.equal('郑九');
    expect((await teacher.get(BASE)).body.items).to.have.length(1);
    for (const bad of [{ from: '2020-01-01' }, { to: 'x' }, { cursor: 'x' }, { limit: 0 }, { state: 'odd' }])
      expect((await teacher.get(BASE, bad)).status, JSON.stringify(bad)).to.equal(422);
  });

  it('keeps what was entered unreadable, and on record who wrote and who read it', async () => {
    await teacher.put(ONE, { headcount: 2, abnormal: [abnormal(NINE, '发热送医')], note: '家长已知' });
    const rows = JSON.stringify(await world.database.knex('checkin_follow_up'));
    for (const word of ['发热', '家长', NINE.personNo, 'headcount']) expect(rows).not.to.contain(word);
    const office = await world.as(PEOPLE.office);
    for (const path of [ONE, `${ONE}/history`, BASE]) await office.get(path);
    const [entered] = await records('follow-up.enter');
    expect(entered).to.include({ actor_no: '10012', people: 1, campaign_code: 'winter' });
    expect(entered.detail).to.contain('198241').and.not.to.contain('发热');
    const read = await records('follow-up.read');
    expect(read.map(({ actor_no }) => actor_no)).to.deep.equal(['10030', '10030', '10030']);
  });

  it('keeps both of two who write at once, and stops the one who has not seen the other', async () => {
    const office = await world.as(PEOPLE.office);
    const clients = [teacher, office, teacher, office];
    const answers = await Promise.all(
      clients.map((client, index) => client.put(ONE, { headcount: index % 3, note: `第 ${index} 个` })),
    );
    for (const { status } of answers) expect(status).to.be.oneOf([200, 409]);
    const stored = answers.filter(({ status }) => status === 200).map(({ body }) => body.revision);
    expect(stored.sort()).to.deep.equal(stored.map((_, index) => index + 1));
    const blind = await teacher.put(ONE, { headcount: 1, note: '没看到', revision: 0 });
    expect([blind.status, blind.body.type]).to.deep.equal([409, 'urn:checkin:problem:conflict']);
    const seen = await teacher.put(ONE, { headcount: 1, note: '看到了', revision: stored.length });
    expect(seen.body.revision).to.equal(stored.length + 1);
  });

  it('is handed to the brief as it stands, of all classes', async () => {
    await teacher.put(ONE, { headcount: 2, abnormal: [abnormal(NINE, '咳嗽')], note: '家长已知' });
    const { knex } = world.database;
    const campaign = await getCampaign(knex, 'winter');
    const common = { classCode: '198241', departmentCode: '航修', expected: 2 };
    expect(await followUpsOfDay(knex, world.vault, { campaign, date: DAY })).to.deep.equal([
      {
        ...common,
        headcount: 2,
        abnormal: [{ studentNo: NINE.personNo, name: '郑九', note: '咳嗽' }],
        note: '家长已知',
        by: { personNo: '10012', name: '何老师', duty: '班主任' },
        at: world.now,
      },
    ]);
    const [before] = await followUpsOfDay(knex, world.vault, { campaign, date: '2021-01-20' });
    expect(before).to.deep.equal({ ...common, headcount: null, abnormal: [], note: '', by: null, at: null });
  });
});
