import type { Knex } from 'knex';
import type { CivilDate } from '../../kernel/civil-date';
import { asArrays, type Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import type { Campaign } from '../campaign';
import { acting, whereInScope } from '../policy';
import { selectPeople } from '../statistics';
import { hasAnswers } from './columns';
import { pageMaker, type Row } from './pages';
import type { ExportFilter } from './schema';
import type { SheetPage } from './sheet/plan';

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

/** The people of planned days, by day, class and number, a page at a time; nothing is held between the pages. */
export async function* pagesOf(db: Db, asked: RowsAsked, plans: readonly DayPlan[]): AsyncGenerator<SheetPage> {
  for (const { date, classes } of plans) {
    const pageOf = pageMaker(asked.campaign, date);
    for (const group of groupClasses(classes)) {
      let after: [string, string] | undefined;
      do {
        const rows = await readPage(db, asked, { date, classes: group, after });
        const [personNo, , classCode] = (rows.length < PAGE ? undefined : rows.at(-1)) ?? [];
        after = personNo !== undefined && classCode !== undefined ? [classCode, personNo] : undefined;
        if (rows.length > 0) yield pageOf(rows);
      } while (after);
    }
  }
}

interface PageAsked {
  date: CivilDate;
  classes: string[];
  after: [string, string] | undefined;
}

/** In the order of a {@link Row}. */
const PERSON = ['d.person_no', 'd.name', 'd.class_code', 'd.department_code', 'd.rule', 'd.status', 'd.revision'];
const REPORT = ['v.form_version', 'v.sealed', 'v.submitted_at'];
const REVIEW = ['w.sequence', 'w.decision', 'w.note', 'w.reviewer_name', 'w.decided_at'];

function readPage(
  db: Db,
  { caller, campaign, filter }: RowsAsked,
  { date, classes, after }: PageAsked,
): Promise<Row[]> {
  const people = selectPeople(db, { caller, campaign, filter: { ...filter, date }, within: classes });
  const query = asArrays(db.from(people.as('d')).select(PERSON).orderBy(['d.class_code', 'd.person_no']).limit(PAGE));
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
