import { expect } from 'chai';
import { getCampaign } from '../../plugin/features/campaign';
import { countChange, DAY_STATUSES, dayStatus } from '../../plugin/features/report';
import type { PeopleFilter } from '../../plugin/features/statistics';
import { countPeople, FiguresMemory, figuresOf } from '../../plugin/features/statistics';
import { ClassMemory } from '../../plugin/features/statistics/class-memory';
import { namesBehind, rowsBehind } from '../../plugin/features/statistics/people';
import { peopleBehind } from '../../plugin/features/statistics/people-list';
import type { Write } from '../../plugin/kernel/database';
import type { Caller } from '../../plugin/kernel/http';
import { aFever, aReport, createWorld, PEOPLE } from '../support/world';
import { countNever, countReportedBy } from './plain-count';

const OFFICE: Caller = {
  personNo: '10030',
  type: 'staff',
  name: '罗处长',
  scopes: [{ kind: 'school', code: '', duty: '学工处' }],
};
const CONTACT: Caller = { ...OFFICE, scopes: [{ kind: 'department', code: '航制', duty: '系部负责人' }] };
const STATES = [undefined, 'due', 'reported', 'unreported', 'exempt', 'never'] as const;
/** A roster with one student more in each class, so that changes of one class are told from those of all. */
const HEADER = '学号,姓名,系部,班级,年级,学籍状态,学生类别';

