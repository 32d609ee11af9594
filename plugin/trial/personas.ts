import { type CivilDate, wallTime } from '../kernel/civil-date';
import { reportKey, type StandingReport, standingAfter, type TrialEvent } from './events';
import { classesOf, isDue, type MadeUpSchool } from './school';
import type { StaffRow } from './staff';
import type { StudentRow } from './students';

/** Somebody whom the stand-in portal can sign in. */
export interface Persona {
  /** 学号 or 工号. */
  personNo: string;
  personType: 'student' | 'staff';
  name: string;
  /** 学生, or the duty at the school. */
  role: string;
  /** Where they belong: a class, a department, the school. */
  place: string;
  /** One line: what there is to try. */
  hint: string;
}

/** What the portal's people are chosen from. */
export interface PersonasInput {
  school: MadeUpSchool;
  events: readonly TrialEvent[];
  today: CivilDate;
  timeZone?: string;
}

/**
 * Nine people for whom there is something to see, four students first: not reported today, sent back, reported, exempt
 * by class; then the class teacher with most to review, the exempt class's teacher, a counsellor, a department's contact
 * and the student-affairs office. Hints count what the events left. Where the events leave nobody in such a state, that
 * one is missing from the list.
 */
export function personasOf({ school, events, today, timeZone = 'Asia/Shanghai' }: PersonasInput): Persona[] {
  const scene = sceneOf(school, events, today, timeZone);
  return [...studentPersonas(scene), ...staffPersonas(scene)];
}

interface Scene {
  school: MadeUpSchool;
  today: CivilDate;
  timeZone: string;
  reports: Map<string, StandingReport>;
  /** The class teacher with most to review, and who reports to that one. */
  lead: StaffRow;
  leadClasses: string[];
  due: StudentRow[];
}

function sceneOf(school: MadeUpSchool, events: readonly TrialEvent[], today: CivilDate, timeZone: string): Scene {
  const reports = standingAfter(events);
  const classOf = new Map(school.students.map((student) => [student.学号, student.班级]));
  const waiting = [...reports.values()].filter(({ status }) => status === 'pending');
  const waitingFor = (staff: StaffRow): number => {
    const mine = new Set(classesOf(school, staff));
    return waiting.filter(({ studentNo }) => mine.has(classOf.get(studentNo) ?? '')).length;
  };
  const teachers = school.staff.filter(({ 职责 }) => 职责 === '班主任');
  const lead = teachers.reduce((best, each) => (waitingFor(each) > waitingFor(best) ? each : best));
  const due = school.students.filter((student) => isDue(school, student));
  return { school, today, timeZone, reports, lead, leadClasses: classesOf(school, lead), due };
}

function studentPersonas(scene: Scene): Persona[] {
  const mine = scene.due.filter(({ 班级 }) => scene.leadClasses.includes(班级));
  const sentBack = [...scene.reports.values()].reverse().find(({ status, studentNo }) => {
    return status === 'returned' && mine.some(({ 学号 }) => 学号 === studentNo);
  });
  const returned = mine.find(({ 学号 }) => 学号 === sentBack?.studentNo);
  const missing = mine.find(
    (student) => student !== returned && !reportOf(scene, student) && reportedBefore(scene, student),
  );
  const reported = mine.find((student) => reportOf(scene, student)?.status === 'normal');
  const exempt = scene.school.students.find(({ 班级 }) => scene.school.campaign.followUp.includes(班级));
  return [
    ...student(missing, '今天还没打卡：填一次试试'),
    ...student(returned, `${dayWord(scene, sentBack?.date)}的反馈被退回：看原因，重填`),
    ...student(reported, `今天 ${timeOf(scene, reported)} 已反馈：看回执和记录`),
    ...student(exempt, '本班免打卡：看看会怎么说'),
  ];
}

function staffPersonas(scene: Scene): Persona[] {
  const { school, lead } = scene;
  const duty = (wanted: StaffRow['职责']): StaffRow[] => school.staff.filter(({ 职责 }) => 职责 === wanted);
  const covers = (each: StaffRow): boolean => classesOf(school, each).includes(scene.leadClasses[0] ?? '');
  const offline = duty('班主任').find((each) =>
    classesOf(school, each).some((code) => school.campaign.followUp.includes(code)),
  );
  const counsellor = duty('辅导员').find(covers);
  const contact = duty('系部负责人').find(covers);
  const office = duty('学工处')[0];
  return [
    ...staff(
      lead,
      `${lead.管辖范围} 班`,
      `有 ${pendingIn(scene, lead)} 条待审核，今天 ${missingIn(scene, lead)} 人未反馈`,
    ),
    ...staff(offline, `${offline?.管辖范围} 班`, '本班不在线打卡：每天填线下跟进'),
    ...staff(
      counsellor,
      `${counsellor && classesOf(school, counsellor).length} 个班`,
      `今天 ${missingIn(scene, counsellor)} 人未反馈：按班级看`,
    ),
    ...staff(contact, `${contact?.管辖范围}系`, `今天完成 ${shareIn(scene, contact)}：昨天的日报等着上报`),
    ...staff(office, '全校七个系', `今天完成 ${shareIn(scene, office)}：看各系部、收日报`),
  ];
}

function student(row: StudentRow | undefined, hint: string): Persona[] {
  if (!row) return [];
  return [{ personNo: row.学号, personType: 'student', name: row.姓名, role: '学生', place: `${row.班级} 班`, hint }];
}

function staff(row: StaffRow | undefined, place: string, hint: string): Persona[] {
  if (!row) return [];
  return [{ personNo: row.工号, personType: 'staff', name: row.姓名, role: row.职责, place, hint }];
}

function reportOf(scene: Scene, { 学号 }: StudentRow): StandingReport | undefined {
  return scene.reports.get(reportKey(学号, scene.today));
}

function reportedBefore(scene: Scene, { 学号 }: StudentRow): boolean {
  return [...scene.reports.values()].some(({ studentNo }) => studentNo === 学号);
}

function dueIn({ school, due }: Scene, row: StaffRow | undefined): StudentRow[] {
  const mine = new Set(row ? classesOf(school, row) : []);
  return due.filter(({ 班级 }) => mine.has(班级));
}

function missingIn(scene: Scene, row: StaffRow | undefined): number {
  return dueIn(scene, row).filter((each) => (reportOf(scene, each)?.status ?? 'returned') === 'returned').length;
}

function pendingIn(scene: Scene, row: StaffRow): number {
  const mine = new Set(dueIn(scene, row).map(({ 学号 }) => 学号));
  return [...scene.reports.values()].filter(({ studentNo, status }) => status === 'pending' && mine.has(studentNo))
    .length;
}

/** As the module shows it: rounded down, so that nobody missing is overlooked. */
function shareIn(scene: Scene, row: StaffRow | undefined): string {
  const due = dueIn(scene, row).length;
  const missing = missingIn(scene, row);
  if (due === 0) return '—';
  return missing === 0 ? '100%' : `${(Math.floor(((due - missing) / due) * 1000) / 10).toFixed(1)}%`;
}

function dayWord(scene: Scene, date: CivilDate | undefined): string {
  if (!date) return '';
  return date === scene.today ? '今天' : `${Number(date.slice(5, 7))}月${Number(date.slice(8))}日`;
}

function timeOf(scene: Scene, row: StudentRow | undefined): string {
  const report = row && reportOf(scene, row);
  return report ? wallTime(report.submittedAt, scene.timeZone).time : '—';
}
