import type { Knex } from 'knex';
import type { Caller, Scope } from '../../kernel/http';

/** Where a student stood on a day. */
export interface Place {
  classCode: string;
  departmentCode: string;
}

/** The narrowest responsibility comes first: a class teacher who also is a department's contact acts as class teacher. */
const KINDS: readonly Scope['kind'][] = ['class', 'department', 'school'];

function reaches(scope: Scope, { classCode, departmentCode }: Place): boolean {
  if (scope.kind === 'school') return true;
  return scope.code === (scope.kind === 'class' ? classCode : departmentCode);
}

/** In which duty somebody acts for students of any of these places; nothing where they are out of scope. */
export function dutyFor(caller: Caller, places: readonly Place[]): string | undefined {
  const held = caller.scopes.filter((scope) => places.some((place) => reaches(scope, place)));
  return KINDS.flatMap((kind) => held.filter((scope) => scope.kind === kind))[0]?.duty;
}

/** True when any of the places lies in the caller's scope of today. */
export function isInScope(caller: Caller, places: readonly Place[]): boolean {
  return dutyFor(caller, places) !== undefined;
}

/** True when the caller's scope is the whole school. */
export function hasSchoolScope(caller: Caller): boolean {
  return caller.scopes.some(({ kind }) => kind === 'school');
}

const TEACHING = ['班主任', '辅导员'];

/** True for whoever teaches a class: telephone numbers of its students are for them alone (contract, 5). */
export function isOwnTeacher(caller: Caller, present: Place | undefined): boolean {
  const scopes = caller.scopes.filter(({ duty }) => TEACHING.includes(duty));
  return present !== undefined && isInScope({ ...caller, scopes }, [present]);
}

/** Whoever does what nobody pressed a button for: a job, which sees the whole school. */
export const WHOLE_SCHOOL: Caller = {
  personNo: '-',
  type: 'staff',
  name: '系统',
  scopes: [{ kind: 'school', code: '', duty: '系统' }],
};

/**
 * Limits a query to the caller's scope of today (contract, 3). Each alias is a table with `class_code` and
 * `department_code`; a row is in scope when any of them is. No scope, no rows.
 */
export function whereInScope(caller: Caller, ...aliases: string[]): (query: Knex.QueryBuilder) => void {
  const codes = (kind: Scope['kind']) => caller.scopes.filter((scope) => scope.kind === kind).map(({ code }) => code);
  return (query) => {
    if (hasSchoolScope(caller)) return;
    void query.where((any) => {
      void any.whereRaw('1 = 0');
      for (const alias of aliases)
        void any
          .orWhereIn(`${alias}.class_code`, codes('class'))
          .orWhereIn(`${alias}.department_code`, codes('department'));
    });
  };
}
