import { expect } from 'chai';
import { aFever, aReport, type Client, createWorld, PEOPLE, type Someone } from '../support/world';

const CASES = '/api/campaigns/winter/cases';
const HEAD = '学号,姓名,系部,班级,年级,学籍状态,学生类别\n';
const MOVED = `${HEAD}201911110101,王一,航制,191112,2019级,在读,\n`;

interface Entry {
  kind: string;
  date: string;
  note: string;
}

describe('异常跟进', () => {
  const world = createWorld();
  let teacher: Client;

  beforeEach(async () => {
    teacher = await world.as(PEOPLE.teacher);
  });

  async function fever(who: Someone = PEOPLE.wang, by = teacher): Promise<void> {
    await (await world.as(who)).submit(aFever());
    expect((await by.decide('confirm', who)).status).to.equal(200);
  }
  const open = async (client = teacher) => (await client.get(CASES)).body.items;
  const closed = async (client = teacher) => (await client.get(CASES, { state: 'closed' })).body.items;
  const story = async (id: number, client = teacher) => (await client.get(`${CASES}/${id}`)).body;
  const kinds = async (id: number) => (await story(id)).entries.map(({ kind }: Entry) => kind);
  const write = (id: number, what: string, body: object, client = teacher) =>
    client.post(`${CASES}/${id}/${what}`, body);

  it('the whole story: confirmed, in hospital, at home, well again, closed', async () => {
    await fever();
    const [item] = await open();
    expect(item).to.deep.include({
      studentNo: PEOPLE.wang.personNo,
      name: '王一',
      class: { code: '191111', name: '191111' },
      department: { code: '航制', name: '航制' },
      state: 'open',
      since: '2021-01-21',
      openedAt: '2021-01-21T00:00:00.000Z',
      notedAt: null,
      closedAt: null,
      step: null,
      outcome: null,
      reports: ['2021-01-21'],
    });
    world.setTime('2021-01-21', '20:00');
    teacher = await world.as(PEOPLE.teacher);
    const noted = await write(item.id, 'notes', { step: 'hospital', note: ' 父亲送去县医院 ' });
    expect(noted.status).to.equal(201);
    expect(noted.body).to.include({ step: 'hospital', notedAt: '2021-01-21T12:00:00.000Z' });
    world.setTime('2021-01-22', '09:00');
    teacher = await world.as(PEOPLE.teacher);
    await (await world.as(PEOPLE.wang)).submit(aReport({ temperature: 37.2 }));
    await write(item.id, 'notes', { note: '退烧了', step: 'home' }, await world.as(PEOPLE.contact));
    const ended = await write(item.id, 'close', { outcome: 'recovered', note: '三天不烧' });
    expect([ended.status, ended.body.state, ended.body.outcome]).to.deep.equal([200, 'closed', 'recovered']);
    const told = await story(item.id);
    expect(
      told.entries.map(({ kind, note, by }: Entry & { by: { duty: string } }) => [kind, note, by.duty]),
    ).to.deep.equal([
      ['report', '', '班主任'],
      ['note', '父亲送去县医院', '班主任'],
      ['note', '退烧了', '系部负责人'],
      ['close', '三天不烧', '班主任'],
    ]);
    expect(told.days.map(({ date, status }: { date: string; status: string }) => [date, status])).to.deep.equal([
      ['2021-01-21', 'confirmed'],
      ['2021-01-22', 'normal'],
    ]);
    expect(told.days[0].answers.temperature).to.equal(38.6);
    expect(told.days[0].flags).to.deep.equal(['temperature', 'symptoms']);
    expect(told.days[0].reviews[0]).to.include({ decision: 'confirm', decidedAt: '2021-01-21T00:00:00.000Z' });
    expect([(await open()).length, (await closed()).length]).to.deep.equal([0, 1]);
  });

  it('has one open case a student: a second confirmed report joins it', async () => {
    await fever();
    const [{ id }] = await open();
    world.setTime('2021-01-22');
    teacher = await world.as(PEOPLE.teacher);
    await fever();
    expect(await open()).to.have.length(1);
    expect((await open())[0].reports).to.deep.equal(['2021-01-21', '2021-01-22']);
    await write(id, 'close', { outcome: 'harmless' });
    world.setTime('2021-01-23');
    teacher = await world.as(PEOPLE.teacher);
    await fever();
    const [next] = await open();
    expect(next.id).not.to.equal(id);
    const back = await write(id, 'reopen', {});
    expect(back.status).to.equal(409);
    expect(back.body.detail).to.contain('已有一个正在进行的跟进');
  });

  it('opens for nothing but a confirmed report', async () => {
    await (await world.as(PEOPLE.wang)).submit(aFever());
    await teacher.decide('clear', PEOPLE.wang);
    await (await world.as(PEOPLE.li)).submit(aFever());
    await teacher.decide('return', PEOPLE.li, { note: '重量' });
    expect(await open()).to.deep.equal([]);
    expect((await closed()).length).to.equal(0);
  });

  it('goes when the confirmation is taken back at once, and comes back with it', async () => {
    await fever();
    const [{ id }] = await open();
    await teacher.decide('reopen', PEOPLE.wang);
    expect(await open()).to.deep.equal([]);
    expect((await closed())[0]).to.include({ id, outcome: 'withdrawn' });
    await teacher.decide('confirm', PEOPLE.wang);
    expect((await open())[0]).to.include({ id, outcome: null, closedAt: null });
    expect(await kinds(id)).to.deep.equal(['report', 'withdraw', 'report']);
  });

  it('stays when somebody has written in it, and says what became of the report', async () => {
    await fever();
    const [{ id }] = await open();
    await write(id, 'notes', { note: '在家休息' });
    await teacher.decide('reopen', PEOPLE.wang);
    await teacher.decide('clear', PEOPLE.wang);
    const told = await story(id);
    expect(told.state).to.equal('open');
    expect(
      told.entries.slice(2).map(({ kind, decision }: { kind: string; decision: string }) => [kind, decision]),
    ).to.deep.equal([
      ['review', 'reopen'],
      ['review', 'clear'],
    ]);
    await write(id, 'close', { outcome: 'harmless' });
    await teacher.decide('return', PEOPLE.wang, { note: '重填' });
    await teacher.decide('reopen', PEOPLE.wang);
    expect((await story(id)).entries).to.have.length(7);
    expect((await closed())[0].outcome).to.equal('harmless');
  });

  it('stays when a confirmed report is sent back, and while that is undone', async () => {
    await fever();
    const [{ id }] = await open();
    await teacher.decide('return', PEOPLE.wang, { note: '重填' });
    expect((await open())[0].id).to.equal(id);
    await teacher.decide('reopen', PEOPLE.wang);
    expect(await kinds(id)).to.deep.equal(['report', 'review', 'review']);
    expect((await open())[0].id).to.equal(id);
  });

  it('opens for those of many that could be decided', async () => {
    await (await world.as(PEOPLE.wang)).submit(aFever());
    const { knex } = world.database;
    const answer = await teacher.post('/api/campaigns/winter/reviews', {
      decision: 'confirm',
      reports: [
        { studentNo: PEOPLE.wang.personNo, date: '2021-01-21' },
        { studentNo: PEOPLE.li.personNo, date: '2021-01-21' },
      ],
    });
    expect(answer.body.results.map(({ problem }: { problem?: { status: number } }) => problem?.status)).to.deep.equal([
      undefined,
      404,
    ]);
    expect(await knex('checkin_case')).to.have.length(1);
    expect(await knex('checkin_case_entry')).to.have.length(1);
  });

  it('is opened by hand for whoever was found abnormal outside the app', async () => {
    const other = await world.as(PEOPLE.otherTeacher);
    const about = { studentNo: PEOPLE.offApp.personNo, date: '2021-01-20', note: '发热，已去医院', step: 'hospital' };
    const entered = { headcount: 1, abnormal: [{ studentNo: PEOPLE.offApp.personNo, note: '38.5 ℃' }] };
    await other.put('/api/campaigns/winter/follow-ups/2021-01-20/198241', entered);
    const first = await other.post(CASES, about);
    expect(first.status).to.equal(201);
    expect(first.body).to.deep.include({ since: '2021-01-20', step: 'hospital', reports: [], state: 'open' });
    expect((await other.post(CASES, about)).status).to.equal(200);
    const again = await other.post(CASES, { studentNo: PEOPLE.offApp.personNo, note: '已退烧' });
    expect([again.status, again.body.id]).to.deep.equal([200, first.body.id]);
    const told = await story(first.body.id, other);
    expect(told.entries.map(({ note }: Entry) => note)).to.deep.equal(['发热，已去医院', '已退烧']);
    expect(told.findings).to.have.length(1);
    expect(told.findings[0]).to.deep.include({ date: '2021-01-20', note: '38.5 ℃' });
    const cases: [body: object, status: number][] = [
      [{ ...about, studentNo: PEOPLE.wang.personNo }, 404],
      [{ ...about, studentNo: '999' }, 404],
      [{ ...about, date: '2021-01-22' }, 409],
      [{ ...about, date: '2020-01-22' }, 422],
      [{ ...about, note: '  ' }, 422],
      [{ ...about, step: 'odd' }, 422],
      [{ studentNo: PEOPLE.offApp.personNo }, 422],
    ];
    for (const [body, status] of cases)
      expect((await other.post(CASES, body)).status, JSON.stringify(body)).to.equal(status);
  });

  it('refuses what says nothing, what is not there, and what its state forbids', async () => {
    await fever();
    const [{ id }] = await open();
    const cases: [what: string, body: object, status: number][] = [
      ['notes', {}, 422],
      ['notes', { note: '  ' }, 422],
      ['notes', { note: '长'.repeat(501) }, 422],
      ['notes', { note: 'x', more: 1 }, 422],
      ['close', {}, 422],
      ['close', { outcome: 'withdrawn' }, 422],
      ['close', { outcome: 'other', note: ' ' }, 422],
      ['reopen', {}, 409],
      ['close', { outcome: 'other', note: '已转学' }, 200],
      ['close', { outcome: 'recovered' }, 409],
      ['notes', { note: '还在烧' }, 409],
      ['reopen', { note: '又烧了' }, 200],
      ['notes', { note: '还在烧' }, 201],
    ];
    for (const [what, body, status] of cases)
      expect((await write(id, what, body)).status, `${what} ${JSON.stringify(body)}`).to.equal(status);
    for (const odd of ['0', 'x', '9999999', '1e3', '12345678901'])
      expect((await teacher.get(`${CASES}/${odd}`)).status, odd).to.equal(404);
    for (const bad of [{ state: 'odd' }, { cursor: 'x' }, { limit: 201 }])
      expect((await teacher.get(CASES, bad)).status).to.equal(422);
  });

  it('writes a form that was sent twice once, and both of two who write at once', async () => {
    await fever();
    const [{ id }] = await open();
    await write(id, 'notes', { note: '退烧了' });
    await write(id, 'notes', { note: '退烧了' });
    expect(await kinds(id)).to.deep.equal(['report', 'note']);
    const contact = await world.as(PEOPLE.contact);
    const answers = await Promise.all(
      [teacher, contact, teacher, contact].map((client, index) =>
        write(id, 'notes', { note: `第 ${index} 个` }, client),
      ),
    );
    expect(answers.map(({ status }) => status)).to.deep.equal([201, 201, 201, 201]);
    expect((await story(id)).entries).to.have.length(6);
    const ends = await Promise.all(
      [teacher, contact].map((client) => write(id, 'close', { outcome: 'recovered' }, client)),
    );
    expect(ends.map(({ status }) => status).sort()).to.deep.equal([200, 409]);
  });

  it('opens one case for two reports that are confirmed at once', async () => {
    await (await world.as(PEOPLE.wang)).submit(aFever());
    world.setTime('2021-01-22');
    await (await world.as(PEOPLE.wang)).submit(aFever());
    const [one, other] = [await world.as(PEOPLE.teacher), await world.as(PEOPLE.office)];
    const answers = await Promise.all([
      one.decide('confirm', PEOPLE.wang, { date: '2021-01-21' }),
      other.decide('confirm', PEOPLE.wang, { date: '2021-01-22' }),
    ]);
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
    const cases = await open(other);
    expect(cases).to.have.length(1);
    expect(cases[0].reports).to.deep.equal(['2021-01-21', '2021-01-22']);
  });

  it('is limited to the scope of today, and goes with the student who moves', async () => {
    await fever();
    const [{ id }] = await open();
    for (const who of [PEOPLE.contact, PEOPLE.office, PEOPLE.nobody])
      expect(await open(await world.as(who))).to.have.length(1);
    const other = await world.as(PEOPLE.otherTeacher);
    expect(await open(other)).to.deep.equal([]);
    expect((await other.get(`${CASES}/${id}`)).status).to.equal(404);
    for (const what of ['notes', 'close', 'reopen'])
      expect((await write(id, what, { note: 'x', outcome: 'recovered' }, other)).status).to.be.oneOf([404, 422]);
    expect((await write(id, 'notes', { note: 'x' }, other)).status).to.equal(404);
    expect((await (await world.as(PEOPLE.wang)).get(CASES)).status).to.equal(403);
    world.setTime('2021-01-22');
    await world.importRoster({ students: MOVED });
    const present = await world.as(PEOPLE.otherTeacher);
    expect((await open(present))[0].class.code).to.equal('191112');
    await (await world.as(PEOPLE.wang)).submit(aReport({ temperature: 36.9 }));
    expect((await story(id, present)).days).to.have.length(2);
    const past = await world.as(PEOPLE.teacher);
    expect((await story(id, past)).days.map(({ date }: { date: string }) => date)).to.deep.equal(['2021-01-21']);
    expect((await write(id, 'notes', { note: '交给何老师' }, past)).status).to.equal(201);
    expect((await write(id, 'notes', { note: '收到' }, present)).status).to.equal(201);
    await world.importRoster({ staff: '工号,姓名,职责,管辖范围\n10012,何老师,班主任,198241\n' });
    expect((await (await world.as(PEOPLE.otherTeacher)).get(`${CASES}/${id}`)).status).to.equal(404);
  });

  it('pages the open ones oldest first, and the closed ones latest first', async () => {
    const office = await world.as(PEOPLE.office);
    for (const who of [PEOPLE.qian, PEOPLE.wang, PEOPLE.sun]) {
      await fever(who, office);
      world.advance(1000);
    }
    const names = async (state: string) => {
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await office.get(CASES, { state, limit: 2, cursor });
        seen.push(...body.items.map(({ name }: { name: string }) => name));
        cursor = body.nextCursor ?? '';
      } while (cursor);
      return seen;
    };
    expect(await names('open')).to.deep.equal(['钱四', '王一', '孙五']);
    for (const { id } of await open(office)) {
      await write(id, 'close', { outcome: 'harmless' }, office);
      world.advance(1000);
    }
    expect(await names('closed')).to.deep.equal(['孙五', '王一', '钱四']);
    world.setTime('2021-04-02');
    const late = await world.as(PEOPLE.office);
    const [last] = await closed(late);
    expect((await write(last.id, 'reopen', { note: '又发热' }, late)).status).to.equal(200);
    expect((await story(last.id, late)).state).to.equal('open');
  });

  it('keeps what was written unreadable, and on record who wrote and who read it', async () => {
    await fever();
    const [{ id }] = await open();
    await write(id, 'notes', { note: '送县医院', step: 'hospital' });
    await write(id, 'close', { outcome: 'recovered', note: '已痊愈' });
    await write(id, 'reopen', {});
    await story(id);
    const { knex } = world.database;
    const rows = JSON.stringify([await knex('checkin_case'), await knex('checkin_case_entry')]);
    for (const word of ['县医院', '痊愈', 'hospital', 'recovered']) expect(rows).not.to.contain(word);
    const records = await knex('checkin_audit').where('action', 'like', 'case.%').orderBy('id').pluck('action');
    expect(records.sort()).to.deep.equal(['case.close', 'case.read', 'case.read', 'case.reopen', 'case.write']);
  });
});
