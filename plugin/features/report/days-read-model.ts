import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import { epochColumn, type Standing } from '../campaign';
import { knownStudents, rosterColumn } from '../roster';
import {
  type CurrentReport,
  findReports,
  keyOf,
  type ReportRow,
  type RevisionRow,
  toReport,
  toRevision,
} from './read-model';

/** A student's day, as a submission finds it. No standing: not on the roster that day. */
export interface DayOfStudent {
  standing?: Standing;
  report?: CurrentReport;
}

/** The days of several students, by {@link keyOf}, but of those who have left; and the epoch of the campaigns and the version of the roster then. */
export interface DaysOfStudents {
  epoch: string | undefined;
  roster: number | undefined;
  days: Map<string, DayOfStudent>;
}

interface Asked {
  campaignId: number;
  date: CivilDate;
  today: CivilDate;
  people: readonly string[];
}

interface Row {
  person_no: string;
  class_code: string;
  department_code: string;
  standing: string;
  category: string;
  intake: number;
  epoch: string | null;
  roster: number | null;
  report_status: ReportRow['status'] | null;
  report_revision: number;
  decisions: number;
  report_at: number;
  form_version: number;
  revision_status: RevisionRow['status'];
  sealed: string | null;
  receipt: string;
  revision_at: number;
}

const COLUMNS = [
  ...['e.person_no', 'e.class_code', 'e.department_code', 'e.status as standing', 'e.category', 'e.intake'],
  ...['r.status as report_status', 'r.revision as report_revision', 'r.decisions', 'r.submitted_at as report_at'],
  ...['v.form_version', 'v.status as revision_status', 'v.sealed', 'v.receipt', 'v.submitted_at as revision_at'],
];

/** Where students stand on a day and what they have sent, in one statement. */
export async function daysOfStudents(db: Db, vault: Vault, asked: Asked): Promise<DaysOfStudents> {
  const { campaignId, date, people } = asked;
  const rows: Row[] = await db('checkin_enrolment as e')
    .leftJoin('checkin_report as r', (join) => {
      join.on('r.person_no', 'e.person_no').andOnVal('r.campaign_id', campaignId).andOnVal('r.day', date);
    })
    .leftJoin('checkin_report_revision as v', (join) => {
      for (const column of ['campaign_id', 'day', 'person_no', 'revision']) join.on(`v.${column}`, `r.${column}`);
    })
    .whereIn('e.person_no', people)
    .where('e.from_day', '<=', date)
    .where('e.until_day', '>', date)
    .select(COLUMNS)
    .select(epochColumn(db), rosterColumn(db));
  const days = new Map(
    rows.map((row) => [keyOf({ campaignId, date, personNo: row.person_no }), toDay(vault, asked, row)]),
  );
  const absent = people.map((personNo) => ({ campaignId, date, personNo })).filter((key) => !days.has(keyOf(key)));
  for (const [key, report] of await findReports(db, vault, absent)) days.set(key, { report });
  await dropThoseWhoLeft(db, days, asked);
  return { epoch: rows[0]?.epoch ?? undefined, roster: rows[0]?.roster ?? undefined, days };
}

/** Whoever is on today's roster has not left; only somebody absent, or another day than today, is a question. */
async function dropThoseWhoLeft(db: Db, days: Map<string, DayOfStudent>, asked: Asked): Promise<void> {
  const { campaignId, date, today, people } = asked;
  const inQuestion = people.filter(
    (personNo) => date !== today || !days.get(keyOf({ campaignId, date, personNo }))?.standing,
  );
  if (inQuestion.length === 0) return;
  const known = await knownStudents(db, inQuestion, today);
  for (const personNo of inQuestion) {
    const key = keyOf({ campaignId, date, personNo });
    if (!known.has(personNo)) days.delete(key);
    else if (!days.has(key)) days.set(key, {});
  }
}

function toDay(vault: Vault, asked: Asked, row: Row): DayOfStudent {
  const { class_code: classCode, department_code: departmentCode, standing: status, category, intake } = row;
  return { standing: { classCode, departmentCode, status, category, intake }, report: toCurrent(vault, asked, row) };
}

function toCurrent(vault: Vault, { campaignId, date }: Asked, row: Row): CurrentReport | undefined {
  if (row.report_status === null || row.sealed === null) return undefined;
  const key = { campaign_id: campaignId, day: date, person_no: row.person_no, revision: row.report_revision };
  const { decisions, form_version, sealed, receipt } = row;
  const report = toReport({ ...key, status: row.report_status, decisions, submitted_at: row.report_at });
  const revision = {
    ...key,
    form_version,
    status: row.revision_status,
    sealed,
    receipt,
    submitted_at: row.revision_at,
  };
  return { ...report, current: toRevision(vault, revision) };
}
