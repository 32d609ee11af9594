import type { Knex } from 'knex';
import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { audienceOn, type Campaign, explainExemption, formOn } from '../campaign';
import { acting, whereInScope } from '../policy';
import { dayStatus, type ReportStatus, revisionContext } from '../report';
import { DECISION_WORDS, type Decision, noteContext, staffBadge } from '../review';
import { selectPeople } from '../statistics';
import { hasAnswers } from './columns';
import type { ExportFilter } from './schema';
import type { SheetRow } from './sheet/plan';

/** Whose rows of which campaign: limited to what the caller is responsible for today. */
export interface RowsAsked {
  caller: Caller;
  campaign: Campaign;
  filter: ExportFilter;
}

/** A day, and how many rows each of its classes has. */
export interface DayPlan {
  date: CivilDate;
  classes: { code: string; rows: number }[];
  rows: number;
}

/** How many rows a day has, class by class: what its pages are cut by. */
export async function planDay(db: Db, { caller, campaign, filter }: RowsAsked, date: CivilDate): Promise<DayPlan> {
  const counted: { class_code: string; people: number | string }[] = await selectPeople(db, {
    caller,
    campaign,
    filter: { ...filter, date },
  })
    .clearSelect()
    .select('class_code')
    .count({ people: '*' })
    .groupBy('class_code')
    .orderBy('class_code');
  const classes = counted.map(({ class_code: code, people }) => ({ code, rows: Number(people) }));
  return { date, classes, rows: classes.reduce((total, { rows }) => total + rows, 0) };
}

/** So many rows are read at a time: few enough to hold neither the event loop nor a connection for long. */
const PAGE = 500;

/** Neighbouring classes that fill a page together. A larger class has its pages to itself. */
function groupClasses(classes: DayPlan['classes']): string[][] {
  const groups: string[][] = [];
  let room = 0;
  for (const { code, rows } of classes) {
    if (rows > room || groups.length === 0) {
      groups.push([]);
      room = PAGE;
    }
    groups.at(-1)?.push(code);
    room -= rows;
  }
  return groups;
}

/** The rows of planned days, by day, class and number, a page at a time; nothing is held between the pages. */
export async function* rowsOf(db: Db, asked: RowsAsked, plans: readonly DayPlan[]): AsyncGenerator<SheetRow[]> {
  for (const { date, classes } of plans) {
    const toRow = rowReader(asked.campaign, date);
    for (const group of groupClasses(classes)) {
      let after: [string, string] | undefined;
      do {
        const rows = await readPage(db, asked, { date, classes: group, after });
        const last = rows.length < PAGE ? undefined : rows.at(-1);
        after = last && [last.class_code, last.person_no];
        if (rows.length > 0) yield rows.map(toRow);
      } while (after);
    }
  }
}

interface Row {
  person_no: string;
  name: string;
  class_code: string;
  department_code: string;
  rule: number;
  status: ReportStatus | null;
  revision: number | null;
  /** What follows is read for lists with answers alone. */
  form_version?: number | null;
  sealed?: string | null;
  submitted_at?: number | string | null;
  sequence?: number | null;
  decision?: Decision | null;
  note?: string | null;
  reviewer_name?: string | null;
  decided_at?: number | string | null;
}

interface PageAsked {
  date: CivilDate;
  classes: string[];
  after: [string, string] | undefined;
}

const PERSON = ['d.person_no', 'd.name', 'd.class_code', 'd.department_code', 'd.rule', 'd.status', 'd.revision'];
const REPORT = ['v.form_version', 'v.sealed', 'v.submitted_at'];
const REVIEW = ['w.sequence', 'w.decision', 'w.note', 'w.reviewer_name', 'w.decided_at'];

