import type { CivilDate } from '../kernel/civil-date';
import { type CampaignFile, makeCampaign } from './campaign';
import { allClasses, type MadeUpClass } from './classes';
import { makeStaff, type StaffRow } from './staff';
import { makeStudents, type StudentRow } from './students';

/** A school that exists nowhere: enough of one to try everything on. */
export interface MadeUpSchool {
  name: string;
  classes: MadeUpClass[];
  /** Rows of the two roster files, ready to be imported. */
  students: StudentRow[];
  staff: StaffRow[];
  campaign: CampaignFile;
}

/**
 * Makes the school of the trial: the notice's departments, exempt classes and categories, everything else generated.
 * The same seed and day make the same school.
 */
export function makeSchool({ seed, today }: { seed: string; today: CivilDate }): MadeUpSchool {
  return {
    name: '青屿航空职业学院',
    classes: allClasses(),
    students: makeStudents(seed),
    staff: makeStaff(seed),
    campaign: makeCampaign(today),
  };
}

/** True if the campaign expects this student to report. */
export function isDue(school: MadeUpSchool, student: StudentRow): boolean {
  if (student.学籍状态 === '退学') return false;
  return !school.campaign.exclude.some(
    (entry) =>
      (entry.class === undefined || entry.class === student.班级) &&
      (entry.status === undefined || entry.status === student.学籍状态) &&
      (entry.category === undefined || entry.category === student.学生类别) &&
      (entry.intake === undefined || `${entry.intake}级` === student.年级),
  );
}

/** The class codes that a member of staff has in the scope; a department stands for all of its classes, none named for all. */
export function classesOf(school: MadeUpSchool, staff: StaffRow): string[] {
  const named = staff.管辖范围.split('、');
  const mine = (each: MadeUpClass): boolean => named.includes(each.code) || named.includes(each.department);
  return school.classes.filter((each) => staff.管辖范围 === '' || mine(each)).map(({ code }) => code);
}
