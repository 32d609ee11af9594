import { batches } from '../../kernel/batches';
import { addDays, type CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Campaign } from '../campaign';
import { REPORTED, type ReportStatus } from '../report';
import { type Abnormal, type Facts, LATELY, type Stood } from './worry-rules';

/** What had to be looked into. A report that was sent back may have been one of these before. */
const LOOKED_INTO: readonly ReportStatus[] = ['pending', 'confirmed', 'cleared'];

type Known = Omit<Facts, 'returned'>;

/** What is known of people who have not reported on a day, by their number. */
export async function knownOf(
  db: Db,
  campaign: Campaign,
  date: CivilDate,
  people: readonly string[],
): Promise<Map<string, Known>> {
  const known = new Map<string, Known>();
  const cases = await openCases(db, campaign.id);
  for (const batch of batches(people)) {
    const [abnormal, last, stood] = [
      await abnormalOf(db, campaign.id, date, batch),
      await lastReportedOf(db, campaign.id, date, batch),
      await stoodOf(db, batch),
    ];
    for (const personNo of batch)
      known.set(personNo, {
        openCase: cases.has(personNo),
        abnormal: abnormal.get(personNo) ?? [],
        lastReported: last.get(personNo),
        stood: stood.get(personNo) ?? [],
      });
  }
  return known;
}

async function openCases(db: Db, campaignId: number): Promise<Set<string>> {
  const rows = await db('checkin_case').where({ campaign_id: campaignId }).whereNotNull('open_of').select('person_no');
  return new Set(rows.map(({ person_no }) => person_no as string));
}

/** Everybody of a campaign who is looked after, or whose report had to be looked into lately. */
export async function abnormalLately(db: Db, campaign: Campaign, date: CivilDate): Promise<Set<string>> {
  const rows = await db('checkin_report')
    .where('campaign_id', campaign.id)
    .whereIn('status', [...LOOKED_INTO])
    .where('day', '>=', addDays(date, -LATELY))
    .where('day', '<', date)
    .distinct('person_no');
  return new Set([...rows.map(({ person_no }) => person_no as string), ...(await openCases(db, campaign.id))]);
}

async function abnormalOf(db: Db, campaignId: number, date: CivilDate, people: string[]) {
  const rows: { person_no: string; day: string; status: ReportStatus }[] = await db('checkin_report as r')
    .where('r.campaign_id', campaignId)
    .whereIn('r.person_no', people)
    .where('r.day', '>=', addDays(date, -LATELY))
    .where('r.day', '<', date)
    .where((either) => {
      void either.whereIn('r.status', [...LOOKED_INTO]).orWhere((returned) => {
        void returned.where('r.status', 'returned').whereExists(flagged(db));
      });
    })
    .orderBy('r.day', 'desc')
    .select('r.person_no', 'r.day', 'r.status');
  return groupBy(rows, ({ day, status }): Abnormal => ({ date: day, status }));
}

function flagged(db: Db) {
  return db('checkin_report_revision as v')
    .select(db.raw('1'))
    .whereRaw('v.campaign_id = r.campaign_id and v.day = r.day and v.person_no = r.person_no')
    .where('v.status', 'pending');
}

async function lastReportedOf(db: Db, campaignId: number, date: CivilDate, people: string[]) {
  const rows: { person_no: string; last: string }[] = await db('checkin_report')
    .where('campaign_id', campaignId)
    .whereIn('person_no', people)
    .where('day', '<', date)
    .whereIn('status', [...REPORTED])
    .groupBy('person_no')
    .select('person_no')
    .max({ last: 'day' });
  return new Map(rows.map(({ person_no, last }) => [person_no, last]));
}

interface EnrolmentRow {
  person_no: string;
  from_day: string;
  until_day: string;
  department_code: string;
  class_code: string;
  intake: number;
  status: string;
  category: string;
}

async function stoodOf(db: Db, people: string[]): Promise<Map<string, Stood[]>> {
  const rows: EnrolmentRow[] = await db('checkin_enrolment').whereIn('person_no', people);
  return groupBy(rows, (row) => ({
    fromDay: row.from_day,
    untilDay: row.until_day,
    departmentCode: row.department_code,
    classCode: row.class_code,
    intake: Number(row.intake),
    status: row.status,
    category: row.category,
  }));
}

function groupBy<Row extends { person_no: string }, T>(rows: readonly Row[], toItem: (row: Row) => T) {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.person_no);
    if (group) group.push(toItem(row));
    else groups.set(row.person_no, [toItem(row)]);
  }
  return groups;
}