function readPage(
  db: Db,
  { caller, campaign, filter }: RowsAsked,
  { date, classes, after }: PageAsked,
): Promise<Row[]> {
  const people = selectPeople(db, { caller, campaign, filter: { ...filter, date }, within: classes });
  const query = db.from(people.as('d')).select(PERSON).orderBy(['d.class_code', 'd.person_no']).limit(PAGE);
  if (after) void query.whereRaw('(d.class_code, d.person_no) > (?, ?)', after);
  if (hasAnswers(filter)) void query.modify(withReports(campaign, date));
  return query as unknown as Promise<Row[]>;
}

/** The revision that holds, and the last decision: it bears the report's number of them. */
function withReports(campaign: Campaign, date: CivilDate): (query: Knex.QueryBuilder) => void {
  return (query) =>
    void query
      .leftJoin('checkin_report_revision as v', (join) => {
        join.on('v.person_no', 'd.person_no').andOn('v.revision', 'd.revision');
        join.andOnVal('v.campaign_id', campaign.id).andOnVal('v.day', date);
      })
      .leftJoin('checkin_review as w', (join) => {
        join.on('w.person_no', 'd.person_no').andOn('w.sequence', 'd.decisions');
        join.andOnVal('w.campaign_id', campaign.id).andOnVal('w.day', date);
      })
      .select([...REPORT, ...REVIEW]);
}

/** Makes rows of a day: in words what is known, sealed what was answered. A report hidden by an exemption is not read. */
function rowReader(campaign: Campaign, date: CivilDate): (row: Row) => SheetRow {
  const { exclude, followUp } = audienceOn(campaign, date);
  const reasons = exclude.map((rule) => explainExemption(rule, followUp));
  const version = formOn(campaign, date).version;
  return (row) => ({
    date,
    studentNo: row.person_no,
    name: row.name,
    department: row.department_code,
    class: row.class_code,
    status: staffBadge(dayStatus(row.rule < 0, row.status ?? undefined)).word,
    exemptReason: reasons[row.rule] ?? null,
    report: row.rule < 0 ? reportOf(row, { campaignId: campaign.id, date, version }) : null,
    review: row.rule < 0 ? reviewOf(row, { campaignId: campaign.id, date }) : null,
  });
}

function reportOf(row: Row, { version, ...place }: { campaignId: number; date: CivilDate; version: number }) {
  const { revision, sealed, person_no: personNo } = row;
  if (revision === null || sealed === null || sealed === undefined) return null;
  return {
    version: row.form_version ?? version,
    revision,
    submittedAt: Number(row.submitted_at),
    sealed: sealed === '' ? null : { text: sealed, context: revisionContext({ ...place, personNo, revision }) },
  };
}

function reviewOf(row: Row, place: { campaignId: number; date: CivilDate }) {
  const { sequence, decision, note, reviewer_name: reviewer, person_no: personNo } = row;
  if (!sequence || !decision || note === null || note === undefined) return null;
  return {
    decision: DECISION_WORDS[decision],
    note: note === '' ? null : { text: note, context: noteContext({ ...place, personNo }, sequence) },
    reviewer: reviewer ?? '',
    at: Number(row.decided_at),
  };
}

/** True when somebody is responsible for a class or department today, or for anybody in it during some days. */
export async function isPlaceInScope(db: Db, { caller, filter }: Omit<RowsAsked, 'campaign'>): Promise<boolean> {
  const { class: classCode, department, from, to } = filter;
  const { scopes } = acting(caller, 'export.make');
  const held = (kind: string, code: string) => scopes.some((scope) => scope.kind === kind && scope.code === code);
  if (classCode !== undefined && department === undefined && held('class', classCode)) return true;
  if (department !== undefined && classCode === undefined && held('department', department)) return true;
  const people = db('checkin_enrolment as e').where('e.from_day', '<=', to).where('e.until_day', '>', from);
  if (classCode !== undefined) void people.where('e.class_code', classCode);
  if (department !== undefined) void people.where('e.department_code', department);
  return (await people.modify(whereInScope(caller, 'export.make', 'e')).first('e.person_no')) !== undefined;
}
