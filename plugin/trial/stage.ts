import { addDays, type CivilDate, daysFrom, instantOf } from '../kernel/civil-date';
import { healthyAnswers, homeOf, type TrialAnswers } from './answers';
import { type Random, randomOf } from './random';
import type { Region } from './regions';
import { classesOf, isDue, type MadeUpSchool } from './school';
import type { StaffRow } from './staff';
import type { StudentRow } from './students';

const TIME_ZONE = 'Asia/Shanghai';
const MINUTE = 60_000;

/** A student who has to report, with the habits that make the days look alike. */
export interface Pupil {
  no: string;
  classCode: string;
  home: Region;
  usesGps: boolean;
  /** When this one usually reports, in minutes after midnight. */
  usualMinute: number;
  careless: boolean;
}

/** What every story of the made-up days needs to know. */
export interface Stage {
  today: CivilDate;
  now: number;
  /** From the campaign's first day to today. */
  days: CivilDate[];
  pupils: Pupil[];
  /** The class teacher with the most classes: the one to watch in the trial. */
  leadTeacher: StaffRow;
  leadClasses: string[];
  daysAgo(count: number): CivilDate;
  /** The instant a number of minutes (a fraction too) after a day began. */
  at(date: CivilDate, minute: number): number;
  minuteOf(instant: number, date: CivilDate): number;
  random(use: string): Random;
  healthy(pupil: Pupil, random: Random): TrialAnswers;
  teacherOf(classCode: string): StaffRow;
  counsellorOf(classCode: string): StaffRow | undefined;
}

/** Looks everything up once. */
export function setStage(school: MadeUpSchool, seed: string, today: CivilDate, now: number): Stage {
  const days = daysFrom(school.campaign.startsOn, today);
  const midnights = new Map(days.map((date) => [date, instantOf(date, '00:00', TIME_ZONE)]));
  const midnight = (date: CivilDate): number => midnights.get(date) ?? instantOf(date, '00:00', TIME_ZONE);
  const staff = staffByClass(school);
  const leadTeacher = leadOf(school);
  return {
    today,
    now,
    days,
    pupils: school.students.filter((each) => isDue(school, each)).map((each) => pupilOf(each, seed)),
    leadTeacher,
    leadClasses: classesOf(school, leadTeacher),
    daysAgo: (count) => addDays(today, -count),
    at: (date, minute) => midnight(date) + Math.round(minute * MINUTE),
    minuteOf: (instant, date) => (instant - midnight(date)) / MINUTE,
    random: (use) => randomOf(`${seed}/${use}`),
    healthy: (pupil, random) => healthyAnswers(pupil.home, pupil.usesGps, random),
    teacherOf: (classCode) => staff.get(`班主任/${classCode}`) ?? leadTeacher,
    counsellorOf: (classCode) => staff.get(`辅导员/${classCode}`),
  };
}

function pupilOf(student: StudentRow, seed: string): Pupil {
  const random = randomOf(`${seed}/habit/${student.学号}`);
  return {
    no: student.学号,
    classCode: student.班级,
    ...homeOf(random),
    usualMinute: someMinute(random),
    careless: random.chance(0.04),
  };
}

/** Two in three between about 7 and 9; a few just after midnight, the others through the day, the last ones late. */
export function someMinute(random: Random): number {
  const part = random.next();
  if (part < 0.66) return 435 + (random.next() + random.next() + random.next()) * 35;
  if (part < 0.69) return 4 + random.next() * 50;
  if (part < 0.89) return 540 + random.next() * 200;
  if (part < 0.97) return 740 + random.next() * 550;
  return 1290 + random.next() * 135;
}

function leadOf(school: MadeUpSchool): StaffRow {
  const teachers = school.staff.filter(({ 职责 }) => 职责 === '班主任');
  const most = Math.max(...teachers.map((each) => classesOf(school, each).length));
  const lead = teachers.find((each) => classesOf(school, each).length === most);
  if (!lead) throw new RangeError('the school has no class teacher');
  return lead;
}

function staffByClass(school: MadeUpSchool): Map<string, StaffRow> {
  return new Map(
    school.staff.flatMap((each) => classesOf(school, each).map((code) => [`${each.职责}/${code}`, each] as const)),
  );
}
