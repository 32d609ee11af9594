import type { Knex } from 'knex';
import { toInstant } from '../../kernel/clock';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { fromCursor, type Page, toPage } from '../../kernel/paging';
import type { Vault } from '../../kernel/vault';
import { type Call, lastCalls } from '../call';
import { audienceOn, type Campaign, explainExemption } from '../campaign';
import { type CurrentReport, dayStatus, findReports, keyOf, REPORTED, type ReportStatus } from '../report';
import type { FiguresMemory } from './memory';
import { anyReport, exemptRule, peopleOfDay } from './people-query';
import type { CallOfDay, PeopleFilter, PersonOfDay } from './schema';

interface Row {
  person_no: string;
  name: string;
  class_code: string;
  department_code: string;
  status: ReportStatus | null;
  rule: number;
}

/** A class with people whom a filter leaves. */
export interface ClassBehind {
  code: string;
  people: number;
}

interface Asked {
  caller: Caller;
  campaign: Campaign;
  filter: PeopleFilter;
  /** A few classes, which are read by themselves: a whole day's reports are not gone through to find theirs. */
  within?: readonly string[];
}

/** A page of the people behind a figure, by class and number. */
export async function peopleBehind(
  db: Db,
  { vault, figures }: { vault: Vault; figures: FiguresMemory },
  { caller, campaign, filter, limit, cursor }: Asked & { limit: number; cursor?: string },
): Promise<Page<PersonOfDay>> {
  const after = fromCursor(cursor, ['string', 'string']) as [string, string] | undefined;
  const rows = await rowsAfter(db, figures, { caller, campaign, filter }, after, limit + 1);
  const keys = rows.map(({ person_no: personNo }) => ({ campaignId: campaign.id, date: filter.date, personNo }));
  const reports = await findReports(db, vault, keys);
  const people = rows.map(({ person_no }) => person_no);
  const calls = await lastCalls(db, { campaignId: campaign.id, date: filter.date }, people);
  const show = (row: Row) => ({ ...toPerson(row, campaign, filter, reports), call: callAbout(row, calls) });
  return toPage(rows, limit, ({ class_code, person_no }) => [class_code, person_no], show);
}

/**
 * The next rows of a list. Where few of many are looked for, what is remembered tells in which classes they are; where
 * one of them has changed since, it is looked for in the classes after it.
 */
async function rowsAfter(
  db: Db,
  figures: FiguresMemory,
  asked: Asked,
  after: [string, string] | undefined,
  count: number,
): Promise<Row[]> {
  const next = (within?: readonly string[], limit = count): Promise<Row[]> => {
    const query = selectPeople(db, { ...asked, within })
      .orderBy(['class_code', 'person_no'])
      .limit(limit);
    if (after) void query.whereRaw('(class_code, person_no) > (?, ?)', after);
    return query as unknown as Promise<Row[]>;
  };
  const classes = await figures.classesBehind(db, asked, after?.[0]);
  if (!classes) return next();
  const rows: Row[] = [];
  for (let left = classes; left.length > 0 && rows.length < count; ) {
    const some = classesFor(left, count - rows.length);
    left = left.slice(some.length);
    rows.push(...(await next(some, count - rows.length)));
  }
  return rows;
}

/** The first classes that hold so many people. */
function classesFor(classes: readonly ClassBehind[], count: number): string[] {
  let people = 0;
  const enough = classes.findIndex((each) => {
    people += each.people;
    return people >= count;
  });
  return classes.slice(0, enough < 0 ? classes.length : enough + 1).map(({ code }) => code);
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
  const rows: Row[] = await selectPeople(db, asked).orderBy(['class_code', 'person_no']);
  return rows.map(({ person_no, name, class_code, department_code, status }) => {
    const place = { classCode: class_code, departmentCode: department_code };
    return { studentNo: person_no, name, ...place, returned: status === 'returned' };
  });
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
export function selectPeople(db: Db, { caller, campaign, filter, within }: Asked): Knex.QueryBuilder {
  // By a bare status a database would begin with the day's reports; by what is computed of it, it does not.
  const people = peopleOfDay(db, caller, campaign, filter.date, within)
    .select('e.person_no', 'e.class_code', 'e.department_code', 'r.revision', 'r.decisions')
    .select(within ? db.raw('coalesce(r.status, null) as status') : 'r.status')
    .select(db.raw('? as ??', [exemptRule(db, campaign, filter.date), 'rule']));
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

function toPerson(
  row: Row,
  campaign: Campaign,
  { date }: PeopleFilter,
  reports: Map<string, CurrentReport>,
): Omit<PersonOfDay, 'call'> {
  const report = reports.get(keyOf({ campaignId: campaign.id, date, personNo: row.person_no }));
  const { exclude, followUp } = audienceOn(campaign, date);
  const rule = exclude[row.rule];
  return {
    studentNo: row.person_no,
    name: row.name,
    class: { code: row.class_code, name: row.class_code },
    department: { code: row.department_code, name: row.department_code },
    status: dayStatus(row.rule < 0, row.status ?? undefined),
    exemptReason: rule ? explainExemption(rule, followUp) : null,
    ...details(row.rule < 0 ? report : undefined),
  };
}

/** A call stands beside what is missing; once there is a report, that speaks for itself. */
function callAbout({ person_no, rule, status }: Row, calls: ReadonlyMap<string, Call>): CallOfDay | null {
  const call = calls.get(person_no);
  const isMissing = rule < 0 && (status === null || status === 'returned');
  return call && isMissing ? { outcome: call.outcome, at: toInstant(call.at), by: call.by.name } : null;
}

function details(report: CurrentReport | undefined) {
  if (!report) return { revision: null, submittedAt: null, answers: null, flags: null };
  const { revision, submittedAt, answers, flags, erased } = report.current;
  return { revision, submittedAt: toInstant(submittedAt), answers, flags, ...(erased ? { erased } : {}) };
}
