import type { Db } from '../../kernel/database';
import type { CountAsked } from './figures';
import { exemptRule, gather, rosterOfDay } from './people-query';

/**
 * When each of a day's due had sent a first report, by class: what a day that still runs is compared with. Whether
 * something was sent back since is left aside. Milliseconds, the first one first.
 */
export async function firstReports(db: Db, { caller, campaign, date, within }: CountAsked) {
  const rows: { class_code: string; submitted_at: number | null }[] = await rosterOfDay(db, caller, date, within)
    .leftJoin('checkin_report_revision as f', (join) => {
      join.on('f.person_no', 'e.person_no').andOnVal('f.campaign_id', campaign.id).andOnVal('f.day', date);
      join.andOnVal('f.revision', 1);
    })
    .whereRaw('? = -1', [exemptRule(db, campaign, date)])
    .orderBy('e.class_code')
    .select('e.class_code', 'f.submitted_at');
  const instants = gather(rows, ({ submitted_at }) => (submitted_at === null ? Infinity : Number(submitted_at)));
  return new Map([...instants].map(([code, each]) => [code, Float64Array.from(each).sort()]));
}

/** How many of some instants are not after another. */
export function sentBy(instants: Float64Array, at: number): number {
  const later = instants.findIndex((instant) => instant > at);
  return later < 0 ? instants.length : later;
}
