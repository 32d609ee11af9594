import { addDays } from '../kernel/civil-date';
import type { Trouble } from './answers';
import type { DecideEvent, SubmitEvent } from './events';
import type { Random } from './random';
import type { Pupil, Stage } from './stage';

const OPENS = 8 * 60 + 5;
const CLOSES = 21 * 60 + 30;

type Verdict = Pick<DecideEvent, 'decision' | 'note'>;

const VERDICTS: Record<Trouble, readonly Verdict[]> = {
  fever: [
    { decision: 'confirm', note: '已电话联系家长，去社区医院看过，在家休息，每天再问。' },
    { decision: 'confirm', note: '与本人视频核实，已就诊，同住的人没有症状。' },
  ],
  symptoms: [
    { decision: 'clear', note: '电话核实：普通感冒，不发热，近期没有外出。' },
    { decision: 'clear', note: '问过本人，吃坏了肚子，今天已好转。' },
    { decision: 'confirm', note: '有咳嗽，已提醒就医，明天再联系。' },
  ],
  travel: [
    { decision: 'confirm', note: '行程已核实，社区已登记，居家观察，每天跟进。' },
    { decision: 'clear', note: '核实过行程，只是路过，社区回复不用观察。' },
  ],
};

/**
 * The decision that follows a flagged report: half an hour to two and a half hours later, by day only (08:05–21:30,
 * otherwise the next morning). Mostly by the class teacher, now and then by the class's counsellor.
 */
export function decideSoon(stage: Stage, pupil: Pupil, sent: SubmitEvent, trouble: Trouble): DecideEvent {
  const random = stage.random(`decision/${pupil.no}/${sent.date}`);
  const { decision, note } = random.pick(VERDICTS[trouble]);
  const at = byDay(stage, sent, random);
  return decisionAt(stage, pupil, sent, at, decision, note, random.chance(0.12));
}

/** A decision on a report at an instant, by the class teacher or, if so asked, by the counsellor. */
export function decisionAt(
  stage: Stage,
  pupil: Pupil,
  sent: SubmitEvent,
  at: number,
  decision: DecideEvent['decision'],
  note: string,
  byCounsellor = false,
): DecideEvent {
  const teacher = stage.teacherOf(pupil.classCode);
  const staff = byCounsellor ? (stage.counsellorOf(pupil.classCode) ?? teacher) : teacher;
  return { kind: 'decide', at, staffNo: staff.工号, decision, note, studentNo: sent.studentNo, date: sent.date };
}

function byDay(stage: Stage, sent: SubmitEvent, random: Random): number {
  const minute = stage.minuteOf(sent.at, sent.date) + random.int(30, 150);
  if (minute > CLOSES) return stage.at(addDays(sent.date, 1), OPENS + random.int(5, 80));
  return stage.at(sent.date, Math.max(minute, OPENS + random.int(0, 40)));
}
