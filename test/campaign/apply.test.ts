import { expect } from 'chai';
import { DEFAULT_FORM } from '../../plugin/features/campaign';
import { Problem } from '../../plugin/kernel/problem';
import { aCampaign, aReport, createWorld, PEOPLE } from '../support/world';

describe('a campaign file', () => {
  const world = createWorld();

  async function refusal(content: unknown): Promise<Problem> {
    const error = await world.apply(content).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error instanceof Problem) return error;
    throw new Error(`it was not refused: ${String(error)}`);
  }
  const pointers = async (content: unknown) => (await refusal(content)).details.errors?.map(({ pointer }) => pointer);
  const statistics = async (date?: string) =>
    (await (await world.as(PEOPLE.office)).get('/api/campaigns/winter/statistics', { date })).body.total;

  const BAD: [what: string, changes: object, pointer: string][] = [
    ['an unknown key', { extra: 1 }, '/extra'],
    ['a code with blanks', { code: 'a b' }, '/code'],
    ['no title', { title: undefined }, '/title'],
    ['a day that does not exist', { startsOn: '2021-02-30' }, '/startsOn'],
    ['an end before its beginning', { endsOn: '2021-01-17' }, '/endsOn'],
    ['a campaign of three years', { endsOn: '2024-01-17' }, '/endsOn'],
    ['a trial outside', { trialUntil: '2021-03-19' }, '/trialUntil'],
    ['an empty rule', { exclude: [{}], followUp: [] }, '/exclude/0'],
    ['a rule with an unknown key', { exclude: [{ grade: 1 }], followUp: [] }, '/exclude/0/grade'],
    ['a follow-up class that is asked', { exclude: [], followUp: ['198241'] }, '/followUp/0'],
    [
      'a class exempt only in part',
      { exclude: [{ class: '198241', status: '休学' }], followUp: ['198241'] },
      '/followUp/0',
    ],
    ['a time of day that is none', { briefDueAt: '25:00' }, '/briefDueAt'],
    ['a form that is no schema', { form: { type: 'object', properties: { a: { type: 'nonsense' } } } }, '/form'],
    ['a form without questions', { form: { type: 'object' } }, '/form/properties'],
    ['a flag that is no schema', { flags: [{ code: 'a', when: { type: 5 } }] }, '/flags/0/when'],
    [
      'a flag twice',
      {
        flags: [
          { code: 'a', when: {} },
          { code: 'a', when: {} },
        ],
      },
      '/flags',
    ],
    ['no days to keep', { retentionDays: 0 }, '/retentionDays'],
  ];
  for (const [what, changes, pointer] of BAD)
    it(`is refused with ${what}, and nothing is changed`, async () => {
      const content = JSON.parse(JSON.stringify({ ...aCampaign({ code: 'new' }), ...changes })) as object;
      expect(await pointers(content)).to.contain(pointer);
      expect(await world.database.knex('checkin_campaign')).to.have.length(1);
    });

  it('that is no object is refused', async () => {
    for (const content of [null, [], 'text', 5]) expect((await refusal(content)).status).to.equal(422);
  });

  it('applied again changes nothing', async () => {
    expect(await world.apply(aCampaign())).to.deep.include({ outcome: 'unchanged', changes: [] });
    expect(await world.database.knex('checkin_form_version')).to.have.length(1);
  });

  it('understands an intake however it is written', async () => {
    for (const intake of [2018, '2018', '2018级', '18级']) {
      await world.reset({ exclude: [{ intake }], followUp: [] });
      expect((await statistics()).exempt, String(intake)).to.equal(1);
    }
  });

  it('may end later or earlier, with a reason; never before today, and not once it is over', async () => {
    expect(await pointers(aCampaign({ endsOn: '2021-04-01' }))).to.deep.equal(['/reason']);
    expect(await pointers(aCampaign({ endsOn: '2021-01-20', reason: '提前' }))).to.deep.equal(['/endsOn']);
    expect((await world.apply(aCampaign({ endsOn: '2021-01-21', reason: '提前' }))).outcome).to.equal('changed');
    world.advance(1000);
    expect((await world.apply(aCampaign({ endsOn: '2021-02-21', reason: '延长' }))).outcome).to.equal('changed');
    world.setTime('2021-02-22');
    expect((await refusal(aCampaign({ endsOn: '2021-03-21', reason: '再延' }))).status).to.equal(409);
    const [record] = await world.database
      .knex('checkin_audit')
      .where({ action: 'campaign.apply' })
      .orderBy('id', 'desc');
    expect(JSON.parse(record.detail as string)).to.include({ reason: '延长' });
  });

  it('may not begin on another day once it has begun', async () => {
    expect(await pointers(aCampaign({ startsOn: '2021-01-19' }))).to.deep.equal(['/startsOn']);
    await world.apply(aCampaign({ code: 'later', startsOn: '2021-02-01', trialUntil: '2021-02-03' }));
    const moved = aCampaign({ code: 'later', startsOn: '2021-02-05', trialUntil: '2021-02-06' });
    expect((await world.apply(moved)).outcome).to.equal('changed');
    expect(await pointers({ ...moved, startsOn: '2021-01-20' })).to.deep.equal(['/startsOn']);
    world.setTime('2021-02-05');
    expect(
      (await (await world.as(PEOPLE.wang)).put('/api/campaigns/later/reports/2021-02-05', { answers: aReport() }))
        .status,
    ).to.equal(201);
  });

  it('may not make a past day a trial day, or no longer one', async () => {
    expect(await pointers(aCampaign({ trialUntil: '2021-01-19' }))).to.deep.equal(['/trialUntil']);
    expect(await pointers(aCampaign({ trialUntil: null }))).to.deep.equal(['/trialUntil']);
    expect((await world.apply(aCampaign({ trialUntil: '2021-01-22' }))).outcome).to.equal('changed');
  });

  it('changes who is asked from today on', async () => {
    expect((await statistics('2021-01-20')).due).to.equal(5);
    await world.apply(aCampaign({ exclude: [{ class: '198241' }, { class: '191111' }], followUp: ['198241'] }));
    expect((await statistics('2021-01-20')).due).to.equal(5);
    expect((await statistics()).due).to.equal(3);
    await world.apply(aCampaign({ exclude: [], followUp: [] }));
    expect((await statistics()).due).to.equal(7);
    world.setTime('2021-01-25');
    expect((await statistics('2021-01-21')).due).to.equal(7);
  });

  it('changes the form from the next midnight on; each day is judged by its own', async () => {
    const { properties, required } = DEFAULT_FORM as { properties: object; required: string[] };
    const asksMore = {
      ...DEFAULT_FORM,
      required: [...required, 'mood'],
      properties: { ...properties, mood: { type: 'string', title: '心情' } },
    };
    await world.apply(aCampaign({ form: asksMore }));
    const wang = await world.as(PEOPLE.wang);
    expect((await wang.submit(aReport())).status).to.equal(201);
    world.setTime('2021-01-22');
    const next = await world.as(PEOPLE.wang);
    expect((await next.get('/api/campaigns/winter/form')).body.version).to.equal(2);
    expect((await next.get('/api/campaigns/winter/form', { date: '2021-01-21' })).body.version).to.equal(1);
    const refused = await next.submit(aReport());
    expect([refused.status, refused.body.errors[0].pointer]).to.deep.equal([422, '/answers/mood']);
    expect((await next.submit(aReport({ mood: '好' }))).status).to.equal(201);
    await (await world.as(PEOPLE.teacher)).decide('return', PEOPLE.wang, { date: '2021-01-21', note: '重填' });
    expect((await next.submit(aReport({ mood: '好' }), '2021-01-21')).status).to.equal(422);
    expect((await next.submit(aReport(), '2021-01-21')).status).to.equal(200);
  });

  it('changes the form at once before it begins', async () => {
    await world.apply(aCampaign({ code: 'later', startsOn: '2021-02-01', trialUntil: null }));
    const form = { type: 'object', properties: { ok: { type: 'boolean', title: '好吗' } }, required: ['ok'] };
    await world.apply(aCampaign({ code: 'later', startsOn: '2021-02-01', trialUntil: null, form }));
    world.setTime('2021-02-01');
    const wang = await world.as(PEOPLE.wang);
    const path = '/api/campaigns/later/reports/2021-02-01';
    expect((await wang.put(path, { answers: { ok: true, more: 1 } })).body.errors[0].pointer).to.equal('/answers/more');
    expect((await wang.put(path, { answers: { ok: true } })).status).to.equal(201);
  });

  it('may raise flags of its own, as a list or by their codes', async () => {
    const when = { required: ['note'], properties: { note: { minLength: 1 } } };
    for (const flags of [
      [{ code: 'noted', title: '有备注', when }],
      { noted: when },
      { noted: { title: '有备注', when } },
    ]) {
      await world.reset({ flags });
      const wang = await world.as(PEOPLE.wang);
      expect((await wang.submit(aReport({ note: '不舒服' }))).body).to.deep.include({
        flags: ['noted'],
        status: 'pending',
      });
      expect((await (await world.as(PEOPLE.li)).submit(aReport({ temperature: 39 }))).body.flags).to.deep.equal([]);
    }
  });
});
