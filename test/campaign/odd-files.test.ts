import { expect } from 'chai';
import { COMMAND_LINE } from '../../plugin/features/audit';
import { applyCampaign, DEFAULT_FORM } from '../../plugin/features/campaign';
import { Problem } from '../../plugin/kernel/problem';
import { aCampaign, aReport, createWorld, PEOPLE } from '../support/world';

const OK = { type: 'boolean', title: '好吗' };
const FORM = { type: 'object', properties: { ok: OK }, required: ['ok'] };

describe('a campaign file, at its edges', () => {
  const world = createWorld();
  const TABLES = ['checkin_campaign', 'checkin_audience', 'checkin_form_version', 'checkin_audit'];

  async function refusal(content: unknown): Promise<Problem> {
    const error = await world.apply(JSON.parse(JSON.stringify(content))).then(
      () => expect.fail('it was not refused'),
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(Problem);
    return error as Problem;
  }
  const pointers = async (content: unknown) => (await refusal(content)).details.errors?.map(({ pointer }) => pointer);
  const everything = () => Promise.all(TABLES.map((table) => world.database.knex(table).orderBy(1)));
  const form = async (date: string) =>
    (await (await world.as(PEOPLE.wang)).get('/api/campaigns/winter/form', { date })).body;

  const BAD: [what: string, changes: object, found: string[]][] = [
    [
      'asks back by what is no schema',
      { form: { ...FORM, properties: { ok: { ...OK, unusual: { minimum: 'x' } } } } },
      ['/form/properties/ok/unusual'],
    ],
    ['has a form that points out of itself', { form: { ...FORM, $ref: 'https://portal.example/form' } }, ['/form']],
    ['has a form that answers later', { form: { ...FORM, $async: true } }, ['/form']],
    ['has a form of a list', { form: { type: 'array', items: OK } }, ['/form/type']],
    ['has a form without any question', { form: { type: 'object', properties: {} } }, ['/form/properties']],
    ['has questions that are a list', { form: { type: 'object', properties: [OK] } }, ['/form']],
    ['has a pattern that is none', { form: { ...FORM, properties: { ok: { pattern: '(' } } } }, ['/form']],
    ['names a flag badly, by its code', { flags: { 'Bad Code': {} } }, ['/flags']],
    ['has a flag that is no schema, by its code', { flags: { hot: { when: { type: 5 } } } }, ['/flags/hot']],
    ['has a flag whose condition is a number', { flags: { hot: { when: 5 } } }, ['/flags/hot']],
    ['has a form of a book', { form: { ...FORM, description: '长'.repeat(70_000) } }, ['/form']],
    [
      'has more conditions than can be kept',
      { exclude: Array.from({ length: 500 }, () => ({ category: '很'.repeat(60) })), followUp: [] },
      ['/exclude'],
    ],
    ['has a title of blanks', { title: '   ' }, ['/title']],
    ['has a code of 65 letters', { code: 'a'.repeat(65) }, ['/code']],
    ['has a code that is a path', { code: '../winter' }, ['/code']],
    ['begins on a day with a time', { startsOn: '2021-01-18T00:00:00Z' }, ['/startsOn']],
    ['has an intake of no year', { exclude: [{ intake: '二〇一八' }], followUp: [] }, ['/exclude/0/intake']],
    ['has an unknown status', { exclude: [{ status: '毕业' }], followUp: [] }, ['/exclude/0/status']],
    ['follows a class up twice', { followUp: ['198241', '198241'] }, ['/followUp']],
    ['keeps for half a day', { retentionDays: 0.5 }, ['/retentionDays']],
    ['weighs what is no part', { assessment: { weights: { reported: 1 } } }, ['/assessment/weights/reported']],
    ['weighs with a text', { assessment: { weights: { completion: '1' } } }, ['/assessment/weights/completion']],
    ['weighs below nothing', { assessment: { weights: { fullCoverage: -1 } } }, ['/assessment/weights/fullCoverage']],
    ['weighs by hairs', { assessment: { weights: { briefsOnTime: 0.001 } } }, ['/assessment/weights/briefsOnTime']],
    ['weighs nothing', { assessment: { weights: { completion: 0 } } }, ['/assessment/weights']],
    ['gives a reason of 501 letters', { reason: '因'.repeat(501) }, ['/reason']],
    ['holds a name that every object has', { constructor: 1 }, ['/constructor']],
  ];
  for (const [what, changes, found] of BAD)
    it(`is refused when it ${what}`, async () => {
      const before = await everything();
      const errors = await pointers(aCampaign({ ...changes }));
      for (const pointer of found) expect(errors).to.contain(pointer);
      expect(await everything()).to.deep.equal(before);
    });

  it('is told all that is wrong in it at once, in Chinese', async () => {
    const { details, status } = await refusal({ code: 'x y', endsOn: 'soon', retentionDays: 0, more: 1 });
    expect(status).to.equal(422);
    const found = details.errors?.map(({ pointer }) => pointer);
    expect(found).to.include.members(['/code', '/endsOn', '/retentionDays', '/more', '/title', '/startsOn']);
    for (const { message } of details.errors ?? []) expect(message).to.match(/[\u4e00-\u9fff]/);
  });

  it('tried only, tells what it would do and leaves everything as it was', async () => {
    const before = await everything();
    const options = { actor: COMMAND_LINE, today: world.today, now: world.now, dryRun: true };
    const changed = await applyCampaign(world.database, aCampaign({ title: '新名', form: FORM }), options);
    expect(changed.outcome).to.equal('changed');
    expect(changed.changes.slice(0, 4)).to.deep.equal([
      '名称：寒假健康打卡 → 新名',
      '表单：自 2021-01-22 起生效',
      '新问“好吗”',
      '不再问“体温”',
    ]);
    const created = await applyCampaign(world.database, aCampaign({ code: 'new' }), options);
    expect(created.outcome).to.equal('created');
    expect(await everything()).to.deep.equal(before);
  });

  it('applied twice at once is created once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, () =>
        world.apply(aCampaign({ code: 'rush' })).then(
          ({ outcome }) => outcome as string,
          (error: Problem) => error.problem,
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'created')).to.have.length(1);
    for (const outcome of outcomes) expect(outcome).to.be.oneOf(['created', 'unchanged', 'conflict']);
    expect(await world.database.knex('checkin_campaign').where({ code: 'rush' })).to.have.length(1);
    const [{ id }] = await world.database.knex('checkin_campaign').where({ code: 'rush' });
    expect(await world.database.knex('checkin_form_version').where({ campaign_id: id })).to.have.length(1);
  });

  it('may take a form back before the next day begins', async () => {
    await world.apply(aCampaign({ form: FORM }));
    expect((await form('2021-01-22')).schema.required).to.deep.equal(['ok']);
    await world.apply(aCampaign());
    expect((await form('2021-01-21')).version).to.equal(1);
    expect((await form('2021-01-22')).schema.properties).to.deep.equal(DEFAULT_FORM.properties);
    world.setTime('2021-01-22');
    expect((await (await world.as(PEOPLE.wang)).submit(aReport())).status).to.equal(201);
  });

  it('changes a form day by day, and each day keeps the version that it was judged by', async () => {
    const asking = (name: string) => ({ ...FORM, properties: { [name]: OK }, required: [name] });
    await world.apply(aCampaign({ form: asking('a') }));
    world.setTime('2021-01-22');
    await world.apply(aCampaign({ form: asking('b') }));
    world.setTime('2021-01-23');
    const versions = await Promise.all(['2021-01-20', '2021-01-22', '2021-01-23', '2021-02-01'].map(form));
    expect(versions.map(({ version, schema }) => [version, schema.required[0]])).to.deep.equal([
      [1, 'temperature'],
      [2, 'a'],
      [3, 'b'],
      [3, 'b'],
    ]);
    const wang = await world.as(PEOPLE.wang);
    expect(
      (await wang.submit({ a: true })).body.errors.map(({ pointer }: { pointer: string }) => pointer),
    ).to.deep.equal(['/answers/b', '/answers/a']);
    const put = wang.put('/api/campaigns/winter/reports/2021-01-23', { answers: { b: true }, formVersion: 2 });
    expect((await put).body.type).to.match(/form-changed$/);
  });

  it('moved before it begins takes its audience and form along', async () => {
    const planned = { code: 'winter', startsOn: '2021-02-01', trialUntil: '2021-02-02' };
    await world.reset(planned);
    await world.apply(aCampaign({ ...planned, startsOn: '2021-02-10', trialUntil: null, form: FORM }));
    await world.apply(aCampaign({ ...planned, startsOn: '2021-01-25', trialUntil: null, form: FORM }));
    const campaigns = await (await world.as(PEOPLE.wang)).get('/api/campaigns');
    expect(campaigns.body.items[0]).to.deep.include({ startsOn: '2021-01-25', state: 'planned', trialUntil: null });
    world.setTime('2021-01-25');
    const wang = await world.as(PEOPLE.wang);
    expect((await wang.submit({ ok: true })).status).to.equal(201);
    expect((await world.database.knex('checkin_audience')).map(({ from_day }) => from_day)).to.deep.equal([
      '2021-01-25',
    ]);
    const total = (await (await world.as(PEOPLE.office)).get('/api/campaigns/winter/statistics')).body.total;
    expect(total).to.include({ due: 5, reported: 1, exempt: 2 });
  });

  it('once it is over may still change what it says, and no day of it', async () => {
    world.setTime('2021-03-19');
    const figures = async () =>
      (await (await world.as(PEOPLE.office)).get('/api/campaigns/winter/statistics', { date: '2021-03-18' })).body;
    const before = await figures();
    expect((await world.apply(aCampaign({ instructions: '谢谢大家', exclude: [], followUp: [] }))).outcome).to.equal(
      'changed',
    );
    expect(await figures()).to.deep.equal(before);
    expect((await form('2021-03-18')).instructions).to.equal('谢谢大家');
    for (const endsOn of ['2021-03-17', '2021-03-19', '2021-04-01'])
      expect((await refusal(aCampaign({ endsOn, reason: '再来' }))).status).to.equal(409);
  });

  it('leaves on record who changed what, and why', async () => {
    world.advance(1000);
    await world.apply(
      aCampaign({ title: '改名', endsOn: '2021-02-01', reason: '疫情好转', approval: '校发〔2021〕1号' }),
    );
    const records = await world.database.knex('checkin_audit').where({ action: 'campaign.apply' }).orderBy('id');
    expect(records).to.have.length(2);
    expect(records[1]).to.include({ campaign_code: 'winter', actor_no: '-', actor_name: '命令行' });
    const detail = JSON.parse(records[1].detail as string);
    expect(detail).to.include({ reason: '疫情好转', approval: '校发〔2021〕1号' });
    expect(detail.changes).to.deep.equal(['名称：寒假健康打卡 → 改名', '结束日期：2021-03-18 → 2021-02-01']);
    await world.apply(aCampaign({ title: '改名', endsOn: '2021-02-01', reason: '另一个原因' }));
    expect(await world.database.knex('checkin_audit').where({ action: 'campaign.apply' })).to.have.length(2);
  });
});
