import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import type { Campaign } from '../campaign';
import { currentOf, keyOf } from './read-model';
import type { FollowUp } from './schema';

/** What was entered about one student of a class outside the app on a day. */
export interface FindingAbout {
  date: CivilDate;
  note: string;
  by: FollowUp['by'];
  /** Milliseconds. */
  at: number;
}

/** The days on which a student was entered as abnormal, of those on which the student stood in a class, by day. */
export async function findingsAbout(
  db: Db,
  vault: Vault,
  asked: { campaign: Campaign; personNo: string; places: ReadonlyMap<CivilDate, { classCode: string }> },
): Promise<FindingAbout[]> {
  const wanted = [...asked.places].map(([date, { classCode }]) => ({ date, classCode }));
  const entries = await currentOf(db, vault, asked.campaign, wanted);
  return wanted.flatMap((key) => {
    const entry = entries.get(keyOf(key));
    const about = entry?.abnormal.find(({ studentNo }) => studentNo === asked.personNo);
    return entry && about ? [{ date: key.date, note: about.note, by: entry.by, at: entry.at }] : [];
  });
}
