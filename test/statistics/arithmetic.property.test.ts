import { expect } from 'chai';
import fc from 'fast-check';
import { formOn, getCampaign } from '../../plugin/features/campaign';
import { FiguresMemory, figuresOf } from '../../plugin/features/statistics';
import { peopleBehind } from '../../plugin/features/statistics/people-list';
import { addDays, daysFrom, earlierOf } from '../../plugin/kernel/civil-date';
import type { Caller } from '../../plugin/kernel/http';
import { aCampaign, aFever, aReport, type Client, createWorld, PEOPLE, type Someone } from '../support/world';
import { CLASSES, HISTORY, type Row, STUDENTS, type Step } from './histories';
import { countNever, countPlainly, countReportedBy } from './plain-count';

const START = '2021-01-18';
const OFFICE: Caller = {
  personNo: '10030',
  type: 'staff',
  name: '罗处长',
  scopes: [{ kind: 'school', code: '全校', duty: '学工处' }],
};
const HEADER = '学号,姓名,系部,班级,年级,学籍状态,学生类别';
const PLAIN = [
  'due',
  'reported',
  'unreported',
  'normal',
  'pending',
  'returned',
  'confirmed',
  'cleared',
  'exempt',
] as const;

/** Which days a step may change, in their figures and in what they ask. */
interface Reach {
  figures: (day: string) => boolean;
  form: (day: string) => boolean;
}

const never = () => false;
const onlyOn = (date: string): Reach => ({ figures: (day) => day === date, form: never });
const since = (date: string): Reach => ({ figures: (day) => day >= date, form: never });
const NOTHING: Reach = { figures: never, form: never };

