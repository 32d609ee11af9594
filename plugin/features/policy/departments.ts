import type { Caller } from '../../kernel/http';
import { hasSchoolScope } from './scope';

/** The duty that the notice makes answer for a department: its one responsible contact. */
const CONTACT = '系部负责人';

/** True when a department as a whole lies in the caller's scope of today; one who has but classes of it has it not. */
export function isDepartmentInScope(caller: Caller, departmentCode: string): boolean {
  return (
    hasSchoolScope(caller) || caller.scopes.some(({ kind, code }) => kind === 'department' && code === departmentCode)
  );
}

/** True for whoever has any department as a whole. */
export function hasDepartments({ scopes }: Caller): boolean {
  return scopes.some(({ kind }) => kind !== 'class');
}

/**
 * The caller with those scopes alone that hold departments as a whole: what is told of a department is never a part of
 * it that looks like all.
 */
export function withWholeDepartments(caller: Caller): Caller {
  return { ...caller, scopes: caller.scopes.filter(({ kind }) => kind !== 'class') };
}

/**
 * In which duty somebody answers for a department to the school: its contact, whom the notice names, or the
 * student-affairs office in the contact's place, so that a day can be closed while the contact is away. Teachers who have
 * the whole department look, and answer for nothing.
 */
export function answersForDepartment({ scopes }: Caller, departmentCode: string): string | undefined {
  const contact = scopes.find(
    ({ kind, code, duty }) => kind === 'department' && code === departmentCode && duty === CONTACT,
  );
  return (contact ?? scopes.find(({ kind }) => kind === 'school'))?.duty;
}

/** True for whoever answers for any department at all. */
export function answersForAny(caller: Caller): boolean {
  return caller.scopes.some(({ kind, code }) => kind !== 'class' && answersForDepartment(caller, code) !== undefined);
}

/** The departments whose contact the caller is: who alone speaks for them against the school. */
export function contactDepartments({ scopes }: Caller): string[] {
  return scopes.filter(({ kind, duty }) => kind === 'department' && duty === CONTACT).map(({ code }) => code);
}
