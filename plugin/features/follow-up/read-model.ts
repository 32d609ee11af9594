import { addDays, type CivilDate, earlierOf } from '../../kernel/civil-date';
import type { Db, Tx } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import type { Vault } from '../../kernel/vault';
import type { Campaign } from '../campaign';
import { classesBetween } from './classes-read-model';
import { isMissing } from './rules';
import type { FollowUp, FollowUpKey } from './schema';
import { type FollowUpRow, openFollowUp } from './store';

const TABLE = 'checkin_follow_up';

/** A text that stands for a class and day in a map. */
export function keyOf({ date, classCode }: Pick<FollowUpKey, 'date' | 'classCode'>): string {
  return `${date}/${classCode}`;
}

/** How many times each class was entered, by {@link keyOf}; who never was is not in it. */
export async function countRevisions(
  db: Db,
  { campaign, from, to }: { campaign: Campaign; from: CivilDate; to: CivilDate },
): Promise<Map<string, number>> {
  const rows: { day: string; class_code: string; last: number }[] = await db(TABLE)
    .where('campaign_id', campaign.id)
    .where('day', '>=', from)
    .where('day', '<=', to)
    .groupBy('day', 'class_code')
    .select('day', 'class_code')
    .max({ last: 'revision' });
  return new Map(rows.map((row) => [keyOf({ date: row.day, classCode: row.class_code }), Number(row.last)]));
}

/** The entries that hold for these classes and days, by {@link keyOf}. */
export async function currentOf(
  db: Db,
  vault: Vault,
  campaign: Campaign,
  wanted: readonly Pick<FollowUpKey, 'date' | 'classCode'>[],
): Promise<Map<string, FollowUp>> {
  const days = [...new Set(wanted.map(({ date }) => date))].sort();
  const [from, to] = [days[0], days.at(-1)];
  if (from === undefined || to === undefined) return new Map();
  const last = await countRevisions(db, { campaign, from, to });
  const keys = wanted.flatMap((each) => {
    const revision = last.get(keyOf(each));
    return revision === undefined ? [] : [[campaign.id, each.date, each.classCode, revision]];
  });
  if (keys.length === 0) return new Map();
  const columns = ['campaign_id', 'day', 'class_code', 'revision'];
  const rows = await db<FollowUpRow>(TABLE).whereIn(columns, keys as never);
  return new Map(rows.map((row) => [keyOf({ date: row.day, classCode: row.class_code }), openFollowUp(vault, row)]));
}

/** Every entry about a class on a day, the first one first. */
export async function revisionsOf(db: Db, vault: Vault, key: FollowUpKey): Promise<FollowUp[]> {
  const { campaignId, date, classCode } = key;
  const rows = await db<FollowUpRow>(TABLE)
    .where({ campaign_id: campaignId, day: date, class_code: classCode })
    .orderBy('revision');
  return rows.map((row) => openFollowUp(vault, row));
}

/** The last entry, read so that a rival who writes the next one waits for this transaction. */
export async function lockLast(tx: Tx, vault: Vault, key: FollowUpKey): Promise<FollowUp | undefined> {
  const { campaignId, date, classCode } = key;
  const row = await tx<FollowUpRow>(TABLE)
    .where({ campaign_id: campaignId, day: date, class_code: classCode })
    .orderBy('revision', 'desc')
    .forUpdate()
    .first();
  return row && openFollowUp(vault, row);
}

/** The days on which a class should have been entered and was not, of those before today, by class; the last one first. */
export async function missingDays(
  db: Db,
  { caller, campaign, today }: { caller: Caller; campaign: Campaign; today: CivilDate },
): Promise<Map<string, CivilDate[]>> {
  const asked = { caller, campaign, from: campaign.startsOn, to: earlierOf(addDays(today, -1), campaign.endsOn) };
  const revisions = await countRevisions(db, asked);
  const missing = new Map<string, CivilDate[]>();
  for (const each of await classesBetween(db, asked)) {
    const days = missing.get(each.classCode) ?? [];
    missing.set(each.classCode, isMissing(each, revisions.get(keyOf(each))) ? [each.date, ...days] : days);
  }
  return missing;
}

/** What people are called, by number. */
export async function namesOf(db: Db, people: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(people)];
  if (wanted.length === 0) return new Map();
  const rows: { person_no: string; name: string }[] = await db('checkin_person').whereIn('person_no', wanted);
  return new Map(rows.map(({ person_no, name }) => [person_no, name]));
}
