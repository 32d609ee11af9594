import { expect } from 'chai';
import { getCampaign } from '../../plugin/features/campaign';
import { FiguresMemory, figuresOf } from '../../plugin/features/statistics';
import { countNever } from '../../plugin/features/statistics/people';
import type { Caller } from '../../plugin/kernel/http';
import { aFever, aReport, createWorld, PEOPLE } from '../support/world';

const OFFICE: Caller = {
  personNo: '10030',
  type: 'staff',
  name: '罗处长',
  scopes: [{ kind: 'school', code: '', duty: '学工处' }],
};

describe('what is remembered of figures', () => {
  const world = createWorld();
  let memory: FiguresMemory;
  beforeEach(() => {
    memory = new FiguresMemory();
  });

  async function asked(caller: Caller = OFFICE) {
    const campaign = await getCampaign(world.database.knex, 'winter');
    return { caller, campaign, date: world.today, by: 'class' as const };
  }

  /** How many statements `work` sends. */
  async function statements(work: () => Promise<unknown>): Promise<number> {
    let count = 0;
    const notice = () => {
      count += 1;
    };
    world.database.knex.on('query', notice);
    try {
      await work();
    } finally {
      world.database.knex.removeListener('query', notice);
    }
    return count;
  }

  async function expectTrue(): Promise<void> {
    const { knex } = world.database;
    const ask = await asked();
    expect(await memory.figures(knex, ask)).to.deep.equal(await figuresOf(knex, ask));
    expect([...(await memory.never(knex, ask))]).to.deep.equal([...(await countNever(knex, ask))]);
    const filter = { date: world.today, state: 'unreported' as const };
    const { total } = await figuresOf(knex, ask);
    expect(await memory.people(knex, { ...ask, filter })).to.equal(total.unreported);
  }

  it('is counted once, and then asked about in one statement', async () => {
    const ask = await asked();
    const get = () => memory.figures(world.database.knex, ask);
    expect(await statements(get)).to.equal(2);
    expect(await statements(get)).to.equal(1);
  });

  it('makes nobody wait for the count of another, who may need the connection that they hold', async () => {
    const { database } = world;
    const ask = await asked();
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const slow = memory.recall(database.knex, ask, { what: 'test' }, () => gate.then(() => 'slow'));
    await database.knex.select(1);
    const quick = await database.transaction((tx) => memory.recall(tx, ask, { what: 'test' }, async () => 'quick'));
    open();
    expect([quick, await slow]).to.deep.equal(['quick', 'slow']);
  });

  it('ends with every change that it is made of', async () => {
    const wang = await world.as(PEOPLE.wang);
    const changes: [string, () => PromiseLike<unknown>][] = [
      ['a report', () => wang.submit(aReport())],
      ['its next revision', () => wang.submit(aFever())],
      ['a decision', async () => (await world.as(PEOPLE.teacher)).decide('confirm', PEOPLE.wang)],
      ['an audience', () => world.apply({ ...campaignWithout191112(), reason: '放假' })],
      [
        'a roster',
        () =>
          world.importRoster({
            students: '学号,姓名,系部,班级,年级,学籍状态,学生类别\n201911110102,李二,经管,192211,2019级,在读,\n',
          }),
      ],
    ];
    for (const [what, change] of changes) {
      await expectTrue();
      const before = JSON.stringify(await memory.figures(world.database.knex, await asked()));
      await change();
      await expectTrue();
      expect(JSON.stringify(await memory.figures(world.database.knex, await asked())), what).not.to.equal(before);
    }
  });

  it('is of those who asked: a department is not told of the school', async () => {
    const scopes = [{ kind: 'department' as const, code: '航制', duty: '系部负责人' }];
    const { knex } = world.database;
    const school = await memory.figures(knex, await asked());
    const department = await memory.figures(knex, await asked({ ...OFFICE, scopes }));
    expect([school.total.due, department.total.due]).to.deep.equal([5, 4]);
  });

  it('is nothing where counting failed', async () => {
    const ask = await asked();
    const fails = () => Promise.reject(new Error('the server is away'));
    const { knex } = world.database;
    const failure = await memory.recall(knex, ask, { what: 'x' }, fails).catch((error: Error) => error.message);
    expect(failure).to.equal('the server is away');
    expect(await memory.recall(knex, ask, { what: 'x' }, async () => 7)).to.equal(7);
  });
});

function campaignWithout191112() {
  return {
    code: 'winter',
    title: '寒假健康打卡',
    startsOn: '2021-01-18',
    endsOn: '2021-03-18',
    trialUntil: '2021-01-20',
    instructions: '每天 0:00–24:00 反馈一次当天的健康状况。',
    exclude: [{ class: '198241' }, { class: '191112' }],
    followUp: ['198241'],
    briefDueAt: '10:00',
    retentionDays: 180,
  };
}
