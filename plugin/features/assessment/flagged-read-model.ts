import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Campaign } from '../campaign';
import { exemptRule } from '../statistics';
import { runsOf } from './rules';
import type { Flagged } from './score-rules';
import { type Days, holding } from './tally-read-model';

const DAY_MS = 86_400_000;

/**
 * The flagged reports of some days by department, and when the first decision on each came, counted from its submission;
 * a report that was sent back and flagged again counts again.
 */
export async function flaggedReports(db: Db, { campaign, days, now }: Days & { now: number }): Promise<Flagged[]> {
  const found: Flagged[] = [];
  for (const run of runsOf(campaign, days)) {
    found.push(...(await countDecided(db, campaign, run)));
    found.push(...(await countUndecided(db, campaign, run, now)));
  }
  return found;
}

interface Judged {
  department_code: string;
  in_time: number;
  reports: number;
}

/** Whatever was decided while it waited was flagged. Only one that was refilled since needs its own revision looked up. */
async function countDecided(db: Db, campaign: Campaign, days: CivilDate[]): Promise<Flagged[]> {
  const first = db('checkin_review as w')
    .where({ 'w.campaign_id': campaign.id, 'w.from_status': 'pending' })
    .whereIn('w.day', days)
    .select('w.campaign_id', 'w.day', 'w.person_no', 'w.revision')
    .min({ decided_at: 'w.decided_at' })
    .groupBy('w.campaign_id', 'w.day', 'w.person_no', 'w.revision');
  const rows: Judged[] = await db
    .from(first.as('d'))
    .join('checkin_report as r', {
      'r.campaign_id': 'd.campaign_id',
      'r.day': 'd.day',
      'r.person_no': 'd.person_no',
    })
    .join('checkin_enrolment as e', holding('d'))
    .whereRaw('? = -1', [exemptRule(db, campaign, days[0] ?? '')])
    .select('e.department_code')
    .select(db.raw(`sum(case when d.decided_at - ${SUBMITTED_AT} <= ${DAY_MS} then 1 else 0 end) as in_time`))
    .count({ reports: '*' })
    .groupBy('e.department_code');
  return rows.map(({ department_code: department, in_time, reports }) => {
    return { department, inTime: Number(in_time), late: Number(reports) - Number(in_time), open: 0 };
  });
}

const SUBMITTED_AT = `case when r.revision = d.revision then r.submitted_at else (
  select v.submitted_at from checkin_report_revision v
  where v.campaign_id = d.campaign_id and v.day = d.day and v.person_no = d.person_no and v.revision = d.revision
) end`;

interface Waiting {
  department_code: string;
  open: number;
  reports: number;
}

/** What waits and was never decided; what was decided and reopened is not among them. */
async function countUndecided(db: Db, campaign: Campaign, days: CivilDate[], now: number): Promise<Flagged[]> {
  const rows: Waiting[] = await db('checkin_report as r')
    .join('checkin_enrolment as e', holding('r'))
    .where({ 'r.campaign_id': campaign.id, 'r.status': 'pending' })
    .whereIn('r.day', days)
    .whereRaw('? = -1', [exemptRule(db, campaign, days[0] ?? '')])
    .whereNotExists(
      db('checkin_review as w')
        .select(db.raw('1'))
        .whereRaw('w.campaign_id = r.campaign_id and w.day = r.day')
        .whereRaw('w.person_no = r.person_no and w.revision = r.revision'),
    )
    .select('e.department_code')
    .select(db.raw('sum(case when r.submitted_at >= ? then 1 else 0 end) as ??', [now - DAY_MS, 'open']))
    .count({ reports: '*' })
    .groupBy('e.department_code');
  return rows.map(({ department_code: department, open, reports }) => {
    return { department, inTime: 0, late: Number(reports) - Number(open), open: Number(open) };
  });
}
