import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import type { Campaign } from '../campaign';
import { exemptRule, peopleOfDay } from './people-query';

/**
 * How many of a day's due had sent a first report by an instant, by class: what a day that still runs is compared with.
 * Whether something was sent back by then is left aside.
 */
export async function reportedBy(
  db: Db,
  { caller, campaign, date, at }: { caller: Caller; campaign: Campaign; date: CivilDate; at: number },
): Promise<Map<string, number>> {
  const people = peopleOfDay(db, caller, campaign, date)
    .join('checkin_report_revision as f', (join) => {
      join.on('f.person_no', 'e.person_no').andOnVal('f.campaign_id', campaign.id).andOnVal('f.day', date);
      join.andOnVal('f.revision', 1);
    })
    .where('f.submitted_at', '<=', at)
    .select('e.class_code')
    .select(db.raw('? as ??', [exemptRule(db, campaign, date), 'rule']));
  const rows: { class_code: string; people: number }[] = await db
    .from(people.as('p'))
    .where('rule', -1)
    .select('class_code')
    .count({ people: '*' })
    .groupBy('class_code');
  return new Map(rows.map(({ class_code, people: count }) => [class_code, Number(count)]));
}
