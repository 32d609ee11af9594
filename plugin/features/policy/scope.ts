import type { Knex } from 'knex';
import type { Caller, Scope } from '../../kernel/http';
import { isOneOf, scopesAs } from './actors';
import { type Permission, POLICY } from './table';

/** Where a student stood on a day. */
export interface Place {
  classCode: string;
  departmentCode: string;
}

/** The narrowest responsibility comes first: a class teacher who also is a department's contact acts as class teacher. */
const KINDS: readonly Scope['kind'][] = ['class', 'department', 'school'];

/** The caller with those scopes alone by which the policy lets them do something. */
export function acting(caller: Caller, permission: Permission): Caller {
  return { ...caller, scopes: scopesAs(caller, POLICY[permission].for) };
}

/** True for whoever may do something at all, to somebody or something in their reach. */
export function isAdmitted(caller: Caller, permission: Permission): boolean {
  return isOneOf(caller, POLICY[permission].for);
}

function reaches(scope: Scope, { classCode, departmentCode }: Place): boolean {
  if (scope.kind === 'school') return true;
  return scope.code === (scope.kind === 'class' ? classCode : departmentCode);
}

/** In which duty somebody does something for students of any of these places; nothing where they may not. */
export function dutyFor(
  caller: Caller,
  permission: Permission,
  places: readonly (Place | undefined)[],
): string | undefined {
  const held = acting(caller, permission).scopes.filter((scope) =>
    places.some((place) => place && reaches(scope, place)),
  );
  return KINDS.flatMap((kind) => held.filter((scope) => scope.kind === kind))[0]?.duty;
}

/** True when any of the places lies in the scope of today by which somebody may do something. */
export function isInScope(caller: Caller, permission: Permission, places: readonly (Place | undefined)[]): boolean {
  return dutyFor(caller, permission, places) !== undefined;
}

/**
 * In which duty somebody does something for a department as a whole, rather in one of its own than in one of the
 * school's; nothing where they may not.
 */
export function dutyForDepartment(caller: Caller, permission: Permission, code: string): string | undefined {
  const { scopes } = acting(caller, permission);
  const own = scopes.find((scope) => scope.kind === 'department' && scope.code === code);
  return (own ?? scopes.find(({ kind }) => kind === 'school'))?.duty;
}

/** True when a department as a whole lies in the scope by which the caller may do something. */
export function isDepartmentInScope(caller: Caller, permission: Permission, code: string): boolean {
  return dutyForDepartment(caller, permission, code) !== undefined;
}

/** True when the caller's scope is the whole school. */
export function hasSchoolScope(caller: Caller): boolean {
  return caller.scopes.some(({ kind }) => kind === 'school');
}

/** True for whoever has any department as a whole. */
export function hasDepartments({ scopes }: Caller): boolean {
  return scopes.some(({ kind }) => kind !== 'class');
}

/** Whoever does what nobody pressed a button for: a job, which sees the whole school. */
export const WHOLE_SCHOOL: Caller = {
  personNo: '-',
  type: 'staff',
  name: '系统',
  scopes: [{ kind: 'school', code: '', duty: '系统' }],
};

/**
 * Limits a query to the scope of today by which the caller may do something (contract, 3). Each alias is a table with
 * `class_code` and `department_code`; a row is in scope when any of them is. No scope, no rows.
 */
export function whereInScope(
  caller: Caller,
  permission: Permission,
  ...aliases: string[]
): (query: Knex.QueryBuilder) => void {
  const { scopes } = acting(caller, permission);
  const codes = (kind: Scope['kind']) => scopes.filter((scope) => scope.kind === kind).map(({ code }) => code);
  return (query) => {
    if (scopes.some(({ kind }) => kind === 'school')) return;
    void query.where((any) => {
      void any.whereRaw('1 = 0');
      for (const alias of aliases)
        void any
          .orWhereIn(`${alias}.class_code`, codes('class'))
          .orWhereIn(`${alias}.department_code`, codes('department'));
    });
  };
}