describe('the arithmetic of the contract, through any history', () => {
  const world = createWorld();
  let questions = 0;
  let endsOn = '';
  let sessions = new Map<string, Promise<Client | undefined>>();

  /** A session is as good for many steps of a day; whoever left the roster has none. */
  function as(who: Someone): Promise<Client | undefined> {
    const known = sessions.get(who.personNo) ?? world.as(who).catch(() => undefined);
    sessions.set(who.personNo, known);
    return known;
  }

  async function take(each: Step): Promise<Reach> {
    switch (each.kind) {
      case 'next day':
        world.setTime(addDays(world.today, 1));
        sessions = new Map();
        return NOTHING;
      case 'import':
        return importRows(each);
      case 'report':
        return report(each);
      case 'decide':
        return decide(each);
      case 'ask more': {
        questions += 1;
        const tomorrow = addDays(world.today, 1);
        await apply({});
        return { figures: never, form: (day) => day >= tomorrow };
      }
      case 'exclude':
        await apply({ exclude: each.rules });
        return since(world.today);
      case 'end': {
        const end = addDays(world.today, each.days);
        if (world.today <= endsOn && (await apply({ endsOn: end, reason: '批准' }))) endsOn = end;
        return NOTHING;
      }
    }
  }

  async function importRows({ rows, days, retire }: Extract<Step, { kind: 'import' }>): Promise<Reach> {
    const effective = addDays(world.today, days);
    const students = [HEADER, ...rows.map(toLine)].join('\n');
    await world.importRoster({ students: `${students}\n`, effective, retireMissing: retire });
    sessions = new Map();
    return since(effective);
  }

  async function report({ who, fever, daysAgo }: Extract<Step, { kind: 'report' }>): Promise<Reach> {
    const date = addDays(world.today, -daysAgo);
    const client = await as(student(who));
    const answer = await client?.submit(fever ? aFever() : aReport({ temperature: 36.2 + questions / 10 }), date);
    expect(answer?.status ?? 200).to.be.oneOf([200, 201, 409]);
    return onlyOn(date);
  }

  async function decide({ who, decision, daysAgo }: Extract<Step, { kind: 'decide' }>): Promise<Reach> {
    const date = addDays(world.today, -daysAgo);
    const answer = await (await as(PEOPLE.office))?.decide(decision, student(who), { date, note: '说明' });
    expect(answer?.status).to.be.oneOf([200, 404, 409]);
    return onlyOn(date);
  }

  /** Changes the campaign, unless it is over; true when it was changed. */
  async function apply(changes: object): Promise<boolean> {
    const { exclude = [] } = (await campaign()).audiences.at(-1) ?? {};
    const form = withQuestions((await campaign()).forms[0]?.form as object, questions);
    const applied = await world.apply(aCampaign({ exclude, followUp: [], endsOn, form, ...changes }));
    return applied.outcome === 'changed';
  }

  const memory = new FiguresMemory();
  const campaign = () => getCampaign(world.database.knex, 'winter');

  /** Every day until the one after next: figures, the people behind them, and the version of the form. */
  async function snapshot() {
    const current = await campaign();
    const days = daysFrom(START, earlierOf(addDays(world.today, 2), endsOn));
    const shown = await Promise.all(
      days.map(async (date) => {
        const ask = { caller: OFFICE, campaign: current, date, by: 'class' } as const;
        const { knex } = world.database;
        const figures = await figuresOf(knex, ask);
        // What is remembered from before the last step has to be what is counted now.
        expect((await memory.figures(knex, ask)).by('class'), date).to.deep.equal(figures);
        const never = [...(await memory.never(knex, ask))].filter(([, people]) => people > 0);
        expect(never, date).to.deep.equal(await countNever(world.database, ask));
        const sent = [...(await memory.reportedBy(knex, { ...ask, at: world.now }))].filter(([, people]) => people > 0);
        expect(sent, date).to.deep.equal(await countReportedBy(world.database, { ...ask, at: world.now }));
        const asked = { caller: OFFICE, campaign: current, filter: { date }, limit: 200 };
        const { items } = await peopleBehind(knex, { vault: world.vault, figures: memory }, asked);
        return {
          figures,
          people: items.map(({ studentNo, status, exemptReason }) => [studentNo, status, exemptReason]),
        };
      }),
    );
    const forms = new Map(days.map((day) => [day, formOn(current, day).form]));
    return { days: new Map(days.map((day, index) => [day, shown[index]])), forms };
  }
  type Snapshot = Awaited<ReturnType<typeof snapshot>>;

  function expectUntouched(before: Snapshot, after: Snapshot, reach: Reach, each: Step) {
    for (const [day, shown] of after.days) {
      const then = before.days.get(day);
      if (then && !reach.figures(day)) expect(shown, `${each.kind}, ${day}`).to.deep.equal(then);
      const form = before.forms.get(day);
      if (form && !reach.form(day)) expect(after.forms.get(day), `${each.kind}, ${day}`).to.deep.equal(form);
    }
  }

  /** Section 7 of the contract, and the same count made person by person. */
  async function expectSums({ days }: Snapshot) {
    const current = await campaign();
    const plain = await countPlainly(world.database, current, [...days.keys()]);
    for (const [day, shown] of days) {
      const { total, rows } = shown?.figures ?? { total: undefined, rows: [] };
      const { rows: departments } = await figuresOf(world.database.knex, {
        caller: OFFICE,
        campaign: current,
        date: day,
        by: 'department',
      });
      for (const row of [total, ...rows, ...departments]) {
        if (!row) continue;
        expect(row.due).to.equal(row.reported + row.unreported);
        expect(row.reported).to.equal(row.normal + row.pending + row.confirmed + row.cleared);
        expect(row.returned).to.be.at.most(row.unreported);
        expect(row.rate).to.equal(row.due === 0 ? null : row.reported / row.due);
      }
      for (const key of PLAIN)
        for (const parts of [rows, departments])
          expect(parts.reduce((sum, row) => sum + row[key], 0)).to.equal(total?.[key]);
      const counted = rows.map((row) => [row.class?.code, Object.fromEntries(PLAIN.map((key) => [key, row[key]]))]);
      expect(Object.fromEntries(counted), day).to.deep.equal(plain.get(day));
      expect((total?.due ?? 0) + (total?.exempt ?? 0)).to.equal(shown?.people.length);
    }
  }

  it('holds after every step, and no step alters a day that it does not reach', async function () {
    this.timeout(180_000);
    await fc.assert(
      fc.asyncProperty(HISTORY, async (steps) => {
        questions = 0;
        endsOn = '2021-03-18';
        sessions = new Map();
        await world.reset({ followUp: [] });
        world.setTime(START);
        let before = await snapshot();
        for (const each of steps) {
          const reach = await take(each);
          const after = await snapshot();
          expectUntouched(before, after, reach, each);
          before = after;
        }
        await expectSums(before);
      }),
      { numRuns: 8 },
    );
  });
});

function student(index: number): Someone {
  return STUDENTS[index] as Someone;
}

function toLine({ who, to, status, cadet }: Row): string {
  const { personNo, name } = student(who);
  const [intake, category] = cadet ? ['2018级', '18级入伍士官生'] : ['2019级', ''];
  return [personNo, name, CLASSES[to], to, intake, status, category].join(',');
}

/** The form with some optional questions more. */
function withQuestions(form: object, count: number): object {
  const { properties } = form as { properties: object };
  const more = Array.from({ length: count }, (_, index) => [
    `extra${index}`,
    { type: 'string', title: `补充${index}` },
  ]);
  return { ...form, properties: { ...properties, ...Object.fromEntries(more) } };
}
