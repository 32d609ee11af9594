import type { Knex } from 'knex';
import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import type { Report, ReportStatus, Revision } from './schema';
import { openRevision } from './store';

export interface ReportRow {
  campaign_id: number;
  day: string;
  person_no: string;
  status: ReportStatus;
  revision: number;
  decisions: number;
  submitted_at: number;
}

export interface RevisionRow {
  campaign_id: number;
  day: string;
  person_no: string;
  revision: number;
  form_version: number;
  status: ReportStatus;
  sealed: string;
  receipt: string;
  submitted_at: number;
}

/** Which day of whom. */
export interface ReportKey {
  campaignId: number;
  date: CivilDate;
  personNo: string;
}

/** A text that stands for a report in a map. */
export function keyOf({ campaignId, date, personNo }: ReportKey): string {
  return `${campaignId}/${date}/${personNo}`;
}

/** A report with the revision that holds. */
export interface CurrentReport extends Report {
  current: Revision;
}

/** A report of its row. */
export function toReport(row: ReportRow): Report {
  return {
    campaignId: row.campaign_id,
    date: row.day,
    personNo: row.person_no,
    status: row.status,
    revision: row.revision,
    decisions: row.decisions,
    submittedAt: Number(row.submitted_at),
  };
}

/** A revision of its row, opened. */
export function toRevision(vault: Vault, row: RevisionRow): Revision {
  const { campaign_id: campaignId, day: date, person_no: personNo, revision } = row;
  return {
    revision,
    formVersion: row.form_version,
    status: row.status,
    ...openRevision(vault, { campaignId, date, personNo, revision }, row.sealed),
    receipt: row.receipt,
    submittedAt: Number(row.submitted_at),
  };
}

/** Reports as they stand, each with the revision that holds, by {@link keyOf}. */
export async function findReports(
  db: Db,
  vault: Vault,
  keys: readonly ReportKey[],
): Promise<Map<string, CurrentReport>> {
  if (keys.length === 0) return new Map();
  return withCurrent(db, vault, db('checkin_report').where(oneOf(keys)));
}

/** Rows of these keys, day by day: the embedded database finds nothing by its index where whole keys are listed. */
export function oneOf(keys: readonly ReportKey[]): (query: Knex.QueryBuilder) => void {
  const days = new Map<string, { day: object; people: string[] }>();
  for (const { campaignId, date, personNo } of keys) {
    const key = `${campaignId}/${date}`;
    const group = days.get(key) ?? { day: { campaign_id: campaignId, day: date }, people: [] };
    group.people.push(personNo);
    days.set(key, group);
  }
  return (query) => {
    for (const { day, people } of days.values())
      void query.orWhere((one) => void one.where(day).whereIn('person_no', people));
  };
}

/** A report and, where both have a column of that name, what its revision says. */
type CurrentRow = RevisionRow & { decisions: number; report_status: ReportStatus; report_submitted_at: number };

/** The reports that a query finds, each with the revision that holds, in one statement. */
async function withCurrent(db: Db, vault: Vault, reports: Knex.QueryBuilder): Promise<Map<string, CurrentReport>> {
  const rows: CurrentRow[] = await db
    .from(reports.as('r'))
    .join('checkin_report_revision as v', (join) => {
      for (const column of ['campaign_id', 'day', 'person_no', 'revision'])
        join.andOn(`v.${column}`, '=', `r.${column}`);
    })
    .select('v.*', 'r.decisions', 'r.status as report_status', 'r.submitted_at as report_submitted_at');
  return new Map(
    rows.map(({ report_status: status, report_submitted_at: submitted_at, ...row }) => {
      const report = toReport({ ...row, status, submitted_at });
      return [keyOf(toKey(row)), { ...report, current: toRevision(vault, row) }];
    }),
  );
}

function toKey({ campaign_id, day, person_no }: { campaign_id: number; day: string; person_no: string }): ReportKey {
  return { campaignId: campaign_id, date: day, personNo: person_no };
}

/** One report as it stands. */
export async function findReport(db: Db, vault: Vault, key: ReportKey): Promise<CurrentReport | undefined> {
  return (await findReports(db, vault, [key])).get(keyOf(key));
}

/** A person's reports from a day to a day, both included, by date. */
export async function reportsBetween(
  db: Db,
  vault: Vault,
  { campaignId, personNo, from, to }: { campaignId: number; personNo: string; from: CivilDate; to: CivilDate },
): Promise<Map<CivilDate, CurrentReport>> {
  const reports = db('checkin_report')
    .where({ person_no: personNo, campaign_id: campaignId })
    .andWhere('day', '>=', from)
    .andWhere('day', '<=', to);
  const found = await withCurrent(db, vault, reports);
  return new Map([...found.values()].map((report) => [report.date, report]));
}

/** Every revision of one report, the first one first. */
export async function revisionsOf(
  db: Db,
  vault: Vault,
  { campaignId, date, personNo }: ReportKey,
): Promise<Revision[]> {
  const rows = await db<RevisionRow>('checkin_report_revision')
    .where({ campaign_id: campaignId, day: date, person_no: personNo })
    .orderBy('revision');
  return rows.map((row) => toRevision(vault, row));
}

/** The last report that a person sent before a day, to begin the next one with. */
export async function findLastReport(
  db: Db,
  vault: Vault,
  { campaignId, personNo, before }: { campaignId: number; personNo: string; before: CivilDate },
): Promise<CurrentReport | undefined> {
  const last = db('checkin_report')
    .where({ person_no: personNo, campaign_id: campaignId })
    .andWhere('day', '<', before)
    .orderBy('day', 'desc')
    .limit(1);
  return [...(await withCurrent(db, vault, last)).values()][0];
}

/** The days of a person that were sent back and wait to be filled in again, the first one first. */
export async function returnedDays(
  db: Db,
  { campaignId, personNo }: { campaignId: number; personNo: string },
): Promise<CivilDate[]> {
  const rows = await db<ReportRow>('checkin_report')
    .where({ person_no: personNo, campaign_id: campaignId, status: 'returned' })
    .orderBy('day')
    .select('day');
  return rows.map(({ day }) => day);
}

/** How many days somebody has reported since a day, and the first of them. */
export async function daysReported(
  db: Db,
  { campaignId, personNo, from }: { campaignId: number; personNo: string; from: CivilDate },
): Promise<{ days: number; first: CivilDate | undefined }> {
  const [row] = await db('checkin_report')
    .where({ campaign_id: campaignId, person_no: personNo })
    .where('day', '>=', from)
    .count({ days: '*' })
    .min({ first: 'day' });
  return { days: Number(row?.days ?? 0), first: row?.first ?? undefined };
}
