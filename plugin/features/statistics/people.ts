import type { Knex } from 'knex';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import type { Campaign } from '../campaign';
import { REPORTED, type ReportStatus } from '../report';
import { anyReport, exemptRule, peopleOfDay } from './people-query';
import type { PeopleFilter } from './schema';

/** Somebody of a day, as {@link selectPeople} finds them. */
export interface Row {
  person_no: string;
  name: string;
  class_code: string;
  department_code: string;
  status: ReportStatus | null;
  rule: number;
}

/** Whose people of a day. */
export interface Asked {
  caller: Caller;
  campaign: Campaign;
  filter: PeopleFilter;
  /** A few classes, which are read by themselves: a whole day's reports are not gone through to find theirs. */
  within?: readonly string[];
  /** A few people of them, by number. */
  among?: readonly string[];
}

/** How many people a filter leaves. */
export async function countPeople(db: Db, asked: Asked): Promise<number> {
  const [row] = await selectPeople(db, asked).clearSelect().count({ people: '*' });
  return Number(row?.people ?? 0);
}

/** A name behind a figure, without anything about health. */
export interface NameOfDay {
  studentNo: string;
  name: string;
  classCode: string;
  departmentCode: string;
  /** Sent back, and not filled in again. */
  returned: boolean;
}

/** All the names that a filter leaves, by class and number. */
export async function namesBehind(db: Db, asked: Asked): Promise<NameOfDay[]> {
  return (await rowsBehind(db, asked)).map(toName);
}

/** Everybody whom a filter leaves, by class and number. */
export function rowsBehind(db: Db, asked: Asked): Promise<Row[]> {
  return selectPeople(db, asked).orderBy(['class_code', 'person_no']) as unknown as Promise<Row[]>;
}

/** What of somebody says nothing about health. */
export function toName({ person_no, name, class_code, department_code, status }: Row): NameOfDay {
  const place = { classCode: class_code, departmentCode: department_code };
  return { studentNo: person_no, name, ...place, returned: status === 'returned' };
}

type Kind = Exclude<NonNullable<PeopleFilter['state']>, 'never'>;

const STATES: Record<Kind, (query: Knex.QueryBuilder) => void> = {
  due: (query) => void query.where('rule', -1),
  exempt: (query) => void query.where('rule', '>=', 0),
  reported: (query) => void query.where('rule', -1).whereIn('status', [...REPORTED]),
  unreported: (query) =>
    void query.where('rule', -1).where((either) => void either.whereNull('status').orWhere('status', 'returned')),
};

/**
 * The people that a filter leaves: `person_no`, `name`, `class_code`, `department_code`, the day's report by its `status`,
 * `revision` and `decisions`, and as `rule` the place of the one that exempts them, or -1.
 */
export function selectPeople(db: Db, { caller, campaign, filter, within, among }: Asked): Knex.QueryBuilder {
  // By a bare status a database would begin with the day's reports; by what is computed of it, it does not.
  const people = peopleOfDay(db, caller, campaign, filter.date, within)
    .select('e.person_no', 'e.class_code', 'e.department_code', 'r.revision', 'r.decisions')
    .select(within ? db.raw('coalesce(r.status, null) as status') : 'r.status')
    .select(db.raw('? as ??', [exemptRule(db, campaign, filter.date), 'rule']));
  if (among) void people.whereIn('e.person_no', [...among]);
  if (filter.class !== undefined) void people.where('e.class_code', filter.class);
  if (filter.department !== undefined) void people.where('e.department_code', filter.department);
  if (filter.q?.trim()) void people.modify(matching(filter.q.trim()));
  // Names are looked up of those alone who are left.
  const name = db('checkin_person as p').select('p.name').whereRaw('p.person_no = d.person_no').as('name');
  const query = db.select('d.*', name).from(people.as('d'));
  if (filter.state === 'never') void query.where('rule', -1).whereNotExists(anyReport(db, campaign, 'd'));
  else if (filter.state) void query.modify(STATES[filter.state]);
  if (filter.status) void query.modify(withStatus(filter.status));
  return query;
}

/** A part of the name or of the number; what it says is never taken for a pattern. */
function matching(text: string): (query: Knex.QueryBuilder) => void {
  return (query) =>
    void query
      .join('checkin_person as p', 'p.person_no', 'e.person_no')
      .where(
        (either) =>
          void either
            .whereRaw('instr(lower(p.name), lower(?)) > 0', [text])
            .orWhereRaw('instr(p.person_no, ?) > 0', [text]),
      );
}

function withStatus(status: NonNullable<PeopleFilter['status']>): (query: Knex.QueryBuilder) => void {
  return (query) => {
    if (status === 'exempt') void query.where('rule', '>=', 0);
    else if (status === 'unreported') void query.where('rule', -1).whereNull('status');
    else void query.where('rule', -1).where('status', status);
  };
}
