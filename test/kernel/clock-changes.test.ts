import { expect } from 'chai';
import { Temporal } from 'temporal-polyfill';
import { addDays, civilDateOf, instantOf, wallTime } from '../../plugin/kernel/civil-date';

/** The instant of a wall clock by the oracle; of two, the earlier one. */
function oracle(date: string, time: string, timeZone: string): number {
  const plain = Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(time));
  return plain.toZonedDateTime(timeZone, { disambiguation: 'earlier' }).epochMilliseconds;
}

const TIMES = ['00:00', '00:30', '01:00', '01:30', '02:00', '02:30', '03:00', '10:00', '23:00', '23:59'];

/** Days around a change of the clock, forward and back. */
const CHANGES: [zone: string, days: string[]][] = [
  ['Asia/Shanghai', ['1986-05-04', '1986-09-14', '1987-04-12', '1988-09-11', '1990-04-15', '1991-09-15']],
  ['America/New_York', ['2021-03-14', '2021-11-07']],
  ['America/Havana', ['2021-03-14', '2021-11-07']],
  ['Australia/Lord_Howe', ['2021-04-04', '2021-10-03']],
  ['Europe/Berlin', ['2021-03-28', '2021-10-31']],
];

describe('a change of the clock', () => {
  for (const [zone, days] of CHANGES)
    it(`leaves every time of day its instant in ${zone}`, () => {
      for (const day of days.flatMap((each) => [addDays(each, -1), each, addDays(each, 1)]))
        for (const time of TIMES) {
          const found = instantOf(day, time, zone);
          const shown = wallTime(found, zone);
          const expected = oracle(day, time, zone);
          if (wallTime(expected, zone).time === time) expect(found, `${day} ${time}`).to.equal(expected);
          // A time that the clock skipped: what it shows first after it.
          else expect(wallTime(found - 1, zone).asUtc < Date.parse(`${day}T${time}:00Z`)).to.equal(true);
          expect(`${shown.date} ${shown.time}` >= `${day} ${time}`, `${day} ${time}`).to.equal(true);
        }
    });

  it('that skips a time leads to the first instant after the gap', () => {
    for (const time of ['02:00', '02:30', '02:59'])
      expect(instantOf('2021-03-14', time, 'America/New_York')).to.equal(Date.UTC(2021, 2, 14, 7));
    expect(instantOf('2021-03-14', '03:00', 'America/New_York')).to.equal(Date.UTC(2021, 2, 14, 7));
    expect(instantOf('2021-03-14', '00:00', 'America/Havana')).to.equal(Date.UTC(2021, 2, 14, 5));
  });

  it('that shows a time twice means the earlier one, so that a day begins when it first begins', () => {
    expect(instantOf('2021-11-07', '01:30', 'America/New_York')).to.equal(Date.UTC(2021, 10, 7, 5, 30));
    expect(instantOf('1986-09-14', '01:30', 'Asia/Shanghai')).to.equal(Date.UTC(1986, 8, 13, 16, 30));
    const midnight = instantOf('2021-11-07', '00:00', 'America/Havana');
    expect(civilDateOf(midnight, 'America/Havana')).to.equal('2021-11-07');
    expect(civilDateOf(midnight - 1, 'America/Havana')).to.equal('2021-11-06');
  });

  it('begins each day of a year right after the last one, wherever the school is', () => {
    for (const zone of ['Asia/Shanghai', 'America/New_York', 'Asia/Kathmandu'])
      for (let day = '2020-12-25'; day < '2021-12-31'; day = addDays(day, 1)) {
        const midnight = instantOf(day, '00:00', zone);
        expect(civilDateOf(midnight, zone)).to.equal(day);
        expect(civilDateOf(midnight - 1, zone)).to.equal(addDays(day, -1));
      }
  });
});
