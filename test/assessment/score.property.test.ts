import { expect } from 'chai';
import fc from 'fast-check';
import { PARTS, type Share, type Weights } from '../../plugin/features/assessment/schema';
import { type Evidence, judge, scoreOf } from '../../plugin/features/assessment/score-rules';
import { addDays } from '../../plugin/kernel/civil-date';

type Parts = Parameters<typeof scoreOf>[0];

const count = fc.nat({ max: 300 });
const ratio = fc.tuple(count, count).map(([a, b]) => ({ done: Math.min(a, b), of: Math.max(a, b) }));
const weight = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 100_000 })).map((hundredths) => hundredths / 100);

const share = fc.tuple(ratio, weight).map(([{ done, of }, weighs]): Share => {
  return { done, of, weight: of === 0 ? 0 : weighs, rate: of === 0 ? null : done / of };
});
const parts = fc.tuple(share, share, share, share).map(([completion, fullCoverage, briefsOnTime, reviewsInTime]) => {
  return { completion, fullCoverage, briefsOnTime, reviewsInTime };
});

describe('a score', () => {
  it('lies between 0 and 100, and is 100 where, and only where, nothing that weighs is missing', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const score = scoreOf(given);
        const weighing = PARTS.map((part) => given[part]).filter(({ weight: weighs }) => weighs > 0);
        expect(score === null).to.equal(weighing.length === 0);
        if (score === null) return;
        expect(score).to.be.within(0, 100);
        expect(score === 100).to.equal(weighing.every(({ done, of }) => done === of));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is that of the parts with data alone, whatever the others would weigh', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const without = PARTS.filter((part) => given[part].of > 0);
        const [known, weights] = without.reduce(
          ([sum, all], part) => [sum + given[part].weight * (given[part].rate ?? 0), all + given[part].weight],
          [0, 0],
        );
        if (weights > 0) expect(scoreOf(given)).to.be.closeTo((100 * known) / weights, 0.0101);
      }),
    );
  });

  it('is the same by weights that are all so many times as large', () => {
    fc.assert(
      fc.property(parts, fc.integer({ min: 2, max: 9 }), (given, times) => {
        const larger = PARTS.map((part) => [part, { ...given[part], weight: given[part].weight * times }]);
        const other = scoreOf(Object.fromEntries(larger) as Parts);
        if (other === null) expect(scoreOf(given)).to.equal(null);
        else expect(scoreOf(given)).to.be.closeTo(other, 0.0101);
      }),
    );
  });

  it('never falls when more of a part is done', () => {
    fc.assert(
      fc.property(parts, fc.constantFrom(...PARTS), (given, part) => {
        const { done, of } = given[part];
        if (done === of) return;
        const better = { ...given, [part]: { ...given[part], done: done + 1, rate: (done + 1) / of } };
        expect(scoreOf(better) ?? 0).to.be.at.least(scoreOf(given) ?? 0);
      }),
    );
  });
});

const WEIGHTS: Weights = { completion: 50, fullCoverage: 20, briefsOnTime: 20, reviewsInTime: 10 };
const MONDAY = '2021-01-25';

const tally = fc.tuple(count, count, count).map((numbers) => {
  const [returned = 0, sent = 0, due = 0] = [...numbers].sort((a, b) => a - b);
  return { due, sent, returned };
});
const department = fc.record({
  days: fc.array(tally, { minLength: 1, maxLength: 7 }),
  flagged: fc.record({ inTime: count, late: count, open: count }),
  briefs: fc.array(fc.option(fc.boolean()), { minLength: 7, maxLength: 7 }),
});

/** What some departments of a school did, each named by its place. */
const evidence = fc
  .tuple(fc.array(department, { maxLength: 6 }), fc.nat({ max: 7 }))
  .map(([list, briefsDue]): Evidence => {
    const code = (index: number) => `系${index}`;
    const date = (index: number) => addDays(MONDAY, index);
    return {
      departments: list.map((_, index) => code(index)),
      tallies: list.flatMap(({ days }, index) =>
        days.map((each, day) => ({ ...each, department: code(index), date: date(day) })),
      ),
      flagged: list.map(({ flagged }, index) => ({ ...flagged, department: code(index) })),
      briefs: list.flatMap(({ briefs }, index) =>
        briefs.flatMap((onTime, day) =>
          onTime === null ? [] : [{ department: code(index), date: date(day), submittedAt: 0, onTime }],
        ),
      ),
      isBriefDue: (day) => day < date(briefsDue),
      weights: WEIGHTS,
    };
  });

describe('a ranking', () => {
  it('has every department once, with figures that add up', () => {
    fc.assert(
      fc.property(evidence, (given) => {
        const rows = judge(given);
        expect(rows.map((row) => row.department.code).sort()).to.deep.equal([...given.departments].sort());
        for (const { due, reported, unreported, returned, days, parts: each } of rows) {
          expect(due).to.equal(reported + unreported);
          expect(returned).to.be.at.most(unreported);
          expect(days.reduce((sum, day) => sum + day.due, 0)).to.equal(due);
          expect(each.completion).to.include({ done: reported + returned, of: due });
          for (const part of PARTS) expect(each[part].done).to.be.at.most(each[part].of);
          expect(each.fullCoverage.of).to.equal(days.filter((day) => day.due > 0).length);
        }
      }),
    );
  });

  it('puts the better first, lets equals share a rank, and those with nobody due last', () => {
    fc.assert(
      fc.property(evidence, (given) => {
        const rows = judge(given);
        for (const { rank, score, due } of rows) {
          expect(score === null).to.equal(due === 0);
          const better = rows.filter((other) => (other.score ?? -1) > (score ?? -1)).length;
          expect(rank).to.equal(score === null ? null : better + 1);
        }
        const scores = rows.map(({ score }) => score ?? -1);
        expect(scores).to.deep.equal([...scores].sort((a, b) => b - a));
      }),
    );
  });

  it('costs nobody anything for sending reports back', () => {
    fc.assert(
      fc.property(evidence, (given) => {
        const kind = { ...given, tallies: given.tallies.map((each) => ({ ...each, returned: 0 })) };
        const scores = (rows: ReturnType<typeof judge>) => rows.map(({ department: { code }, score }) => [code, score]);
        expect(scores(judge(given))).to.deep.equal(scores(judge(kind)));
      }),
    );
  });
});
