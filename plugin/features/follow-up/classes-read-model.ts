import { type CivilDate, daysFrom } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { type Audience, audienceOn, type Campaign, type Standing } from '../campaign';
import { whereInScope } from '../policy';
import { isExpected } from './rules';
import type { ClassOfDay } from './schema';

const FACTS = ['class_code', 'department_code', 'status', 'category', 'intake', 'from_day', 'until_day'];

interface Group {
  class_code: string;
  department_code: string;
  status: string;
  category: string;
  intake: number;
  from_day: string;
  until_day: string;
  people: number | string;
}

/** Which classes outside the app: on which days, and of whose scope of today; of everybody's where no caller is named. */
export interface ClassesAsked {
  campaign: Campaign;
  from: CivilDate;
  to: CivilDate;
  caller?: Caller;
}

/**
 * The classes that are followed up outside the app on each day from a day to a day, both included, by day and code. A
 * class that has nobody on the roster of a day is not in it.
 */
export async function classesBetween(db: Db, { campaign, from, to, caller }: ClassesAsked): Promise<ClassOfDay[]> {
  const days = daysFrom(from, to);
  const codes = [...new Set(days.flatMap((day) => audienceOn(campaign, day).followUp))];
  if (codes.length === 0) return [];
  const facts = FACTS.map((fact) => `e.${fact}`);
  const query = db('checkin_enrolment as e')
    .whereIn('e.class_code', codes)
    .where('e.from_day', '<=', to)
    .where('e.until_day', '>', from)
    .groupBy(facts);
  if (caller) void query.modify(whereInScope(caller, 'follow-up.read', 'e'));
  const groups: Group[] = await query.select(facts).count({ people: '*' });
  const counted = new Map<Audience, Counted[]>();
  return days.flatMap((date) => {
    const audience = audienceOn(campaign, date);
    const known = counted.get(audience) ?? countGroups(audience, groups);
    counted.set(audience, known);
    return classesOn(date, known);
  });
}

/** People who are alike, and how many of them the class teacher has to reach. */
type Counted = Group & { expected: number };

function countGroups({ exclude, followUp }: Audience, groups: readonly Group[]): Counted[] {
  const outside = new Set(followUp);
  return groups
    .filter(({ class_code }) => outside.has(class_code))
    .map((group) => ({ ...group, expected: isExpected(toStanding(group), exclude) ? Number(group.people) : 0 }));
}

function classesOn(date: CivilDate, groups: readonly Counted[]): ClassOfDay[] {
  const classes = new Map<string, ClassOfDay>();
  for (const group of groups) {
    const { class_code: classCode, department_code: departmentCode, from_day, until_day, expected } = group;
    if (date < from_day || until_day <= date) continue;
    const known = classes.get(classCode) ?? { date, classCode, departmentCode, expected: 0 };
    classes.set(classCode, { ...known, expected: known.expected + expected });
  }
  return [...classes.values()].sort((a, b) => (a.classCode < b.classCode ? -1 : 1));
}

function toStanding({ class_code, department_code, status, category, intake }: Group): Standing {
  return { classCode: class_code, departmentCode: department_code, status, category, intake: Number(intake) };
}

/** Somebody of a class on a day. */
export interface Member {
  studentNo: string;
  name: string;
  /** Exempt only by the class. */
  expected: boolean;
  /** 在读 or 休学. */
  status: string;
}

/** Everybody who is in a class on a day, by number. */
export async function membersOf(
  db: Db,
  { campaign, date, classCode }: { campaign: Campaign; date: CivilDate; classCode: string },
): Promise<Member[]> {
  const { exclude } = audienceOn(campaign, date);
  const rows: (Group & { person_no: string; name: string })[] = await db('checkin_enrolment as e')
    .join('checkin_person as p', 'p.person_no', 'e.person_no')
    .where('e.class_code', classCode)
    .where('e.from_day', '<=', date)
    .where('e.until_day', '>', date)
    .orderBy('e.person_no')
    .select('e.*', 'p.name');
  return rows.map((row) => ({
    studentNo: row.person_no,
    name: row.name,
    expected: isExpected(toStanding(row), exclude),
    status: row.status,
  }));
}

/** Where a class stands on a day as far as the caller's scope of today reaches; nothing outside it. */
export async function findDepartment(
  db: Db,
  { caller, date, classCode }: { caller: Caller; date: CivilDate; classCode: string },
): Promise<string | undefined> {
  const row = await db('checkin_enrolment as e')
    .where('e.class_code', classCode)
    .where('e.from_day', '<=', date)
    .where('e.until_day', '>', date)
    .modify(whereInScope(caller, 'follow-up.read', 'e'))
    .first('e.department_code');
  return row?.department_code;
}
