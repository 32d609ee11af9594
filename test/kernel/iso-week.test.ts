import { expect } from 'chai';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { addDays } from '../../plugin/kernel/civil-date';
import { addWeeks, daysOfIsoWeek, isIsoWeek, isoWeekOf } from '../../plugin/kernel/iso-week';

const dates = fc.integer({ min: -40_000, max: 60_000 }).map((days) => addDays('2000-01-01', days));

describe('weeks of ISO 8601', () => {
  it('are those of the calendar, Monday first', () => {
    fc.assert(
      fc.property(dates, (date) => {
        const { yearOfWeek, weekOfYear, dayOfWeek } = Temporal.PlainDate.from(date);
        const week = isoWeekOf(date);
        expect(week).to.equal(`${yearOfWeek}-W${String(weekOfYear).padStart(2, '0')}`);
        expect(isIsoWeek(week)).to.equal(true);
        expect(daysOfIsoWeek(week)).to.have.length(7);
        expect(daysOfIsoWeek(week).indexOf(date)).to.equal(dayOfWeek - 1);
      }),
      { numRuns: 2_000 },
    );
  });

  it('follow each other across the end of a year', () => {
    expect(isoWeekOf('2021-01-03')).to.equal('2020-W53');
    expect(addWeeks('2020-W53', 1)).to.equal('2021-W01');
    expect(addWeeks('2021-W01', -1)).to.equal('2020-W53');
    fc.assert(
      fc.property(dates, fc.integer({ min: -300, max: 300 }), (date, count) => {
        expect(addWeeks(isoWeekOf(date), count)).to.equal(isoWeekOf(addDays(date, 7 * count)));
      }),
    );
  });

  it('know what is none', () => {
    for (const text of ['2021-W53', '2021-W00', '2021-W60', '2021-W4', '2021W04', '2021-w04', ' 2021-W04', '', 4, null])
      expect(isIsoWeek(text), String(text)).to.equal(false);
    for (const text of ['0000-W01', '9999-W52', '2020-W53', '2021-W04']) expect(isIsoWeek(text), text).to.equal(true);
  });
});
