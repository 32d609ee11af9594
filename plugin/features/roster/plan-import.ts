import { type CivilDate, FOREVER } from '../../kernel/civil-date';
import { replaceAll } from './period';
import type { Contact, Enrolment, HeldScope, Scope, StudentEntry } from './schema';
import type { Standing } from './standing';

/** What people have after an import, for those whom it is about. */
export interface After {
  enrolments: Map<string, Enrolment[]>;
  scopes: Map<string, HeldScope[]>;
}

/** What makes one enrolment another one. */
export function factsOfEnrolment(each: Enrolment): string {
  const { departmentCode, classCode, intake, status, category } = each;
  return JSON.stringify([departmentCode, classCode, intake, status, category]);
}

/** What makes one scope another one. */
export function factsOfScope({ duty, kind, code }: Scope): string {
  return JSON.stringify([duty, kind, code]);
}

/** Where students are once the import holds: those who have an entry, and those who retire because they have none. */
export function enrolmentsAfter(
  students: readonly StudentEntry[],
  missing: readonly string[],
  standing: Standing,
  effective: CivilDate,
): Map<string, Enrolment[]> {
  const wanted = new Map(students.map((entry) => [entry.personNo, enrolmentsOfEntry(entry, effective)]));
  for (const personNo of missing) wanted.set(personNo, []);
  return replaceAll(standing.enrolments, wanted, effective, factsOfEnrolment);
}

function enrolmentsOfEntry(entry: StudentEntry, effective: CivilDate): Enrolment[] {
  const { personNo, classCode, departmentCode, intake, status, category } = entry;
  if (status === '退学') return [];
  const period = { fromDay: effective, untilDay: FOREVER };
  return [{ personNo, classCode, departmentCode, intake, status, category, ...period }];
}

/** What staff are responsible for once the import holds; `scopes` is what the files say, nothing for those who retire. */
export function scopesAfter(
  scopes: ReadonlyMap<string, readonly Scope[]>,
  standing: Pick<Standing, 'scopes'>,
  effective: CivilDate,
): Map<string, HeldScope[]> {
  const period = { fromDay: effective, untilDay: FOREVER };
  const wanted = new Map(
    [...scopes].map(([personNo, list]) => [personNo, list.map((scope) => ({ personNo, ...scope, ...period }))]),
  );
  return replaceAll(standing.scopes, wanted, effective, factsOfScope);
}

/** A column that the file lacks leaves its number as it was; an empty cell takes it away. */
export function contactAfter({ personNo, contact }: StudentEntry, standing: Standing): Contact {
  return withoutBlanks({ ...standing.contacts.get(personNo), ...contact });
}

/** The numbers that there are. */
export function withoutBlanks({ phone, parentPhone }: Contact): Contact {
  return { ...(phone ? { phone } : {}), ...(parentPhone ? { parentPhone } : {}) };
}

/** True when both name the same numbers. */
export function sameContact(a: Contact | undefined, b: Contact | undefined): boolean {
  return a?.phone === b?.phone && a?.parentPhone === b?.parentPhone;
}
