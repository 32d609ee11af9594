import type { CivilDate } from '../../kernel/civil-date';
import type { Database, Db } from '../../kernel/database';
import type { Campaign } from '../campaign';
import { acknowledgedAt } from './read-model';
import { type PrivacyNotice, privacyNoticeOn } from './rules';
import { insertAcknowledgement } from './store';

/** Who is to know the notice of which day's form. */
export interface Reader {
  campaign: Campaign;
  date: CivilDate;
  personNo: string;
}

/** The notice that somebody has to be shown before a day's form; nothing for who has acknowledged it. */
export async function noticeToShow(db: Db, { campaign, date, personNo }: Reader): Promise<PrivacyNotice | undefined> {
  const notice = privacyNoticeOn(campaign, date);
  const at = await acknowledgedAt(db, { campaignId: campaign.id, personNo, version: notice.version });
  return at === undefined ? notice : undefined;
}

/**
 * Takes it on record that somebody was shown a version and says so; of one that is no longer told, nothing is kept. True
 * for who now knows what is told.
 */
export async function acknowledge(
  database: Database,
  { version, now, ...reader }: Reader & { version: unknown; now: number },
): Promise<boolean> {
  const notice = await noticeToShow(database.knex, reader);
  if (!notice) return true;
  if (version !== notice.version) return false;
  const { campaign, personNo } = reader;
  await database.transaction((tx) => insertAcknowledgement(tx, { campaignId: campaign.id, personNo, notice, now }));
  return true;
}
