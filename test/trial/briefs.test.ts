import { deepEqual, equal, ok } from 'node:assert/strict';
import { addDays } from '../../plugin/kernel/civil-date';
import { makeBriefs } from '../../plugin/trial/briefs';
import { makeSchool } from '../../plugin/trial/school';
import { clock, TODAY } from './made-up';

const YESTERDAY = addDays(TODAY, -1);

describe('the made-up briefs', () => {
  const school = makeSchool({ seed: 'trial', today: TODAY });
  const at = (time: string) => makeBriefs({ school, seed: 'trial', today: TODAY, now: clock(time) });

  it('are of every department and past day, each once and by its contact, on the morning after', () => {
    const briefs = at('12:00').filter(({ date }) => date < YESTERDAY);
    equal(briefs.length, 4 * 7);
    equal(new Set(briefs.map(({ date, department }) => `${date}${department}`)).size, briefs.length);
    for (const { staffNo, department } of briefs)
      deepEqual([school.staff.find(({ 工号 }) => 工号 === staffNo)?.管辖范围], [department]);
    const time = (brief: (typeof briefs)[number]) => new Date(brief.at + 8 * 3_600_000).toISOString();
    ok(briefs.every((brief) => time(brief).slice(0, 10) === addDays(brief.date, 1)));
    const late = briefs.filter((brief) => time(brief).slice(11, 16) > '10:00');
    ok(late.length > 0 && late.length < briefs.length / 2, `${late.length} are late`);
  });

  it('leave two of yesterday to be reported, and are never of later than now', () => {
    const departments = (time: string) =>
      at(time).flatMap(({ date, department }) => (date === YESTERDAY ? department : []));
    deepEqual(departments('12:00').sort(), ['信息', '旅管', '电气', '经管', '航修']);
    deepEqual(departments('08:00'), []);
  });
});
