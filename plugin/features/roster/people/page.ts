import { type CivilDate, FOREVER } from '../../../kernel/civil-date';
import { holdsOn } from '../period';
import type { Enrolment, HeldScope, Period, Person } from '../schema';
import type { ClassOfDay, Responsible } from './read-model';

export const SCOPES = '/staff/admin/roster/scopes';
export const PEOPLE = '/staff/admin/roster/people';

/** Classes of a school that has more are shown a department at a time. */
const SHOWN_AT_ONCE = 150;
const LONGEST_LIST = 300;

/** Who is responsible for what, by department and class; `department` is the one that was asked for. */
export function scopesPage(
  classes: readonly ClassOfDay[],
  responsible: readonly Responsible[],
  { day, department }: { day: CivilDate; department?: string },
) {
  const of = (kind: Responsible['kind'], code: string) =>
    responsible.filter((each) => each.kind === kind && each.code === code);
  const byClass = new Map<string, Responsible[]>();
  for (const each of responsible)
    if (each.kind === 'class') byClass.set(each.code, [...(byClass.get(each.code) ?? []), each]);
  const shown = classes.map((each) => showClass(each, byClass.get(each.code) ?? []));
  const codes = [...new Set(classes.map((each) => each.department))];
  const isWhole = classes.length <= SHOWN_AT_ONCE;
  const without = shown.filter(({ hasTeacher }) => !hasTeacher);
  return {
    day,
    department,
    office: responsible.filter(({ kind }) => kind === 'school'),
    classes: classes.length,
    students: sum(classes),
    without: without.slice(0, LONGEST_LIST),
    withoutCount: without.length,
    departments: codes
      .filter((code) => department === undefined || code === department)
      .map((code) => {
        const own = shown.filter((each) => each.department === code);
        return {
          code,
          heads: of('department', code),
          students: sum(own),
          count: own.length,
          withoutCount: own.filter(({ hasTeacher }) => !hasTeacher).length,
          classes: isWhole || code === department ? own : undefined,
          open: `${SCOPES}?department=${encodeURIComponent(code)}`,
        };
      }),
    empty: emptyScopes(classes, responsible).slice(0, LONGEST_LIST),
  };
}

function showClass(each: ClassOfDay, teachers: readonly Responsible[]) {
  const classTeachers = teachers.filter(({ duty }) => duty === '班主任');
  return {
    ...each,
    teachers: classTeachers,
    others: teachers.filter(({ duty }) => duty !== '班主任'),
    hasTeacher: classTeachers.length > 0,
  };
}

function sum(classes: readonly { students: number }[]): number {
  return classes.reduce((total, { students }) => total + students, 0);
}

/** What somebody is responsible for, and nobody is in. */
function emptyScopes(classes: readonly ClassOfDay[], responsible: readonly Responsible[]): Responsible[] {
  const known = {
    class: new Set(classes.map(({ code }) => code)),
    department: new Set(classes.map(({ department }) => department)),
  };
  return responsible.filter(({ kind, code }) => kind !== 'school' && !known[kind].has(code));
}

/** One person with all that holds, has held and will hold for them, the latest first. */
export function personPage(
  person: Person,
  enrolments: readonly Enrolment[],
  scopes: readonly HeldScope[],
  today: CivilDate,
) {
  const latestFirst = <Row extends Period>(rows: readonly Row[]) =>
    [...rows].sort((a, b) => (a.fromDay < b.fromDay ? 1 : a.fromDay > b.fromDay ? -1 : 0));
  const isThere = [...enrolments, ...scopes].some((row) => holdsOn(row, today));
  return {
    person,
    isStudent: person.type === 'student',
    standing: isThere ? undefined : standingWord(person, [...enrolments, ...scopes], today),
    enrolments: latestFirst(enrolments).map((row) => ({ ...row, ...periodOf(row, today) })),
    scopes: latestFirst(scopes).map((row) => ({ ...row, ...periodOf(row, today) })),
  };
}

function standingWord({ type }: Person, periods: readonly Period[], today: CivilDate): string {
  if (periods.some(({ fromDay }) => fromDay > today)) return '还没有开始';
  return type === 'student' ? '不在名单里（已离校）' : '没有管辖范围';
}

function periodOf({ fromDay, untilDay }: Period, today: CivilDate) {
  return {
    from: fromDay,
    until: untilDay === FOREVER ? undefined : untilDay,
    isNow: holdsOn({ fromDay, untilDay }, today),
    isLater: fromDay > today,
  };
}
