import { expect } from 'chai';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import {
  addDays,
  civilDateOf,
  daysBetween,
  daysFrom,
  earlierOf,
  instantOf,
  isCivilDate,
  wallTime,
  weekdayOf,
} from '../../plugin/kernel/civil-date';

const ZONES = ['Asia/Shanghai', 'Asia/Urumqi', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'];
const instants = fc.integer({ min: Date.UTC(1980, 0, 1), max: Date.UTC(2100, 0, 1) });

describe('civil dates', () => {
  it('are those of the wall clock, in any zone and through its changes of time', () => {
    fc.assert(
      fc.property(instants, fc.constantFrom(...ZONES), (instant, zone) => {
        const there = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
        expect(civilDateOf(instant, zone)).to.equal(there.toPlainDate().toString());
        expect(wallTime(instant, zone).time).to.equal(there.toPlainTime().toString().slice(0, 5));
      }),
      { numRuns: 500 },
    );
  });

  it('know that clocks went forward in China in 1986, where a fixed offset is wrong', () => {
    const instant = Date.UTC(1986, 6, 1, 15, 30);
    expect(civilDateOf(instant, 'Asia/Shanghai')).to.equal('1986-07-02');
  });

  it('find the instant of a time of day', () => {
    fc.assert(
      fc.property(instants, fc.constantFrom(...ZONES), fc.integer({ min: 0, max: 1439 }), (instant, zone, minute) => {
        const date = civilDateOf(instant, zone);
        const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
        const found = instantOf(date, time, zone);
        const shown = wallTime(found, zone);
        const plain = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: time });
        const skipped = plain.toPlainTime().toString().slice(0, 5) !== time;
        if (!skipped) expect([shown.date, shown.time]).to.deep.equal([date, time]);
      }),
      { numRuns: 300 },
    );
  });

  it('count days over year ends and leap days', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: -800, max: 800 }), (instant, count) => {
        const date = civilDateOf(instant, 'UTC');
        const later = Temporal.PlainDate.from(date).add({ days: count });
        expect(addDays(date, count)).to.equal(later.toString());
        expect(daysBetween(date, later.toString())).to.equal(count);
        expect(weekdayOf(date)).to.equal(Temporal.PlainDate.from(date).dayOfWeek % 7);
      }),
    );
    expect(daysFrom('2020-12-30', '2021-01-02')).to.deep.equal([
      '2020-12-30',
      '2020-12-31',
      '2021-01-01',
      '2021-01-02',
    ]);
    expect(daysFrom('2021-01-02', '2021-01-01')).to.deep.equal([]);
    expect(earlierOf('2021-01-02', '2020-12-31')).to.equal('2020-12-31');
  });

  it('are real days, written plainly', () => {
    for (const good of ['2020-02-29', '2021-12-31', '0001-01-01']) expect(isCivilDate(good), good).to.equal(true);
    for (const bad of [
      '2021-02-29',
      '2021-2-3',
      '2021-13-01',
      '2021-00-10',
      '20210101',
      '2021-01-01T00',
      '',
      null,
      5,
      '+02021-01-01',
    ])
      expect(isCivilDate(bad), String(bad)).to.equal(false);
  });
});