describe('what is remembered of figures', () => {
  const world = createWorld();
  let memory: FiguresMemory;
  beforeEach(() => {
    memory = new FiguresMemory();
  });

  async function asked(caller: Caller = OFFICE) {
    const campaign = await getCampaign(world.database.knex, 'winter');
    return { caller, campaign, date: world.today };
  }

  /** The statements that `work` sends, with what they were given. */
  async function statements(work: () => Promise<unknown>): Promise<string[]> {
    const sent: string[] = [];
    const notice = ({ sql, bindings }: { sql: string; bindings: unknown[] }) => {
      sent.push(`${sql} ${JSON.stringify(bindings)}`);
    };
    world.database.knex.on('query', notice);
    try {
      await work();
    } finally {
      world.database.knex.removeListener('query', notice);
    }
    return sent;
  }

  /** Everything that is remembered is what a query finds at this moment, for the school and for a department. */
  async function expectTrue(what = ''): Promise<void> {
    const { knex } = world.database;
    for (const caller of [OFFICE, CONTACT]) {
      const ask = await asked(caller);
      const figures = await memory.figures(knex, ask);
      for (const by of ['class', 'department'] as const) {
        expect(figures.by(by), what).to.deep.equal(await figuresOf(knex, { ...ask, by }));
        expect(JSON.parse(figures.json(by).toString())).to.deep.equal(figures.by(by));
      }
      const never = [...(await memory.never(knex, ask))].filter(([, people]) => people > 0);
      expect(never, what).to.deep.equal(await countNever(world.database, ask));
      for (const state of STATES) {
        const behind = { ...ask, filter: { date: world.today, state } };
        expect(await memory.names(knex, behind), `${what} ${state}`).to.deep.equal(await namesBehind(knex, behind));
      }
      for (const at of [world.now - 1, world.now]) {
        const sent = [...(await memory.reportedBy(knex, { ...ask, at }))].filter(([, people]) => people > 0);
        expect(sent, what).to.deep.equal(await countReportedBy(world.database, { ...ask, at }));
      }
      for (const state of STATES) await expectPeople(caller, { date: world.today, state });
    }
  }

  /** As many as are counted, and all of them on pages of two. */
  async function expectPeople(caller: Caller, filter: PeopleFilter): Promise<void> {
    const { knex } = world.database;
    const { campaign } = await asked();
    const count = await countPeople(knex, { caller, campaign, filter });
    expect(await memory.people(knex, { caller, campaign, filter }), JSON.stringify(filter)).to.equal(count);
    const seen: [place: string, status: string][] = [];
    const parts = { vault: world.vault, figures: memory };
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await peopleBehind(knex, parts, { caller, campaign, filter, limit: 2, cursor });
      for (const each of page.items) seen.push([`${each.class.code} ${each.studentNo}`, each.status]);
      cursor = page.nextCursor;
    }
    const rows = await rowsBehind(knex, { caller, campaign, filter });
    const found = rows.map((row) => [
      `${row.class_code} ${row.person_no}`,
      dayStatus(row.rule < 0, row.status ?? undefined),
    ]);
    expect(seen, JSON.stringify(filter)).to.deep.equal(found);
    expect(seen.length, JSON.stringify(filter)).to.equal(count);
  }

  it('is counted once, and then asked about in one statement', async () => {
    const ask = await asked();
    const get = () => memory.figures(world.database.knex, ask);
    expect(await statements(get)).to.have.length(3);
    expect(await statements(get)).to.have.length(1);
    await world.as(PEOPLE.wang);
    expect(await statements(get)).to.have.length(1);
  });

  it('is counted anew for those classes alone in which another instance has changed something', async () => {
    const ask = await asked();
    const get = () => memory.figures(world.database.knex, ask);
    await get();
    await (await world.as(PEOPLE.wang)).submit(aFever());
    const sent = await statements(get);
    const counts = sent.filter((sql) => sql.includes('checkin_enrolment'));
    expect(counts).to.have.length(1);
    expect(counts[0]).to.include('"191111"').and.not.include('"192211"');
    await expectTrue();
    await (await world.as(PEOPLE.teacher)).decide('return', PEOPLE.wang, { note: '请重填' });
    expect((await statements(get)).filter((sql) => sql.includes('checkin_enrolment'))[0]).to.include('"191111"');
    await expectTrue();
  });

  it('is counted anew as a whole where a change names no class, or one of an older roster', async () => {
    const ask = await asked();
    const { database } = world;
    const report = { campaign_id: ask.campaign.id, day: world.today, status: 'normal', revision: 1, decisions: 0 };
    const { knex } = database;
    const keep = (personNo: string, counts: Write[]) => {
      const added = knex('checkin_report').insert({ ...report, person_no: personNo, submitted_at: world.now });
      return database.write([{ query: added }, ...counts]);
    };
    const day = { campaign_id: ask.campaign.id, day: world.today };
    await expectTrue();
    // An older version of the module counts the day alone.
    await keep(PEOPLE.wang.personNo, [{ query: knex('checkin_report_turn').insert({ ...day, lane: 1000, turn: 1 }) }]);
    await expectTrue('an older version');
    // Somebody who read the roster before it moved the student names the class where the student was.
    const change = { campaignId: ask.campaign.id, date: world.today, classCode: '191111' };
    await keep(PEOPLE.sun.personNo, countChange(knex, [change], 0));
    await expectTrue('an older roster');
    await keep(PEOPLE.qian.personNo, countChange(knex, [{ ...change, classCode: undefined }], 1));
    await expectTrue('no class');
  });

  it('knows who is missing in a class that came between the figures and the names', async () => {
    const ask = { ...(await asked()), filter: { date: world.today, state: 'unreported' as const } };
    const { knex } = world.database;
    const late = new FiguresMemory();
    const { figures } = late;
    let isNew = true;
    late.figures = async (...args) => {
      const found = await figures.apply(late, args);
      if (isNew) {
        isNew = false;
        const head = '学号,姓名,系部,班级,年级,学籍状态,学生类别';
        await world.importRoster({ students: `${head}\n201911130101,新生,航制,191113,2019级,在读,\n` });
      }
      return found;
    };
    for (const when of ['at once', 'later'])
      expect(await late.names(knex, ask), when).to.deep.equal(await namesBehind(knex, ask));
  });

  it('makes nobody wait for the count of another, who may need the connection that they hold', async () => {
    const { database } = world;
    const ask = await asked();
    const classes = new ClassMemory();
    const kind = (count: () => Promise<unknown>) => {
      return { what: 'test', count: async () => new Map([['191111', await count()]]), show: show };
    };
    const show = (values: ReadonlyMap<string, unknown>) => values.get('191111');
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const slow = classes.recall(
      database.knex,
      ask,
      kind(() => gate.then(() => 'slow')),
    );
    await database.knex.select(1);
    const quick = await database.transaction((tx) =>
      classes.recall(
        tx,
        ask,
        kind(async () => 'quick'),
      ),
    );
    open();
    expect([quick, await slow]).to.deep.equal(['quick', 'slow']);
  });

  it('ends with every change that it is made of', async () => {
    const [wang, sun] = [await world.as(PEOPLE.wang), await world.as(PEOPLE.sun)];
    const teacher = await world.as(PEOPLE.teacher);
    const roster = (...rows: string[]) => world.importRoster({ students: [HEADER, ...rows, ''].join('\n') });
    const changes: [string, () => PromiseLike<unknown>][] = [
      ['a report', () => wang.submit(aReport())],
      ['its next revision', () => wang.submit(aFever())],
      ['a decision', () => teacher.decide('confirm', PEOPLE.wang)],
      ['a return', () => teacher.decide('return', PEOPLE.wang, { note: '请重填' })],
      ['what was sent back filled in again', () => wang.submit(aReport())],
      ['a report of another class', () => sun.submit(aFever())],
      ['an audience', () => world.apply({ ...campaignWithout191112(), reason: '放假' })],
      ['a class that becomes empty', () => roster('201911120101,钱四,航制,191111,2019级,在读,', CADET)],
      ['a student who moves', () => roster('201911110102,李二,经管,192211,2019级,在读,')],
      ['a report of the one who moved', async () => (await world.as(PEOPLE.li)).submit(aReport())],
      ['a student who leaves', () => roster('201922110101,孙五,经管,192211,2019级,退学,')],
    ];
    for (const [what, change] of changes) {
      await expectTrue(`before ${what}`);
      const before = (await memory.figures(world.database.knex, await asked())).json('class').toString();
      await change();
      await expectTrue(what);
      const after = (await memory.figures(world.database.knex, await asked())).json('class').toString();
      expect(after, what).not.to.equal(before);
    }
  });

  it('tells how many people any filter leaves, and where they are', async () => {
    await (await world.as(PEOPLE.wang)).submit(aFever());
    await (await world.as(PEOPLE.li)).submit(aReport());
    await (await world.as(PEOPLE.sun)).submit(aReport());
    await (await world.as(PEOPLE.office)).decide('return', PEOPLE.sun, { note: '请重填' });
    // Remembered one by one, and where they are too many for that.
    for (memory of [memory, new FiguresMemory(0)]) {
      for (const state of STATES)
        for (const status of [undefined, ...DAY_STATUSES])
          for (const part of [{}, { class: '191111' }, { department: '经管' }, { class: '191111', department: '经管' }])
            await expectPeople(OFFICE, { date: world.today, state, status, ...part });
      await expectPeople(CONTACT, { date: world.today, q: '2019' });
    }
  });

  it('is of those who asked: a department is not told of the school', async () => {
    const { knex } = world.database;
    const school = (await memory.figures(knex, await asked())).by('class');
    const department = (await memory.figures(knex, await asked(CONTACT))).by('class');
    expect([school.total.due, department.total.due]).to.deep.equal([5, 4]);
  });

  it('of all days ends with a report of another one, that of one day does not', async () => {
    const ask = await asked();
    const { knex } = world.database;
    const classes = new ClassMemory();
    let times = 0;
    const count = async () => {
      times += 1;
      return new Map([['191111', times]]);
    };
    const show = (values: ReadonlyMap<string, number>) => values.get('191111');
    const get = async () => [
      await classes.recall(knex, ask, { what: 'of the day', count, show }),
      await classes.recall(knex, ask, { what: 'of all', ofAllDays: true, count, show }),
    ];
    expect(await get()).to.deep.equal([1, 2]);
    const change = { campaignId: ask.campaign.id, date: '2021-01-19', classCode: '191111' };
    await world.database.write(countChange(knex, [change], 1));
    expect(await get()).to.deep.equal([1, 3]);
  });

  it('is nothing where counting failed', async () => {
    const ask = await asked();
    const { knex } = world.database;
    const classes = new ClassMemory();
    const show = (values: ReadonlyMap<string, number>) => values.size;
    const fails = () => Promise.reject(new Error('the server is away'));
    const failure = await classes
      .recall(knex, ask, { what: 'x', count: fails, show })
      .catch((error: Error) => error.message);
    expect(failure).to.equal('the server is away');
    expect(await classes.recall(knex, ask, { what: 'x', count: async () => new Map([['a', 7]]), show })).to.equal(1);
  });
});

/** Exempt as he is, he leaves the class with nobody. */
const CADET = '201811110101,周六,航制,191111,2018级,在读,18级入伍士官生';

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
