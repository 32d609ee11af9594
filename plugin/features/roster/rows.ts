import type { Vault } from '../../kernel/vault';
import type { Contact, Duty, Enrolment, EnrolmentStatus, HeldScope, Person, PersonType, ScopeKind } from './schema';

export interface PersonRow {
  person_no: string;
  person_type: PersonType;
  name: string;
}

export interface EnrolmentRow {
  person_no: string;
  from_day: string;
  until_day: string;
  department_code: string;
  class_code: string;
  intake: number;
  status: EnrolmentStatus;
  category: string;
}

export interface ScopeRow {
  person_no: string;
  duty: Duty;
  kind: ScopeKind;
  code: string;
  from_day: string;
  until_day: string;
}

export interface ContactRow {
  person_no: string;
  sealed: string;
}

export function toPerson(row: PersonRow): Person {
  return { personNo: row.person_no, type: row.person_type, name: row.name };
}

export function toEnrolment(row: EnrolmentRow): Enrolment {
  return {
    personNo: row.person_no,
    classCode: row.class_code,
    departmentCode: row.department_code,
    intake: row.intake,
    status: row.status,
    category: row.category,
    fromDay: row.from_day,
    untilDay: row.until_day,
  };
}

export function toHeldScope(row: ScopeRow): HeldScope {
  const { person_no: personNo, from_day: fromDay, until_day: untilDay, duty, kind, code } = row;
  return { personNo, duty, kind, code, fromDay, untilDay };
}

export function fromHeldScope(scope: HeldScope): ScopeRow {
  const { personNo, duty, kind, code, fromDay, untilDay } = scope;
  return { person_no: personNo, duty, kind, code, from_day: fromDay, until_day: untilDay };
}

/** A ciphertext that was moved to another person's row does not open. */
export const contactContext = (personNo: string): string => `contact/${personNo}`;

export function toContact(vault: Vault, { person_no: personNo, sealed }: ContactRow): Contact {
  return sealed === '' ? {} : vault.openJson<Contact>(sealed, contactContext(personNo));
}

export function fromContact(vault: Vault, personNo: string, contact: Contact): ContactRow {
  return { person_no: personNo, sealed: vault.sealJson(contact, contactContext(personNo)) };
}
