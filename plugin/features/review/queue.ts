import { addDays, type CivilDate } from '../../kernel/civil-date';
import { toInstant } from '../../kernel/clock';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { fromCursor, type Page, toPage } from '../../kernel/paging';
import type { Vault } from '../../kernel/vault';
import type { Campaign } from '../campaign';
import { acting, hasSchoolScope, whereInScope } from '../policy';
import { type CurrentReport, findReports, keyOf, type ReportStatus } from '../report';
import { countReturns } from './read-model';

/** A report in the review queue. */
export interface QueueItem {
  studentNo: string;
  name: string;
  class: { code: string; name: string };
  department: { code: string; name: string };
  date: CivilDate;
  status: ReportStatus;
  revision: number;
  submittedAt: string;
  flags: string[];
  answers: object;
  /** What the student answered the day before; null where nothing was sent. */
  dayBefore: object | null;
  /** How often the student was sent back in this campaign. */
  timesReturned: number;
}

export interface QueueFilter {
  status: ReportStatus;
  date?: CivilDate;
  class?: string;
}

interface Row {
  person_no: string;
  name: string;
  class_code: string;
  department_code: string;
  day: string;
  submitted_at: number;
}

interface Asked {
  caller: Caller;
  campaign: Campaign;
  filter: QueueFilter;
  today: CivilDate;
}

/** A page of the reports that wait for review (or have another status), oldest first, where they were on their day. */
export async function reviewQueue(
  db: Db,
  vault: Vault,
  { limit, cursor, ...asked }: Asked & { limit: number; cursor?: string },
): Promise<Page<QueueItem>> {
  const after = fromCursor(cursor, ['number', 'string', 'string']);
  const query = selectQueue(db, asked)
    .join('checkin_person as p', 'p.person_no', 'r.person_no')
    .select('r.person_no', 'p.name', 'e.class_code', 'e.department_code', 'r.day', 'r.submitted_at')
    .orderBy(['r.submitted_at', 'r.person_no', 'r.day'])
    .limit(limit + 1);
  if (after) void query.whereRaw('(r.submitted_at, r.person_no, r.day) > (?, ?, ?)', after);
  const rows: Row[] = await query;
  const show = await shower(db, vault, asked.campaign, rows);
  return toPage(rows, limit, (row) => [Number(row.submitted_at), row.person_no, row.day], show);
}

/** How many reports the caller's queue holds. */
export async function countQueue(db: Db, asked: Asked): Promise<number> {
  const [row] = await selectQueue(db, asked).count({ reports: '*' });
  return Number(row?.reports ?? 0);
}

/** In scope are those of the classes that the caller has today: as they stood on their day, or as they stand today. */
function selectQueue(db: Db, asked: Asked) {
  const { caller, campaign, filter } = asked;
  const query = db('checkin_report as r')
    .join('checkin_enrolment as e', (join) => {
      join.on('e.person_no', 'r.person_no').andOn('e.from_day', '<=', 'r.day').andOn('e.until_day', '>', 'r.day');
    })
    .where({ 'r.campaign_id': campaign.id, 'r.status': filter.status });
  if (!hasSchoolScope(acting(caller, 'review.read'))) {
    const today = whereTheyStand(db, asked).modify(whereInScope(caller, 'review.read', 'n'));
    void query.where((either) => {
      void either.where(whereInScope(caller, 'review.read', 'e'));
      // Nearly everybody still stands where they stood: nobody else is looked for twice.
      void either.orWhere((moved) => void moved.where('e.until_day', '<=', asked.today).whereExists(today));
    });
  }
  if (filter.date !== undefined) void query.where('r.day', filter.date);
  if (filter.class !== undefined) void query.where('e.class_code', filter.class);
  return query;
}

/** Today's place of the student of a report. */
function whereTheyStand(db: Db, { today }: Asked) {
  return db('checkin_enrolment as n')
    .select(db.raw('1'))
    .whereRaw('n.person_no = r.person_no')
    .where('n.from_day', '<=', today)
    .where('n.until_day', '>', today);
}

async function shower(db: Db, vault: Vault, campaign: Campaign, rows: Row[]): Promise<(row: Row) => QueueItem> {
  const keyFor = (personNo: string, date: CivilDate) => ({ campaignId: campaign.id, date, personNo });
  const keys = rows.flatMap((row) => [keyFor(row.person_no, row.day), keyFor(row.person_no, addDays(row.day, -1))]);
  const reports = await findReports(db, vault, keys);
  const people = [...new Set(rows.map(({ person_no }) => person_no))];
  const returns = await countReturns(db, campaign.id, people);
  return (row) => {
    const report = reports.get(keyOf(keyFor(row.person_no, row.day))) as CurrentReport;
    const { flags, answers, submittedAt } = report.current;
    return {
      studentNo: row.person_no,
      name: row.name,
      class: { code: row.class_code, name: row.class_code },
      department: { code: row.department_code, name: row.department_code },
      date: row.day,
      status: report.status,
      revision: report.revision,
      submittedAt: toInstant(submittedAt),
      flags,
      answers,
      dayBefore: reports.get(keyOf(keyFor(row.person_no, addDays(row.day, -1))))?.current.answers ?? null,
      timesReturned: returns.get(row.person_no) ?? 0,
    };
  };
}
