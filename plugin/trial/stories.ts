import type { CivilDate } from '../kernel/civil-date';
import { type TrialAnswers, type Trouble, troubledAnswers } from './answers';
import { decideSoon, decisionAt } from './decisions';
import type { SubmitEvent, TrialEvent } from './events';
import type { Random } from './random';
import { type Pupil, type Stage, someMinute } from './stage';

/** Everything that happens to one student's report of one day; no event where none is to be sent. */
export interface Story {
  studentNo: string;
  date: CivilDate;
  events: TrialEvent[];
}

const TROUBLES: readonly Trouble[] = ['fever', 'symptoms', 'symptoms', 'fever', 'travel'];

/** Two or three fall ill or come back from somewhere each day, for up to three days. Of today's, some wait. */
export function illnesses(stage: Stage): Story[] {
  const random = stage.random('illnesses');
  const others = stage.pupils.filter(({ classCode }) => !stage.leadClasses.includes(classCode));
  const stricken = random.sample(others, stage.days.length * 3);
  return stage.days.flatMap((_, index) =>
    stricken.splice(0, random.int(2, 3)).flatMap((pupil) => {
      const trouble = random.pick(TROUBLES);
      return illness(stage, pupil, index, trouble === 'travel' ? 1 : random.int(1, 3), trouble);
    }),
  );
}

function illness(stage: Stage, pupil: Pupil, first: number, length: number, trouble: Trouble): Story[] {
  return stage.days.slice(first, first + length).map((date, dayOfIllness) => {
    const random = stage.random(`ill/${pupil.no}/${date}`);
    const sent = submit(stage, pupil, date, someMinute(random), (healthy) =>
      troubledAnswers(healthy, trouble, dayOfIllness, random),
    );
    const waits = date === stage.today && random.chance(0.4);
    return story(sent, waits ? [] : [decideSoon(stage, pupil, sent, trouble)]);
  });
}

/** Three were sent back: one refilled within the hour, one the next day, one has not yet. */
export function returns(stage: Stage): Story[] {
  const random = stage.random('returns');
  const others = stage.pupils.filter(({ classCode }) => !stage.leadClasses.includes(classCode));
  const [quick, slow, still] = random.sample(others, 3) as [Pupil, Pupil, Pupil];
  const tooHot = submit(stage, quick, stage.daysAgo(4), 452, misread(389));
  const elsewhere = submit(stage, slow, stage.daysAgo(2), 500, (healthy) => healthy);
  const unclear = submit(stage, still, stage.daysAgo(3), 545, misread(376));
  return [
    story(tooHot, [
      sendBack(stage, quick, tooHot, 61, '体温 38.9 ℃ 和前一天相差很大，请重新量一次再填。'),
      refill(stage, quick, tooHot, tooHot.date, 552),
    ]),
    story(elsewhere, [
      sendBack(stage, slow, elsewhere, 97, '填的地区和电话里说的不一样，请按现在的住处重新选择。'),
      refill(stage, slow, elsewhere, stage.daysAgo(1), 494),
    ]),
    story(unclear, [sendBack(stage, still, unclear, 133, '有没有按时吃药、现在多少度，请写清楚后重新提交。')]),
  ];
}

/** The class to watch: three reports wait, one is sent back, one is missing today, one has come; one was ill and is well. */
export function leadStories(stage: Stage): Story[] {
  const mine = stage.pupils.filter(({ classCode }) => classCode === stage.leadClasses[0]);
  const drawn = stage.random('lead').sample(mine, 7) as [Pupil, Pupil, Pupil, Pupil, Pupil, Pupil, Pupil];
  const [missing, sentBack, punctual, coughing, feverish, travelled, recovered] = drawn;
  return [
    { studentNo: missing.no, date: stage.today, events: [] },
    ...sentBackStory(stage, sentBack),
    cameEarly(stage, punctual),
    waiting(stage, coughing, 'symptoms', slot(stage, Number.POSITIVE_INFINITY, 1_306)),
    waiting(stage, feverish, 'fever', slot(stage, 412, 1_338)),
    waiting(stage, travelled, 'travel', slot(stage, 455, 1_377)),
    ...illness(stage, recovered, Math.max(0, stage.days.length - 5), 2, 'fever'),
  ];
}

function waiting(stage: Stage, pupil: Pupil, trouble: Trouble, { date, minute }: Slot): Story {
  const random = stage.random(`waiting/${pupil.no}`);
  return story(
    submit(stage, pupil, date, minute, (healthy) => troubledAnswers(healthy, trouble, 0, random)),
    [],
  );
}

/** Sent back this morning; before 08:20 there was no time for that yet, so it was yesterday, and today is missing. */
function sentBackStory(stage: Stage, pupil: Pupil): Story[] {
  const { date } = slot(stage, 500, 0);
  const sent = submit(stage, pupil, date, 428, misread(387));
  const told = story(sent, [sendBack(stage, pupil, sent, 67, '体温 38.7 ℃ 和昨天相差很大，请重新量一次再填。')]);
  return date === stage.today ? [told] : [told, { studentNo: pupil.no, date: stage.today, events: [] }];
}

/** At 07:42, or by half of the time that today has run. */
function cameEarly(stage: Stage, pupil: Pupil): Story {
  const minute = Math.min(462, stage.minuteOf(stage.now, stage.today) / 2);
  return story(
    submit(stage, pupil, stage.today, minute, (healthy) => healthy),
    [],
  );
}

interface Slot {
  date: CivilDate;
  minute: number;
}

/** Today at a minute, if that has come; otherwise yesterday at another. */
function slot(stage: Stage, today: number, yesterday: number): Slot {
  const come = stage.minuteOf(stage.now, stage.today) >= today;
  return come ? { date: stage.today, minute: today } : { date: stage.daysAgo(1), minute: yesterday };
}

/** Somebody's thermometer slipped: a temperature that the next reading does not bear out. */
function misread(tenths: number): (healthy: TrialAnswers) => TrialAnswers {
  return (healthy) => ({ ...healthy, temperature: tenths / 10 });
}

function submit(
  stage: Stage,
  pupil: Pupil,
  date: CivilDate,
  minute: number,
  change: (healthy: TrialAnswers) => TrialAnswers,
): SubmitEvent {
  const random: Random = stage.random(`story/${pupil.no}/${date}`);
  const answers = change(stage.healthy(pupil, random));
  return { kind: 'submit', at: stage.at(date, minute), studentNo: pupil.no, date, answers };
}

function sendBack(stage: Stage, pupil: Pupil, sent: SubmitEvent, minutes: number, note: string): TrialEvent {
  return decisionAt(stage, pupil, sent, sent.at + minutes * 60_000, 'return', note);
}

function refill(stage: Stage, pupil: Pupil, sent: SubmitEvent, on: CivilDate, minute: number): SubmitEvent {
  const answers = { ...stage.healthy(pupil, stage.random(`refill/${pupil.no}`)), note: '已按要求重新填写' };
  return { ...sent, at: stage.at(on, minute), answers };
}

function story(sent: SubmitEvent, after: TrialEvent[]): Story {
  return { studentNo: sent.studentNo, date: sent.date, events: [sent, ...after] };
}
