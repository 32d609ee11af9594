import { expect } from 'chai';
import { aFever, aReport, createWorld, PEOPLE } from '../support/world';

const REVIEWS = '/api/campaigns/winter/reviews';

describe('staff review', () => {
  const world = createWorld();

  async function feverish(who = PEOPLE.wang): Promise<void> {
    await (await world.as(who)).submit(aFever());
  }

  async function statusOf(who = PEOPLE.wang, date = world.today): Promise<string> {
    const history = await (await world.as(who)).get(`/api/campaigns/winter/reports/${who.personNo}/${date}/history`);
    return history.body.status;
  }

  it('the whole story: sent back, filled in again, settled', async () => {
    await feverish();
    const teacher = await world.as(PEOPLE.teacher);
    const queue = await teacher.get(REVIEWS);
    expect(queue.body.items).to.have.length(1);
    expect(queue.body.items[0]).to.include({ studentNo: PEOPLE.wang.personNo, revision: 1, timesReturned: 0 });
    expect(queue.body.items[0].flags).to.deep.equal(['temperature', 'symptoms']);

    const returned = await teacher.decide('return', PEOPLE.wang, { note: '请重新量一次' });
    expect(returned.status).to.equal(200);
    expect(returned.body.results).to.deep.equal([
      { studentNo: PEOPLE.wang.personNo, date: '2021-01-21', status: 'returned' },
    ]);
    expect((await teacher.get(REVIEWS)).body.items).to.have.length(0);

    world.setTime('2021-01-23');
    const wang = await world.as(PEOPLE.wang);
    const mine = await wang.get('/api/campaigns/winter/reports/mine', { from: '2021-01-21', to: '2021-01-21' });
    expect(mine.body.items[0].status).to.equal('returned');
    expect(mine.body.items[0].review).to.deep.include({ decision: 'return', note: '请重新量一次' });
    const refill = await wang.submit(aReport(), '2021-01-21');
    expect(refill.status).to.equal(200);
    expect(refill.body).to.include({ date: '2021-01-21', revision: 2, status: 'normal' });

    const again = await world.as(PEOPLE.teacher);
    const history = await again.get(`/api/campaigns/winter/reports/${PEOPLE.wang.personNo}/2021-01-21/history`);
    expect(history.body.revisions.map(({ answers }: { answers: object }) => answers)).to.deep.equal([
      aFever(),
      aReport(),
    ]);
    expect(history.body.reviews).to.have.length(1);
    expect(history.body.reviews[0]).to.deep.include({
      decision: 'return',
      fromStatus: 'pending',
      toStatus: 'returned',
    });
    expect(history.body.reviews[0].reviewer).to.deep.equal({ personNo: '10011', name: '林老师', duty: '班主任' });
  });

  it('takes the same answers as a new revision when they were sent back', async () => {
    await feverish();
    await (await world.as(PEOPLE.teacher)).decide('return', PEOPLE.wang, { note: '确定吗' });
    const again = await (await world.as(PEOPLE.wang)).submit(aFever());
    expect(again.status).to.equal(200);
    expect(again.body).to.include({ revision: 2, status: 'pending' });
  });

  type Step = [decision: string, status: number | string];
  const LIVES: [string, object, Step[]][] = [
    [
      'pending → confirmed → pending → cleared',
      aFever(),
      [
        ['confirm', 'confirmed'],
        ['reopen', 'pending'],
        ['clear', 'cleared'],
      ],
    ],
    [
      'cleared → returned → cleared',
      aFever(),
      [
        ['clear', 'cleared'],
        ['return', 'returned'],
        ['reopen', 'cleared'],
      ],
    ],
    [
      'confirmed → returned → confirmed',
      aFever(),
      [
        ['confirm', 'confirmed'],
        ['return', 'returned'],
        ['reopen', 'confirmed'],
      ],
    ],
    [
      'normal → returned → normal',
      aReport(),
      [
        ['return', 'returned'],
        ['reopen', 'normal'],
      ],
    ],
    [
      'normal can be neither confirmed, cleared nor reopened',
      aReport(),
      [
        ['confirm', 409],
        ['clear', 409],
        ['reopen', 409],
      ],
    ],
    ['pending cannot be reopened', aFever(), [['reopen', 409]]],
    [
      'confirmed cannot be confirmed or cleared',
      aFever(),
      [
        ['confirm', 'confirmed'],
        ['confirm', 409],
        ['clear', 409],
      ],
    ],
    [
      'returned cannot be returned, confirmed or cleared',
      aFever(),
      [
        ['return', 'returned'],
        ['return', 409],
        ['confirm', 409],
        ['clear', 409],
      ],
    ],
  ];
  for (const [what, answers, steps] of LIVES)
    it(`follows a report's life: ${what}`, async () => {
      await (await world.as(PEOPLE.wang)).submit(answers);
      const teacher = await world.as(PEOPLE.teacher);
      for (const [decision, expected] of steps) {
        const before = await statusOf();
        const answer = await teacher.decide(decision, PEOPLE.wang, { note: '说明' });
        if (typeof expected === 'number') {
          expect(answer.status).to.equal(expected);
          expect(answer.body.type).to.match(/decision-conflict$/);
          expect(await statusOf()).to.equal(before);
        } else {
          expect(answer.body.results[0].status).to.equal(expected);
          expect(await statusOf()).to.equal(expected);
        }
      }
    });

  it('needs a word of why to send a report back', async () => {
    await feverish();
    const teacher = await world.as(PEOPLE.teacher);
    for (const note of [undefined, '', '   ']) {
      const answer = await teacher.decide('return', PEOPLE.wang, { note });
      expect(answer.status).to.equal(422);
      expect(answer.body.errors[0].pointer).to.equal('/note');
    }
    expect((await teacher.decide('confirm', PEOPLE.wang, { note: '长'.repeat(501) })).status).to.equal(422);
    expect(await statusOf()).to.equal('pending');
  });

  it('is told when the student has sent another revision meanwhile', async () => {
    const wang = await world.as(PEOPLE.wang);
    await wang.submit(aReport());
    await wang.submit(aReport({ temperature: 36.9 }));
    const teacher = await world.as(PEOPLE.teacher);
    const stale = await teacher.decide('return', PEOPLE.wang, { note: '重填', revision: 1 });
    expect(stale.status).to.equal(409);
    expect(stale.body.type).to.match(/revision-conflict$/);
    expect((await teacher.decide('return', PEOPLE.wang, { note: '重填', revision: 2 })).status).to.equal(200);
  });

  it('leaves one decision when two decide at once; the other is told', async () => {
    await feverish();
    const clients = await Promise.all(
      [PEOPLE.teacher, PEOPLE.contact, PEOPLE.office, PEOPLE.teacher].map((who) => world.as(who)),
    );
    const answers = await Promise.all(
      clients.map((client, index) => client.decide(index % 2 ? 'confirm' : 'clear', PEOPLE.wang)),
    );
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 409, 409, 409]);
    const history = await clients[0]?.get(`/api/campaigns/winter/reports/${PEOPLE.wang.personNo}/2021-01-21/history`);
    expect(history?.body.reviews).to.have.length(1);
  });

  it('decides many at once, each for itself', async () => {
    await feverish();
    await feverish(PEOPLE.li);
    const teacher = await world.as(PEOPLE.teacher);
    const reports = [
      { studentNo: PEOPLE.wang.personNo, date: '2021-01-21' },
      { studentNo: PEOPLE.zhao.personNo, date: '2021-01-21' },
      { studentNo: PEOPLE.qian.personNo, date: '2021-01-21' },
      { studentNo: PEOPLE.li.personNo, date: '2021-01-21', revision: 7 },
      { studentNo: PEOPLE.wang.personNo, date: '2021-01-21' },
    ];
    const answer = await teacher.post(REVIEWS, { decision: 'confirm', reports });
    expect(answer.status).to.equal(200);
    const { results } = answer.body;
    expect(results[0].status).to.equal('confirmed');
    expect(results.slice(1).map(({ problem }: { problem: { status: number } }) => problem.status)).to.deep.equal([
      404, 404, 409, 409,
    ]);
    expect(await statusOf(PEOPLE.li)).to.equal('pending');
  });

  it('is limited to the scope: others are told that there is nothing', async () => {
    await feverish();
    for (const who of [PEOPLE.otherTeacher]) {
      const client = await world.as(who);
      expect((await client.decide('confirm', PEOPLE.wang)).status).to.equal(404);
      expect((await client.get(REVIEWS)).body.items).to.have.length(0);
      const path = `/api/campaigns/winter/reports/${PEOPLE.wang.personNo}/2021-01-21/history`;
      expect((await client.get(path)).status).to.equal(404);
    }
    for (const who of [PEOPLE.contact, PEOPLE.office]) {
      const client = await world.as(who);
      expect((await client.get(REVIEWS)).body.items).to.have.length(1);
    }
    const li = await world.as(PEOPLE.li);
    expect((await li.get(`/api/campaigns/winter/reports/${PEOPLE.wang.personNo}/2021-01-21/history`)).status).to.equal(
      404,
    );
    expect((await li.get(REVIEWS)).status).to.equal(403);
    expect((await li.decide('confirm', PEOPLE.wang)).status).to.equal(403);
  });

  it('shows the department and the office as such in the history', async () => {
    await feverish();
    await (await world.as(PEOPLE.contact)).decide('confirm', PEOPLE.wang);
    await (await world.as(PEOPLE.office)).decide('reopen', PEOPLE.wang);
    const teacher = await world.as(PEOPLE.teacher);
    const history = await teacher.get(`/api/campaigns/winter/reports/${PEOPLE.wang.personNo}/2021-01-21/history`);
    const duties = history.body.reviews.map(({ reviewer }: { reviewer: { duty: string } }) => reviewer.duty);
    expect(duties).to.deep.equal(['系部负责人', '学工处']);
  });

  it('follows the student: the present class teacher decides, who lost the class sees nothing', async () => {
    await feverish();
    world.setTime('2021-01-22');
    await world.importRoster({
      students: '学号,姓名,系部,班级,年级,学籍状态,学生类别\n201911110101,王一,航制,191112,2019级,在读,\n',
    });
    const present = await world.as(PEOPLE.otherTeacher);
    expect((await present.get(REVIEWS)).body.items).to.have.length(1);
    expect((await present.decide('clear', PEOPLE.wang, { date: '2021-01-21' })).status).to.equal(200);
    const past = await world.as(PEOPLE.teacher);
    expect((await past.decide('reopen', PEOPLE.wang, { date: '2021-01-21' })).status).to.equal(200);
    await world.importRoster({ staff: '工号,姓名,职责,管辖范围\n10011,林老师,班主任,191112\n' });
    await world.importRoster({ staff: '工号,姓名,职责,管辖范围\n10012,何老师,班主任,198241\n' });
    expect((await (await world.as(PEOPLE.otherTeacher)).get(REVIEWS)).body.items).to.have.length(0);
  });

  it('pages through the queue, oldest first, without losing or repeating anybody', async () => {
    for (const who of [PEOPLE.qian, PEOPLE.wang, PEOPLE.sun, PEOPLE.li]) {
      await feverish(who);
      world.advance(1000);
    }
    const office = await world.as(PEOPLE.office);
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await office.get(REVIEWS, { limit: 2, cursor });
      expect(page.status).to.equal(200);
      seen.push(...page.body.items.map(({ name }: { name: string }) => name));
      cursor = page.body.nextCursor ?? '';
    } while (cursor);
    expect(seen).to.deep.equal(['钱四', '王一', '孙五', '李二']);
    expect((await office.get(REVIEWS, { class: '191111' })).body.items).to.have.length(2);
    expect((await office.get(REVIEWS, { date: '2021-01-20' })).body.items).to.have.length(0);
    for (const bad of [{ cursor: 'x' }, { limit: 0 }, { limit: 201 }, { status: 'odd' }, { date: '2021-02-30' }])
      expect((await office.get(REVIEWS, bad)).status).to.equal(422);
  });

  it('shows the day before and how often somebody was sent back', async () => {
    world.setTime('2021-01-20');
    await (await world.as(PEOPLE.wang)).submit(aFever({ temperature: 37.9 }));
    await (await world.as(PEOPLE.teacher)).decide('return', PEOPLE.wang, { note: '重量' });
    world.setTime('2021-01-21');
    await feverish();
    const [item] = (await (await world.as(PEOPLE.teacher)).get(REVIEWS)).body.items;
    expect(item.dayBefore.temperature).to.equal(37.9);
    expect(item.timesReturned).to.equal(1);
  });

  it('leaves an audit record of reading, of history and of deciding, with the people concerned', async () => {
    await feverish();
    const teacher = await world.as(PEOPLE.teacher);
    await teacher.get(REVIEWS);
    await teacher.get(`/api/campaigns/winter/reports/${PEOPLE.wang.personNo}/2021-01-21/history`);
    await teacher.decide('confirm', PEOPLE.wang);
    const records = await world.database
      .knex('checkin_audit as a')
      .join('checkin_audit_subject as s', 's.audit_id', 'a.id')
      .where('a.actor_no', '10011')
      .orderBy('a.action')
      .select('a.action', 'a.people', 's.person_no');
    expect(records.map(({ action }) => action)).to.deep.equal(['report.history', 'report.read', 'review.decide']);
    for (const record of records) expect(record).to.include({ people: 1, person_no: PEOPLE.wang.personNo });
  });
});
