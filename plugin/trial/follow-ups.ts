import type { CivilDate } from '../kernel/civil-date';
import type { CareEvent, FollowUpEvent } from './care-events';
import { CADETS } from './classes';
import type { MadeUpSchool } from './school';
import type { Stage } from './stage';

/** Which of the classes outside the app was forgotten once, two days ago. */
const FORGETFUL = 2;
/** In whose class somebody was ill yesterday: the teacher whom the portal offers. */
const WATCHED = 0;
const REMARKS = ['班级群里都回了', '电话和群里都问过', ''] as const;

/** The classes outside the app, entered each evening; one day is missing, and somebody is ill since yesterday. */
export function makeFollowUps(stage: Stage, school: MadeUpSchool): CareEvent[] {
  const ill = illSinceYesterday(stage, school);
  const entries = school.campaign.followUp.flatMap((classCode, index) =>
    stage.days
      .filter((date) => !(index === FORGETFUL && date === stage.daysAgo(2)))
      .map((date) => {
        const isIll = index === WATCHED && date === stage.daysAgo(1);
        return entry(stage, school, classCode, date, isIll ? [{ studentNo: ill.studentNo, note: ill.note }] : []);
      }),
  );
  return [...entries, ill];
}

function entry(
  stage: Stage,
  school: MadeUpSchool,
  classCode: string,
  date: CivilDate,
  abnormal: FollowUpEvent['abnormal'],
): FollowUpEvent {
  const random = stage.random(`follow-up/${classCode}/${date}`);
  const missed = random.chance(0.15) ? random.int(1, 2) : 0;
  return {
    kind: 'follow-up',
    at: stage.at(date, 1_050 + random.next() * 150),
    staffNo: stage.teacherOf(classCode).工号,
    classCode,
    date,
    headcount: membersOf(school, classCode).length - missed,
    abnormal,
    note: missed > 0 ? `${missed} 人电话不通，明天再打` : random.pick(REMARKS),
  };
}

/** Those whom nothing but their class exempts. */
function membersOf(school: MadeUpSchool, classCode: string): string[] {
  return school.students
    .filter((each) => each.班级 === classCode && each.学籍状态 === '在读' && each.学生类别 !== CADETS.category)
    .map(({ 学号 }) => 学号);
}

function illSinceYesterday(stage: Stage, school: MadeUpSchool) {
  const classCode = school.campaign.followUp[WATCHED] ?? '';
  const [studentNo = ''] = stage.random('outside').sample(membersOf(school, classCode), 1);
  const date = stage.daysAgo(1);
  return {
    kind: 'found',
    at: stage.at(date, 1_260),
    staffNo: stage.teacherOf(classCode).工号,
    studentNo,
    date,
    step: 'home',
    note: '低烧 37.6 ℃，在家休息，家长在照看',
  } as const;
}
