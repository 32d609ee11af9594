import { type CivilDate, FOREVER } from '../../../kernel/civil-date';
import { sameRows } from '../period';
import { contactAfter, factsOfEnrolment, factsOfScope, sameContact, withoutBlanks } from '../plan-import';
import type { Contact, Enrolment, Person, StudentEntry } from '../schema';
import type { Standing } from '../standing';
import type { ContactPlan, PeriodPlan, PersonPlan, Plan, StagedRow } from './schema';
import type { Turn } from './turn';

/** What has to be written for each of the students of rows, by the row's place, and no more than that. */
export function planStudents(rows: readonly StagedRow[], turn: Turn, effective: CivilDate): Map<number, Plan> {
  const { standing, after, changes, entries } = turn;
  const byNumber = new Map(entries.students.map((entry) => [entry.personNo, entry]));
  const planOf = (personNo: string): Plan => {
    const entry = byNumber.get(personNo);
    const before = standing.enrolments.get(personNo) ?? [];
    return {
      kinds: changes.get(personNo)?.kinds ?? [],
      person: personPlan(standing.people.get(personNo), entry?.name),
      period: enrolmentPlan(before, after.enrolments.get(personNo) ?? [], effective),
      contact: entry ? contactPlan(entry, standing) : '',
    };
  };
  return onlyTelling(rows, planOf);
}

/** The same for staff, of each of whom there is one row. */
export function planStaff(rows: readonly StagedRow[], { standing, after, changes, entries }: Turn): Map<number, Plan> {
  const names = new Map([...entries.staff].reverse().map(({ personNo, name }) => [personNo, name]));
  const planOf = (personNo: string): Plan => {
    const [before, then] = [standing.scopes.get(personNo) ?? [], after.scopes.get(personNo) ?? []];
    return {
      kinds: changes.get(personNo)?.kinds ?? [],
      person: personPlan(standing.people.get(personNo), names.get(personNo)),
      period: sameRows(before, then, factsOfScope) ? '' : 'replace',
      contact: '',
    };
  };
  return onlyTelling(rows, planOf);
}

function onlyTelling(rows: readonly StagedRow[], planOf: (personNo: string) => Plan): Map<number, Plan> {
  const plans = rows.map(({ seq, person_no }): [number, Plan] => [seq, planOf(person_no)]);
  return new Map(
    plans.filter(([, { kinds, person, period, contact }]) => kinds.length > 0 || person || period || contact),
  );
}

function personPlan(known: Person | undefined, name: string | undefined): PersonPlan {
  if (name === undefined || known?.name === name) return '';
  return known ? 'rename' : 'new';
}

/** At most one enrolment holds from the effective date on: it is new, or one that ends that day goes on. */
function enrolmentPlan(before: readonly Enrolment[], after: readonly Enrolment[], effective: CivilDate): PeriodPlan {
  if (sameRows(before, after, factsOfEnrolment)) return '';
  const holds = after.find(({ untilDay }) => untilDay === FOREVER);
  if (!holds) return 'end';
  if (holds.fromDay < effective) return 'goOn';
  return before.length > 0 ? 'replace' : 'new';
}

function contactPlan(entry: StudentEntry, standing: Standing): ContactPlan {
  const before = standing.contacts.get(entry.personNo);
  const after: Contact = contactAfter(entry, standing);
  if (sameContact(before, after)) return '';
  const isAsGiven = sameContact(after, withoutBlanks(entry.contact)) && Object.keys(after).length > 0;
  if (!isAsGiven) return 'rewrite';
  return before ? 'replace' : 'new';
}
