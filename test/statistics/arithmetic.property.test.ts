import { expect } from 'chai';
import fc from 'fast-check';
import { getCampaign } from '../../plugin/features/campaign';
import { figuresOf } from '../../plugin/features/statistics';
import { addDays, daysFrom } from '../../plugin/kernel/civil-date';
import type { Caller } from '../../plugin/kernel/http';
import { aCampaign, aFever, aReport, createWorld, PEOPLE, type Someone } from '../support/world';

const START = '2021-01-18';
const OFFICE: Caller = {
  personNo: '10030',
  type: 'staff',
  name: '罗处长',
  scopes: [{ kind: 'school', code: '全校', duty: '学工处' }],
};
const STUDENTS: readonly Someone[] = Object.values(PEOPLE).filter(({ type }) => type === 'student');
const CLASSES = { '191111': '航制', '191112': '航制', '192211': '经管', '198241': '航修' } as const;
type ClassCode = keyof typeof CLASSES;

/** One thing that somebody does in the course of a campaign. */
type Step =
  | { kind: 'next day' }
  | { kind: 'move'; who: number; to: ClassCode; status: '在读' | '休学' | '退学'; days: number }
  | { kind: 'exclude'; rules: Record<string, unknown>[] }
  | { kind: 'ask more' }
  | { kind: 'report'; who: number; fever: boolean }
  | { kind: 'decide'; who: number; decision: string; daysAgo: number };

const who = fc.nat({ max: STUDENTS.length - 1 });
const rule = fc.constantFrom<Record<string, unknown>>(
  { class: '198241' },
  { class: '191112' },
  { department: '航制' },
  { status: '休学' },
  { category: '18级入伍士官生', intake: 2018 },
  { department: '航制', status: '在读', intake: 2018 },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Step>({ kind: 'next day' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      who,
      to: fc.constantFrom(...(Object.keys(CLASSES) as ClassCode[])),
      status: fc.constantFrom('在读' as const, '在读' as const, '休学' as const, '退学' as const),
      days: fc.integer({ min: -3, max: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('exclude' as const), rules: fc.uniqueArray(rule, { maxLength: 4 }) }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'ask more' }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('report' as const), who, fever: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('decide' as const),
      who,
      decision: fc.constantFrom('return', 'confirm', 'clear', 'reopen'),
      daysAgo: fc.nat({ max: 2 }),
    }),
  },
);

describe('the arithmetic of the contract, through any history', () => {
  const world = createWorld();
  let questions = 0;

  /** The first day that the step may change, or nothing where it is about a single report. */
  async function take(each: Step): Promise<string | undefined> {
    if (each.kind === 'next day') return void world.setTime(addDays(world.today, 1));
    if (each.kind === 'move') return move(each);
    if (each.kind === 'report') {
      const client = await world.as(student(each.who)).catch(() => undefined);
      const answer = await client?.submit(each.fever ? aFever() : aReport({ temperature: 36.2 + questions / 10 }));
      expect(answer?.status ?? 200).to.be.oneOf([200, 201, 409, 422]);
      return undefined;
    }
    if (each.kind === 'decide') {
      const office = await world.as(PEOPLE.office);
      const date = addDays(world.today, -each.daysAgo);
      const answer = await office.decide(each.decision, student(each.who), { date, note: '说明' });
      expect(answer.status).to.be.oneOf([200, 404, 409]);
      return undefined;
    }
    return changeCampaign(each);
  }

  async function move({ who: index, to, status, days }: Extract<Step, { kind: 'move' }>): Promise<string> {
    const { personNo, name } = student(index);
    const effective = addDays(world.today, days);
    const row = [personNo, name, CLASSES[to], to, '2019级', status, ''].join(',');
    await world.importRoster({ students: `学号,姓名,系部,班级,年级,学籍状态,学生类别\n${row}\n`, effective });
    return effective;
  }

  async function changeCampaign(each: Extract<Step, { kind: 'exclude' | 'ask more' }>): Promise<string> {
    const current = await getCampaign(world.database.knex, 'winter');
    const audience = current.audiences.at(-1);
    const exclude = each.kind === 'exclude' ? each.rules : (audience?.exclude ?? []);
    questions += each.kind === 'ask more' ? 1 : 0;
    const more = questions > 0 ? { form: withQuestion(current.forms[0]?.form as object, questions) } : {};
    await world.apply(aCampaign({ exclude, followUp: [], ...more }));
    return world.today;
  }

  async function figures() {
    const campaign = await getCampaign(world.database.knex, 'winter');
    const days = daysFrom(START, addDays(world.today, 3));
    const found = await Promise.all(
      days.map((date) =>
        Promise.all(
          (['class', 'department'] as const).map((by) =>
            figuresOf(world.database.knex, { caller: OFFICE, campaign, date, by }),
          ),
        ),
      ),
    );
    return new Map(days.map((day, index) => [day, found[index]]));
  }

  async function holds(): Promise<void> {
    for (const [day, kinds] of await figures()) {
      for (const { total, rows } of kinds ?? []) {
        for (const row of [total, ...rows]) {
          expect(row.due).to.equal(row.reported + row.unreported);
          expect(row.reported).to.equal(row.normal + row.pending + row.confirmed + row.cleared);
          expect(row.returned).to.be.at.most(row.unreported);
          expect(row.rate).to.equal(row.due === 0 ? null : row.reported / row.due);
        }
        for (const key of ['due', 'reported', 'exempt', 'returned'] as const)
          expect(rows.reduce((sum, row) => sum + row[key], 0)).to.equal(total[key]);
        expect(total.due + total.exempt).to.equal(await onRoster(day));
      }
    }
  }

  /** Counted without the module's own joins. */
  async function onRoster(day: string): Promise<number> {
    const rows = await world.database.knex('checkin_enrolment').select('from_day', 'until_day');
    return rows.filter(({ from_day, until_day }) => from_day <= day && day < until_day).length;
  }

  it('holds after every step, and no change reaches back before its day', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        questions = 0;
        await world.reset();
        for (const each of steps) {
          const before = await figures();
          const from = await take(each);
          if (from !== undefined) {
            const after = await figures();
            for (const [day, kinds] of before) if (day < from) expect(after.get(day)).to.deep.equal(kinds);
          }
        }
        await holds();
      }),
      { numRuns: 25 },
    );
  });
});

function student(index: number): Someone {
  return STUDENTS[index] as Someone;
}

/** The form with some optional questions more. */
function withQuestion(form: object, count: number): object {
  const { properties } = form as { properties: object };
  const more = Array.from({ length: count }, (_, index) => [
    `extra${index}`,
    { type: 'string', title: `补充${index}` },
  ]);
  return { ...form, properties: { ...properties, ...Object.fromEntries(more) } };
}
