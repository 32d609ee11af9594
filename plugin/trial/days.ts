import type { CivilDate } from '../kernel/civil-date';
import { reportKey, type SubmitEvent, type TrialEvent } from './events';
import type { MadeUpSchool } from './school';
import { type Pupil, type Stage, setStage, someMinute } from './stage';
import { illnesses, leadStories, returns, type Story } from './stories';

/** Of those who report at all, how many did on the first day, the second …; the last figure holds from then on. */
const RATES = [0.84, 0.915, 0.955, 0.98, 0.985] as const;
const NEVER_REPORT = 6;
const LAST_MINUTE = 1_438;

/** What there is to play the made-up days from. */
export interface DaysInput {
  school: MadeUpSchool;
  seed: string;
  today: CivilDate;
  /** Nothing happens after this instant, in milliseconds; it lies in `today`, school time. */
  now: number;
}

/**
 * The days from the campaign's start to `now`, in order of time: who reported what and when, and what teachers decided.
 * The same input gives the same events. Whatever the time of day, one class teacher has three reports waiting, and one
 * student of that class is sent back, one has not reported today and one has.
 */
export function makeDays({ school, seed, today, now }: DaysInput): TrialEvent[] {
  const stage = setStage(school, seed, today, now);
  // Where two tell of the same student and day, the later one holds.
  const stories = [...illnesses(stage), ...returns(stage), ...leadStories(stage)];
  const told = new Map(stories.map((story) => [reportKey(story.studentNo, story.date), story]));
  const events = [...told.values()].flatMap((story) => story.events);
  const silent = neverReporting(stage, new Set(stories.map(({ studentNo }) => studentNo)));
  for (const date of stage.days) events.push(...ordinaryDay(stage, date, told, silent));
  return events.filter(({ at }) => at <= now).sort((one, other) => one.at - other.at);
}

function ordinaryDay(
  stage: Stage,
  date: CivilDate,
  told: ReadonlyMap<string, Story>,
  silent: ReadonlySet<string>,
): SubmitEvent[] {
  return stage.pupils
    .filter(({ no }) => !silent.has(no) && !told.has(reportKey(no, date)))
    .flatMap((pupil) => ordinaryReport(stage, pupil, date));
}

/** One submission, none for those who forget, and now and then a correction soon after. */
function ordinaryReport(stage: Stage, pupil: Pupil, date: CivilDate): SubmitEvent[] {
  const random = stage.random(`day/${pupil.no}/${date}`);
  if (!random.chance(rateOf(stage, pupil, date))) return [];
  const usual = random.chance(0.08) ? someMinute(random) : pupil.usualMinute + (random.next() - 0.5) * 50;
  const minute = Math.min(LAST_MINUTE, Math.max(1, usual));
  const submit = (when: number): SubmitEvent => ({
    kind: 'submit',
    at: stage.at(date, when),
    studentNo: pupil.no,
    date,
    answers: stage.healthy(pupil, random),
  });
  const corrects = random.chance(0.004) && minute + 20 < LAST_MINUTE;
  return corrects ? [submit(minute), submit(minute + 20 * random.next() + 1)] : [submit(minute)];
}

function rateOf(stage: Stage, pupil: Pupil, date: CivilDate): number {
  const overall = RATES[Math.min(stage.days.indexOf(date), RATES.length - 1)] ?? 1;
  const ofClass = stage.random(`class/${pupil.classCode}`).next() * 0.03 - 0.018;
  return (overall + ofClass) * (pupil.careless ? 0.85 : 1);
}

function neverReporting(stage: Stage, inStories: ReadonlySet<string>): Set<string> {
  const others = stage.pupils.filter(
    ({ no, classCode }) => !inStories.has(no) && !stage.leadClasses.includes(classCode),
  );
  return new Set(
    stage
      .random('never')
      .sample(others, NEVER_REPORT)
      .map(({ no }) => no),
  );
}
