import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import { isAdmitted, isDepartmentInScope } from '../policy';
import { departmentsOn } from './read-model';
import { SCHOOL, type Target } from './schema';

/**
 * The groups whose robots a caller may set: the student-affairs office those of the school and of every department, a
 * department's contact that one's. Throws 403 for anybody else.
 */
export async function targetsOf(db: Db, caller: Caller, today: CivilDate): Promise<Target[]> {
  const departments = await departmentsOn(db, today);
  const mine = departments.filter((code) => isDepartmentInScope(caller, 'robot.administer', code));
  const targets = mine.map((code): Target => ({ kind: 'department', code }));
  if (isAdmitted(caller, 'school-robot.administer')) return [SCHOOL, ...targets];
  return targets;
}

/** The target of a form's field: `school`, or `department/<code>`. Throws 404 where it is not the caller's to set. */
export function targetFrom(targets: readonly Target[], field: string | undefined): Target {
  const target = targets.find((each) => fieldOf(each) === field);
  if (!target) throw new Problem('not-found', { detail: '没有这个系部，或者不归您设置' });
  return target;
}

/** A target as a form's field. */
export function fieldOf({ kind, code }: Target): string {
  return kind === 'school' ? 'school' : `department/${code}`;
}

export function sameTarget(a: Target, b: Target): boolean {
  return a.kind === b.kind && a.code === b.code;
}
