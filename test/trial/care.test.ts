import { deepEqual, equal, ok } from 'node:assert/strict';
import { addDays, daysFrom } from '../../plugin/kernel/civil-date';
import { makeCare } from '../../plugin/trial/care';
import type { CareEvent } from '../../plugin/trial/care-events';
import { classesOf } from '../../plugin/trial/school';
import { clock, schoolAt, TODAY } from './made-up';

function careAt(time: string, seed = 'trial') {
  const { school, events } = schoolAt(time, seed);
  const now = clock(time);
  return { school, events, now, care: makeCare({ school, seed, today: TODAY, now }, events) };
}

/** Plays who is looked after by the module's rules; throws at the first note that nobody could have written. */
function casesAfter({ events, care }: ReturnType<typeof careAt>): { open: Map<string, number>; closed: string[] } {
  const open = new Map<string, number>();
  const closed: string[] = [];
  const all = [...events, ...care].sort((one, other) => one.at - other.at);
  for (const event of all) {
    if (event.kind === 'decide' && event.decision === 'confirm')
      open.set(event.studentNo, open.get(event.studentNo) ?? 0);
    if (event.kind === 'found') open.set(event.studentNo, 1);
    if (event.kind !== 'note' && event.kind !== 'close') continue;
    const notes = open.get(event.studentNo);
    ok(notes !== undefined, `${event.kind} about ${event.studentNo}, whom nobody looks after`);
    if (event.kind === 'note') open.set(event.studentNo, notes + 1);
    else closed.push(event.studentNo);
    if (event.kind === 'close') open.delete(event.studentNo);
  }
  return { open, closed };
}

describe('what teachers do in the trial beside the reports', () => {
  for (const seed of ['checkin', 'trial', 'a'])
    for (const time of ['00:00', '12:00', '23:50'])
      it(`is possible, with open cases, closed ones and one day missing: ${time}, grown from "${seed}"`, () => {
        const played = careAt(time, seed);
        const { care, now, school } = played;
        ok(care.every(({ at }, index) => at <= now && at >= (care[index - 1]?.at ?? 0)));
        const { open, closed } = casesAfter(played);
        ok([...open.values()].filter((notes) => notes > 0).length >= 2, JSON.stringify([...open]));
        ok(closed.length >= 1);
        const entered = new Set(
          care.flatMap((each) => (each.kind === 'follow-up' ? [each.classCode + each.date] : [])),
        );
        const past = daysFrom(school.campaign.startsOn, addDays(TODAY, -1));
        const due = school.campaign.followUp.flatMap((code) => past.map((date) => code + date));
        equal(due.filter((key) => !entered.has(key)).length, 1);
      });

  it('is done by the teachers of the class, for no more people than there are', () => {
    const { school, care } = careAt('23:50');
    const staff = new Map(school.staff.map((each) => [each.工号, each]));
    const students = new Map(school.students.map((each) => [each.学号, each]));
    const classOf = (event: CareEvent) =>
      event.kind === 'follow-up' ? event.classCode : (students.get(event.studentNo)?.班级 ?? '');
    for (const event of care) {
      const teacher = staff.get(event.staffNo);
      ok(teacher && classesOf(school, teacher).includes(classOf(event)));
      if (event.kind !== 'follow-up') continue;
      const members = school.students.filter((each) => each.班级 === event.classCode && each.学籍状态 === '在读');
      ok(event.headcount <= members.length && event.headcount > members.length - 3);
    }
  });

  it('is the same each time', () => {
    deepEqual(careAt('12:00').care, careAt('12:00').care);
  });
});
