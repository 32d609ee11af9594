import { expect } from 'chai';
import { aCampaign, aFever, aReport, createWorld, PEOPLE } from '../support/world';

describe('a student reports', () => {
  const world = createWorld();

  it('is answered with a receipt after the first report, 200 for a correction', async () => {
    const wang = await world.as(PEOPLE.wang);
    const first = await wang.submit(aReport());
    expect(first.status).to.equal(201);
    expect(first.body).to.include({ date: '2021-01-21', status: 'normal', revision: 1 });
    expect(first.body.submittedAt).to.equal('2021-01-21T00:00:00.000Z');
    expect(first.body.flags).to.deep.equal([]);
    expect(first.body.receipt).to.match(/^[2-9A-Z]{3}(-[2-9A-Z]{3}){3}$/);
    world.advance(60_000);
    const second = await wang.submit(aReport({ temperature: 36.8 }));
    expect(second.status).to.equal(200);
    expect(second.body).to.include({ revision: 2, status: 'normal', submittedAt: '2021-01-21T00:01:00.000Z' });
  });

  it('may send the same again, which stores nothing', async () => {
    const wang = await world.as(PEOPLE.wang);
    const first = await wang.submit(aReport());
    world.advance(60_000);
    const again = await wang.submit(aReport());
    expect(again.status).to.equal(200);
    expect(again.body).to.deep.equal(first.body);
    world.setTime('2021-01-22');
    const nextDay = await (await world.as(PEOPLE.wang)).submit(aReport(), '2021-01-21');
    expect(nextDay.status).to.equal(200);
    expect(nextDay.body.revision).to.equal(1);
  });

  const FLAGS: [string, object, string[]][] = [
    ['37.3 ℃ is no flag', { temperature: 37.3 }, []],
    ['37.4 ℃ is one', { temperature: 37.4 }, ['temperature']],
    ['a whole number is fine', { temperature: 36 }, []],
    ['a symptom', { symptoms: ['cough'] }, ['symptoms']],
    ['a high-risk area', { highRiskArea: true, highRiskPlaces: '某街道' }, ['high_risk_area']],
    [
      'all three',
      { temperature: 42, symptoms: ['fever', 'cough'], highRiskArea: true, highRiskPlaces: '某街道' },
      ['temperature', 'high_risk_area', 'symptoms'],
    ],
  ];
  for (const [what, answers, flags] of FLAGS)
    it(`is flagged by the notice's rules: ${what}`, async () => {
      const answer = await (await world.as(PEOPLE.wang)).submit(aReport(answers));
      expect(answer.status).to.equal(201);
      expect(answer.body.flags).to.deep.equal(flags);
      expect(answer.body.status).to.equal(flags.length > 0 ? 'pending' : 'normal');
    });

  const BAD: [string, object, string[]][] = [
    ['no temperature', { temperature: undefined }, ['/answers/temperature']],
    ['a temperature as text', { temperature: '36.5' }, ['/answers/temperature']],
    ['a temperature with two decimals', { temperature: 36.55 }, ['/answers/temperature']],
    ['a temperature just off a decimal', { temperature: 37.30000001 }, ['/answers/temperature']],
    ['33.9 ℃', { temperature: 33.9 }, ['/answers/temperature']],
    ['42.1 ℃', { temperature: 42.1 }, ['/answers/temperature']],
    ['an unknown symptom', { symptoms: ['boredom'] }, ['/answers/symptoms/0']],
    ['a symptom twice', { symptoms: ['cough', 'cough'] }, ['/answers/symptoms']],
    ['no promise', { truthful: false }, ['/answers/truthful']],
    ['a high-risk area without a place', { highRiskArea: true }, ['/answers/highRiskPlaces']],
    ['a high-risk area with a blank place', { highRiskArea: true, highRiskPlaces: '  ' }, ['/answers/highRiskPlaces']],
    ['an unknown key', { extra: 1 }, ['/answers/extra']],
    ['a region of two parts', { location: { source: 'gps', region: '四川省/成都市' } }, ['/answers/location/region']],
    ['no region', { location: { source: 'gps' } }, ['/answers/location/region']],
    ['an unknown source', { location: { source: 'guess', region: 'a/b/c' } }, ['/answers/location/source']],
    [
      'a longitude off the globe',
      { location: { source: 'gps', region: 'a/b/c', longitude: 181, latitude: 0 } },
      ['/answers/location/longitude'],
    ],
    ['a long note', { note: '长'.repeat(501) }, ['/answers/note']],
    ['two things wrong', { temperature: 50, truthful: 'yes' }, ['/answers/temperature', '/answers/truthful']],
  ];
  for (const [what, answers, pointers] of BAD)
    it(`is told where: ${what}`, async () => {
      const wang = await world.as(PEOPLE.wang);
      const answer = await wang.submit(aReport(answers));
      expect(answer.status).to.equal(422);
      expect(answer.type).to.equal('application/problem+json');
      expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).to.deep.equal(pointers);
      for (const { message } of answer.body.errors) expect(message).to.match(/[\u4e00-\u9fff]/);
      const days = await wang.get('/api/campaigns/winter/reports/mine', { from: '2021-01-21' });
      expect(days.body.items[0].status).to.equal('unreported');
    });

  it('may leave the note out or empty, and come from abroad', async () => {
    const wang = await world.as(PEOPLE.wang);
    expect((await wang.submit(aReport({ note: '' }))).status).to.equal(201);
    const abroad = { source: 'manual', region: '境外/新加坡' };
    expect((await wang.submit(aReport({ location: abroad }))).status).to.equal(200);
  });

  it('is refused on any day but today', async () => {
    const wang = await world.as(PEOPLE.wang);
    for (const date of ['2021-01-20', '2021-01-22']) {
      const answer = await wang.submit(aReport(), date);
      expect(answer.status).to.equal(409);
      expect(answer.body.type).to.match(/not-today$/);
    }
    for (const date of ['2021-02-30', 'today', '2021-1-21'])
      expect((await wang.submit(aReport(), date)).status).to.equal(422);
  });

  it('cannot change a normal report when its day is over', async () => {
    const wang = await world.as(PEOPLE.wang);
    await wang.submit(aReport());
    world.setTime('2021-01-22', '00:00');
    const late = await (await world.as(PEOPLE.wang)).submit(aReport({ temperature: 36.9 }), '2021-01-21');
    expect(late.status).to.equal(409);
  });

  it('counts by the school clock: 23:59 is today, 00:00 is not', async () => {
    world.setTime('2021-01-21', '23:59');
    const wang = await world.as(PEOPLE.wang);
    expect((await wang.submit(aReport(), '2021-01-21')).status).to.equal(201);
    world.advance(60_000);
    expect((await wang.submit(aReport(), '2021-01-22')).status).to.equal(201);
  });

  it('is not asked when exempt, and hears why', async () => {
    for (const [who, why] of [
      [PEOPLE.offApp, '班主任线下跟进'],
      [PEOPLE.cadet, '18级入伍士官生'],
    ] as const) {
      const answer = await (await world.as(who)).submit(aReport());
      expect(answer.status).to.equal(409);
      expect(answer.body.type).to.match(/not-due$/);
      expect(answer.body.detail).to.contain(why);
    }
  });

  it('is not asked outside the campaign', async () => {
    for (const [date, words] of [
      ['2021-01-17', '开始'],
      ['2021-03-19', '结束'],
    ] as const) {
      world.setTime(date);
      const answer = await (await world.as(PEOPLE.wang)).submit(aReport());
      expect(answer.status).to.equal(409);
      expect(answer.body.detail).to.contain(words);
    }
  });

  it('cannot change a report that waits for review', async () => {
    const wang = await world.as(PEOPLE.wang);
    await wang.submit(aFever());
    const answer = await wang.submit(aReport());
    expect(answer.status).to.equal(409);
    expect(answer.body.type).to.match(/report-locked$/);
    expect((await wang.submit(aFever())).status).to.equal(200);
  });

  it('is told when the form has another version', async () => {
    const wang = await world.as(PEOPLE.wang);
    const path = '/api/campaigns/winter/reports/2021-01-21';
    const answer = await wang.put(path, { answers: aReport(), formVersion: 2 });
    expect(answer.status).to.equal(409);
    expect(answer.body.type).to.match(/form-changed$/);
    expect((await wang.put(path, { answers: aReport(), formVersion: 1 })).status).to.equal(201);
  });

  it('is refused what is no submission at all', async () => {
    const wang = await world.as(PEOPLE.wang);
    const path = '/api/campaigns/winter/reports/2021-01-21';
    expect((await wang.put(path, '{"answers":')).status).to.equal(400);
    expect((await wang.put(path, '[]')).status).to.equal(422);
    expect((await wang.put(path, 'null')).status).to.equal(422);
    expect((await wang.put(path, { answers: [] })).status).to.equal(422);
    expect((await wang.put(path, { answers: aReport(), more: 1 })).status).to.equal(422);
    expect((await wang.put(path, aReport())).status).to.equal(422);
    expect((await wang.put(path, aReport()).set('Content-Type', 'text/plain')).status).to.equal(415);
    expect((await wang.put(path, { answers: { note: 'x'.repeat(70_000) } })).status).to.equal(413);
    expect((await wang.put('/api/campaigns/none/reports/2021-01-21', { answers: aReport() })).status).to.equal(404);
    const teacher = await world.as(PEOPLE.teacher);
    expect((await teacher.submit(aReport())).status).to.equal(403);
  });

  it('leaves one report, whoever sends it twice at once', async () => {
    const wang = await world.as(PEOPLE.wang);
    const bodies = Array.from({ length: 12 }, (_, index) => aReport({ temperature: index % 2 ? 36.5 : 36.6 }));
    const answers = await Promise.all(bodies.map((body) => wang.submit(body)));
    expect(answers.map(({ status }) => status).filter((status) => status === 201)).to.have.length(1);
    for (const { status } of answers) expect(status).to.be.oneOf([200, 201]);
    const history = await wang.get(`/api/campaigns/winter/reports/${PEOPLE.wang.personNo}/2021-01-21/history`);
    expect(history.body.revisions).to.have.length(history.body.revision);
  });

  it('keeps two identical submissions as one revision', async () => {
    const wang = await world.as(PEOPLE.wang);
    const answers = await Promise.all([wang.submit(aReport()), wang.submit(aReport())]);
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 201]);
    expect(answers[0]?.body).to.deep.equal(answers[1]?.body);
  });

  it('shares a commit with others, none of whom suffers from a bad one', async () => {
    const clients = await Promise.all([PEOPLE.wang, PEOPLE.li, PEOPLE.qian, PEOPLE.sun].map((who) => world.as(who)));
    const bodies = [aReport(), aReport({ temperature: 99 }), aFever(), aReport()];
    const answers = await Promise.all(clients.map((client, index) => client.submit(bodies[index])));
    expect(answers.map(({ status }) => status)).to.deep.equal([201, 422, 201, 201]);
  });

  it('keeps what was answered unreadable in the database', async () => {
    await (await world.as(PEOPLE.wang)).submit(aFever({ note: '昨晚着凉' }));
    const rows = await world.database.knex('checkin_report_revision');
    const text = JSON.stringify(rows);
    for (const secret of ['38.6', '昨晚着凉', 'fever', '龙泉驿']) expect(text).not.to.contain(secret);
  });

  it('sees every day of the range as it stands', async () => {
    const wang = await world.as(PEOPLE.wang);
    world.setTime('2021-01-19');
    await wang.submit(aReport());
    world.setTime('2021-01-21');
    const mine = await (await world.as(PEOPLE.wang)).get('/api/campaigns/winter/reports/mine');
    const states = mine.body.items.map(({ date, status }: { date: string; status: string }) => [date, status]);
    expect(states).to.deep.equal([
      ['2021-01-18', 'unreported'],
      ['2021-01-19', 'normal'],
      ['2021-01-20', 'unreported'],
      ['2021-01-21', 'unreported'],
    ]);
    expect(mine.body.items[1].answers).to.deep.equal(aReport());
    const offApp = await (await world.as(PEOPLE.offApp)).get('/api/campaigns/winter/reports/mine');
    expect(offApp.body.items[0]).to.include({ status: 'exempt', due: false });
    for (const range of [{ from: '2021-02-01', to: '2021-01-01' }, { from: '1021-01-01' }, { from: 'x' }])
      expect((await (await world.as(PEOPLE.wang)).get('/api/campaigns/winter/reports/mine', range)).status).to.equal(
        422,
      );
  });

  it('ends with the roster: whoever has left sends nothing, not even for a day that was sent back', async () => {
    const wang = await world.as(PEOPLE.wang);
    await wang.submit(aFever());
    await (await world.as(PEOPLE.teacher)).decide('return', PEOPLE.wang, { note: '请重填' });
    const day = world.today;
    world.setTime('2021-01-22');
    const others = 'X,王一,航制,191111,2019,退学,'.replace('X', PEOPLE.wang.personNo);
    await world.importRoster({ students: `学号,姓名,系部,班级,年级,学籍状态,学生类别\n${others}\n` });
    for (const date of [day, world.today]) {
      const answer = await wang.submit(aReport(), date);
      expect([answer.status, answer.body.type], date).to.deep.equal([401, 'urn:checkin:problem:no-session']);
    }
    const li = await world.as(PEOPLE.li);
    const together = await Promise.all([
      li.submit(aReport()),
      wang.submit(aReport()),
      li.put('/api/campaigns/none/reports/2021-01-22', { answers: {} }),
    ]);
    expect(together.map(({ status }) => status)).to.deep.equal([201, 401, 404]);
  });

  it('sees a changed campaign at once, whichever instance changed it', async () => {
    const wang = await world.as(PEOPLE.wang);
    await wang.submit(aReport());
    await world.apply(aCampaign({ exclude: [{ class: '198241' }, { class: '191111' }] }));
    expect((await wang.submit(aReport({ temperature: 36.6 }))).body.type).to.contain('not-due');
    await world.apply(aCampaign({ code: 'spring', title: '春季健康打卡' }));
    expect((await wang.put(`/api/campaigns/spring/reports/${world.today}`, { answers: aReport() })).status).to.equal(
      201,
    );
  });

  it('knows the campaigns that concern them and how today stands', async () => {
    const wang = await world.as(PEOPLE.wang);
    const { items } = (await wang.get('/api/campaigns')).body;
    expect(items).to.have.length(1);
    expect(items[0]).to.include({ code: 'winter', state: 'running', trialUntil: '2021-01-20' });
    expect(items[0].today).to.deep.equal({
      date: '2021-01-21',
      due: true,
      exemptReason: null,
      open: true,
      reported: false,
      status: 'unreported',
    });
    await wang.submit(aReport());
    expect((await wang.get('/api/campaigns')).body.items[0].today).to.include({ reported: true, status: 'normal' });
    const exempt = await (await world.as(PEOPLE.offApp)).get('/api/campaigns');
    expect(exempt.body.items[0].today).to.include({ due: false, status: 'exempt' });
    expect(exempt.body.items[0].today.exemptReason).to.contain('198241');
  });

  it('reads the form of a day with its version', async () => {
    const wang = await world.as(PEOPLE.wang);
    const form = await wang.get('/api/campaigns/winter/form');
    expect(form.body).to.include({ date: '2021-01-21', version: 1 });
    expect(form.body.schema.properties.temperature.title).to.equal('体温');
    expect((await wang.get('/api/campaigns/winter/form', { date: '2021-05-01' })).status).to.equal(422);
    expect((await wang.get('/api/campaigns/none/form')).status).to.equal(404);
  });
});
