import { batches } from '../../kernel/batches';
import type { Db } from '../../kernel/database';
import type { Campaign } from '../campaign';
import type { CountAsked } from './figures';
import { anyReport, exemptRule, gather, rosterOfDay } from './people-query';

type People = ReadonlyMap<string, readonly string[]>;

/** Who of a day has not reported once in the campaign, by class and number. */
export async function neverReported(db: Db, { caller, campaign, date, within }: CountAsked): Promise<People> {
  const rows: { class_code: string; person_no: string }[] = await rosterOfDay(db, caller, date, within)
    .whereRaw('? = -1', [exemptRule(db, campaign, date)])
    .whereNotExists(anyReport(db, campaign, 'e'))
    .orderBy('e.class_code')
    .select('e.class_code', 'e.person_no');
  const classes = gather(rows, ({ person_no }) => person_no);
  // There, a database would sort them all at once.
  for (const people of classes.values()) people.sort();
  return classes;
}

/** More are counted from the roster. */
const FEW = 2_000;

/** Who of those who had never reported still has not: nobody who has can be one of them again. Nothing for many. */
export async function stillNever(db: Db, campaign: Campaign, before: People): Promise<People | undefined> {
  const people = [...before.values()].flat();
  if (people.length > FEW) return undefined;
  const reported = new Set<string>();
  for (const some of batches(people, FEW / 4)) {
    const rows: { person_no: string }[] = await db('checkin_report')
      .where('campaign_id', campaign.id)
      .whereIn('person_no', some)
      .distinct('person_no');
    for (const { person_no } of rows) reported.add(person_no);
  }
  if (reported.size === 0) return before;
  return new Map([...before].map(([code, each]) => [code, each.filter((personNo) => !reported.has(personNo))]));
}
