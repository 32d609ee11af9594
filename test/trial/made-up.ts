import { instantOf } from '../../plugin/kernel/civil-date';
import { makeDays } from '../../plugin/trial/days';
import { personasOf } from '../../plugin/trial/personas';
import { makeSchool } from '../../plugin/trial/school';

/** The day on which the trial is looked at. */
export const TODAY = '2026-01-21';

/** An hour of {@link TODAY} on the school's clock, in milliseconds. */
export const clock = (time: string): number => instantOf(TODAY, time, 'Asia/Shanghai');

/** The made-up school with what happened in it until a time of day. */
export function schoolAt(time: string, seed = 'trial') {
  const now = clock(time);
  const school = makeSchool({ seed, today: TODAY });
  const events = makeDays({ school, seed, today: TODAY, now });
  return { now, school, events, personas: personasOf({ school, events, today: TODAY }) };
}
