import { addDays, civilDateOf, daysFrom } from '../kernel/civil-date';
import type { CareEvent, CloseEvent, NoteEvent } from './care-events';
import type { DaysInput } from './days';
import type { DecideEvent, TrialEvent } from './events';
import { makeFollowUps } from './follow-ups';
import { type Stage, setStage } from './stage';

const TIME_ZONE = 'Asia/Shanghai';
const EVENING = 19 * 60;
const MORNING = 9 * 60 + 30;
const MINUTE = 60_000;

const FIRST: readonly Pick<NoteEvent, 'step' | 'note'>[] = [
  { step: 'hospital', note: '父亲陪着去了县医院发热门诊，血常规正常，开了药' },
  { step: 'home', note: '社区医生上门看过，按普通感冒处理，在家休息' },
  { step: 'home', note: '和家长通了电话，同住的人都没有症状，在家观察' },
];
const BETWEEN = ['还在吃药，体温比昨天低', '没有新的症状，吃得下饭', '视频看了体温计，在慢慢退烧'] as const;
const BETTER = ['不烧了，再看一天', '已经不咳，精神好'] as const;
/** Of the students who are looked after, so many are left without a word for days. */
const FORGOTTEN = 0.2;

/**
 * What teachers did beside the reports until `now`, in order of time: the classes outside the app, and the students whose
 * report was confirmed, with a note each evening until they are well. The same input gives the same events.
 */
export function makeCare({ school, seed, today, now }: DaysInput, events: readonly TrialEvent[]): CareEvent[] {
  const stage = setStage(school, seed, today, now);
  const care = [
    ...makeFollowUps(stage, school),
    ...[...confirmed(events)].flatMap((each) => lookAfter(stage, ...each)),
  ];
  return care.filter(({ at }) => at <= now).sort((one, other) => one.at - other.at);
}

/** The decisions that confirmed somebody's reports, by student, in order of time. */
function confirmed(events: readonly TrialEvent[]): Map<string, DecideEvent[]> {
  const byStudent = new Map<string, DecideEvent[]>();
  for (const event of events) {
    if (event.kind !== 'decide' || event.decision !== 'confirm') continue;
    byStudent.set(event.studentNo, [...(byStudent.get(event.studentNo) ?? []), event]);
  }
  return byStudent;
}

/** A note each evening from the first confirmation to the day after the last, when all is well, and the end a day later. */
function lookAfter(stage: Stage, studentNo: string, decisions: readonly DecideEvent[]): CareEvent[] {
  const random = stage.random(`care/${studentNo}`);
  const [first, last] = [decisions[0], decisions.at(-1)];
  if (!first || !last) return [];
  const common = { staffNo: first.staffNo, studentNo };
  const better = addDays(civilDateOf(last.at, TIME_ZONE), 1);
  const evenings = daysFrom(civilDateOf(first.at, TIME_ZONE), better);
  const notes = evenings.map((date, index): NoteEvent => {
    const at = Math.max(stage.at(date, EVENING + random.next() * 90), index === 0 ? first.at + 20 * MINUTE : 0);
    if (index === 0) return { ...common, kind: 'note', at, ...random.pick(FIRST) };
    if (date === better) return { ...common, kind: 'note', at, step: 'better', note: random.pick(BETTER) };
    return { ...common, kind: 'note', at, note: random.pick(BETWEEN) };
  });
  if (random.chance(FORGOTTEN)) return notes.slice(0, 1);
  const at = stage.at(addDays(better, 1), MORNING + random.next() * 60);
  const end: CloseEvent = { ...common, kind: 'close', at, outcome: 'recovered', note: '两天没有症状，恢复正常打卡' };
  return [...notes, end];
}
