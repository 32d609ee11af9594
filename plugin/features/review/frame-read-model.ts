import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import type { Campaign } from '../campaign';
import { whereInScope } from '../policy';

interface Asked {
  caller: Caller;
  campaign: Campaign;
  today: CivilDate;
}

/** How many cases are open in the caller's scope of today. */
export async function countOpenCases(db: Db, { caller, campaign, today }: Asked): Promise<number> {
  const [row] = await db('checkin_case as c')
    .leftJoin('checkin_enrolment as e', (join) => {
      join
        .on('e.person_no', 'c.person_no')
        .andOn('e.from_day', '<=', 'c.from_day')
        .andOn('e.until_day', '>', 'c.from_day');
    })
    .leftJoin('checkin_enrolment as n', (join) => {
      join.on('n.person_no', 'c.person_no').andOnVal('n.from_day', '<=', today).andOnVal('n.until_day', '>', today);
    })
    .where('c.campaign_id', campaign.id)
    .whereNotNull('c.open_of')
    .modify(whereInScope(caller, 'case.read', 'e', 'n'))
    .count({ cases: '*' });
  return Number(row?.cases ?? 0);
}

/** True where a class of the caller's is, or was, followed up outside the app. */
export async function hasClassOutside(db: Db, { caller, campaign }: Asked): Promise<boolean> {
  const codes = [...new Set(campaign.audiences.flatMap(({ followUp }) => followUp))];
  if (codes.length === 0) return false;
  const row = await db('checkin_enrolment as e')
    .whereIn('e.class_code', codes)
    .where('e.from_day', '<=', campaign.endsOn)
    .where('e.until_day', '>', campaign.startsOn)
    .modify(whereInScope(caller, 'follow-up.read', 'e'))
    .first('e.person_no');
  return row !== undefined;
}

/** A student's cases in a campaign, the latest first, without anything that was written in them. */
export async function casesOfStudent(db: Db, campaignId: number, personNo: string) {
  const rows: { id: number; from_day: string; open_of: string | null }[] = await db('checkin_case')
    .where({ person_no: personNo, campaign_id: campaignId })
    .orderBy('id', 'desc');
  return rows.map(({ id, from_day: fromDay, open_of }) => ({ id, fromDay, isOpen: open_of !== null }));
}

/** The open cases of some students, by whose they are. */
export async function openCasesOf(db: Db, campaignId: number, people: readonly string[]): Promise<Map<string, number>> {
  const rows: { id: number; person_no: string }[] = await db('checkin_case')
    .where('campaign_id', campaignId)
    .whereIn('person_no', [...people])
    .whereNotNull('open_of');
  return new Map(rows.map(({ id, person_no }) => [person_no, id]));
}
