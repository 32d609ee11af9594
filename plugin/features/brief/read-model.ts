import { addDays, type CivilDate, daysFrom, earlierOf } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import type { Campaign } from '../campaign';
import type { Figures } from '../statistics';
import type { Submission, SubmittedBrief } from './schema';
import { contextOf, type Sealed } from './store';

interface Row {
  campaign_id: number;
  day: string;
  department_code: string;
  figures: string;
  sealed: string;
  due_at: number;
  on_time: number | boolean;
  submitted_at: number;
  submitted_by: string;
  submitter_name: string;
  submitter_duty: string;
}

/** The briefs of a day that were reported, of all departments, by department. Whose they may be is the caller's to decide. */
export async function submittedBriefs(
  db: Db,
  vault: Vault,
  { campaignId, date }: { campaignId: number; date: CivilDate },
): Promise<Map<string, SubmittedBrief>> {
  const rows = await db<Row>('checkin_brief').where({ campaign_id: campaignId, day: date });
  return new Map(rows.map((row) => [row.department_code, toBrief(vault, row)]));
}

function toBrief(vault: Vault, row: Row): SubmittedBrief {
  const key = { campaignId: row.campaign_id, date: row.day, department: row.department_code };
  return {
    department: row.department_code,
    figures: JSON.parse(row.figures) as Figures,
    ...vault.openJson<Sealed>(row.sealed, contextOf(key)),
    dueAt: Number(row.due_at),
    submittedAt: Number(row.submitted_at),
    submittedBy: { personNo: row.submitted_by, name: row.submitter_name, duty: row.submitter_duty },
    onTime: Boolean(row.on_time),
  };
}

/** Which departments reported which days, from a day to a day, both included, in the order of days. */
export async function submissionsBetween(
  db: Db,
  { campaignId, from, to }: { campaignId: number; from: CivilDate; to: CivilDate },
): Promise<Submission[]> {
  const rows = await db<Row>('checkin_brief')
    .select('day', 'department_code', 'submitted_at', 'on_time')
    .where({ campaign_id: campaignId })
    .where('day', '>=', from)
    .where('day', '<=', to)
    .orderBy(['day', 'department_code']);
  return rows.map((row) => ({
    date: row.day,
    department: row.department_code,
    submittedAt: Number(row.submitted_at),
    onTime: Boolean(row.on_time),
  }));
}

/** The days up to yesterday of which a department that had anybody on the roster has not reported, the first one first. */
export async function openDays(
  db: Db,
  { campaign, department, today }: { campaign: Campaign; department: string; today: CivilDate },
): Promise<CivilDate[]> {
  const [from, to] = [campaign.startsOn, earlierOf(campaign.endsOn, addDays(today, -1))];
  const periods: { from_day: string; until_day: string }[] = await db('checkin_enrolment')
    .distinct('from_day', 'until_day')
    .where({ department_code: department })
    .where('from_day', '<=', to)
    .where('until_day', '>', from);
  const submissions = await submissionsBetween(db, { campaignId: campaign.id, from, to });
  const done = new Set(submissions.filter((each) => each.department === department).map(({ date }) => date));
  return daysFrom(from, to).filter(
    (day) => !done.has(day) && periods.some(({ from_day, until_day }) => from_day <= day && day < until_day),
  );
}
