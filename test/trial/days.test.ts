import { deepEqual, equal, notDeepEqual, ok } from 'node:assert/strict';
import { addDays, civilDateOf } from '../../plugin/kernel/civil-date';
import { makeDays } from '../../plugin/trial/days';
import type { TrialEvent } from '../../plugin/trial/events';
import { classesOf, isDue } from '../../plugin/trial/school';
import { clock, schoolAt, TODAY } from './made-up';

const TIMES = ['00:00', '00:30', '07:00', '12:00', '23:50'];
const SEEDS = ['trial', 'a', 'b'];

/** From which states each thing may happen (contract, "A report's life"), and what it leaves. */
const LIFE = {
  submit: { from: ['none', 'normal', 'returned'], to: '' },
  return: { from: ['normal', 'pending', 'confirmed', 'cleared'], to: 'returned' },
  confirm: { from: ['pending'], to: 'confirmed' },
  clear: { from: ['pending'], to: 'cleared' },
} as const;

/** Plays the events by the contract's rules; throws at the first that they forbid. */
function playByTheRules(events: readonly TrialEvent[]): Map<string, string> {
  const states = new Map<string, string>();
  for (const event of events) {
    const key = `${event.studentNo} ${event.date}`;
    const before = states.get(key) ?? 'none';
    const { from, to } = LIFE[event.kind === 'submit' ? 'submit' : event.decision];
    ok((from as readonly string[]).includes(before), `${event.kind} of ${key}, which is ${before}`);
    const onTime = civilDateOf(event.at, 'Asia/Shanghai') === event.date;
    if (event.kind === 'submit') ok(onTime || before === 'returned', `${key} was sent on another day`);
    states.set(key, event.kind === 'submit' ? stateOf(event.answers) : to);
  }
  return states;
}

function stateOf(answers: { temperature: number; symptoms: string[]; highRiskArea: boolean }): string {
  return answers.temperature > 37.3 || answers.highRiskArea || answers.symptoms.length > 0 ? 'pending' : 'normal';
}

for (const seed of SEEDS) {
  for (const time of TIMES) {
    describe(`the made-up days, looked at at ${time}, grown from "${seed}"`, () => {
      const { now, school, events, personas } = schoolAt(time, seed);
      const lead = school.staff.find(({ 工号 }) => 工号 === personas.find(({ role }) => role === '班主任')?.personNo);
      const classes = lead ? classesOf(school, lead) : [];
      const mine = school.students.filter((student) => classes.includes(student.班级) && isDue(school, student));

      it('are in order, within the campaign and never after now', () => {
        ok(events.every(({ at }, index) => at <= now && at >= (events[index - 1]?.at ?? 0)));
        ok(events.every(({ date }) => date >= school.campaign.startsOn && date <= TODAY));
      });

      it('do only what a report allows', () => {
        playByTheRules(events);
      });

      it('leave the watched class with three that wait, one sent back, one missing and one that came', () => {
        const states = playByTheRules(events);
        const today = mine.map(({ 学号 }) => states.get(`${学号} ${TODAY}`));
        const ever = mine.flatMap(({ 学号 }) => [...states].filter(([key]) => key.startsWith(学号)).map(([, s]) => s));
        equal(ever.filter((state) => state === 'pending').length, 3);
        ok(ever.includes('returned'));
        ok(today.includes(undefined));
        ok(today.includes('normal'));
      });

      it('let nobody report who is not due, and nobody decide outside the own classes', () => {
        const students = new Map(school.students.map((student) => [student.学号, student]));
        const staff = new Map(school.staff.map((each) => [each.工号, each]));
        for (const event of events) {
          const student = students.get(event.studentNo);
          ok(student && isDue(school, student));
          if (event.kind !== 'decide') continue;
          const decider = staff.get(event.staffNo);
          ok(decider && classesOf(school, decider).includes(student.班级));
        }
      });
    });
  }
}

describe('the made-up days', () => {
  it('are the same each time, and others from another seed', () => {
    const { now, school, events } = schoolAt('12:00');
    deepEqual(schoolAt('12:00').events, events);
    notDeepEqual(makeDays({ school, seed: 'another', today: TODAY, now }), events);
  });

  it('leave the days before as they were, when looked at later in the day', () => {
    const until = clock('00:00') - 1;
    const seen = (time: string): TrialEvent[] => schoolAt(time).events.filter(({ at }) => at <= until);
    // Before the watched class can have been dealt with this morning, its stories are told of yesterday.
    deepEqual(seen('23:50'), seen('12:00'));
  });

  it('fill in the form as the contract has it', () => {
    for (const event of schoolAt('23:50').events) {
      if (event.kind !== 'submit') continue;
      const { temperature, highRiskArea, highRiskPlaces, location, truthful } = event.answers;
      ok(temperature >= 34 && temperature <= 42 && Number(temperature.toFixed(1)) === temperature);
      equal(Boolean(highRiskPlaces), highRiskArea);
      ok(/^[^/]+\/[^/]+\/[^/]+$/.test(location.region));
      equal(truthful, true);
    }
  });

  it('come closer to everybody from day to day', () => {
    const { events, school } = schoolAt('23:50');
    const due = school.students.filter((student) => isDue(school, student)).length;
    const share = (daysAgo: number): number => {
      const date = addDays(TODAY, -daysAgo);
      return new Set(events.filter((event) => event.date === date).map(({ studentNo }) => studentNo)).size / due;
    };
    ok(share(5) < share(4) && share(4) < share(3), `${share(5)} ${share(4)} ${share(3)}`);
    ok(share(5) > 0.75 && share(0) > 0.93 && share(0) < 1, `${share(5)} … ${share(0)}`);
  });
});
