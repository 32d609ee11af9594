import { addDays, type CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import type { Vault } from '../../kernel/vault';
import { type Campaign, covers, listCampaigns } from '../campaign';
import { type DayOfMine, daysOfStudent } from '../report';
import { enrolmentsOf } from '../roster';

/** A campaign as it concerns the caller today. */
export interface MyCampaign {
  campaign: Campaign;
  /** Nothing for staff. */
  today: DayOfMine | undefined;
}

/**
 * The campaigns that concern somebody, the latest first: a student those during which they were or will be on the
 * roster, staff all of them.
 */
export async function campaignsOf(db: Db, vault: Vault, caller: Caller, today: CivilDate): Promise<MyCampaign[]> {
  const campaigns = await listCampaigns(db);
  if (caller.type === 'staff') return campaigns.map((campaign) => ({ campaign, today: undefined }));
  const enrolments = await enrolmentsOf(db, caller.personNo);
  const mine = campaigns.filter(({ startsOn, endsOn }) =>
    enrolments.some(({ fromDay, untilDay }) => fromDay <= endsOn && addDays(untilDay, -1) >= startsOn),
  );
  return Promise.all(
    mine.map(async (campaign) => ({ campaign, today: await dayOfMine(db, vault, caller, campaign, today) })),
  );
}

async function dayOfMine(db: Db, vault: Vault, { personNo }: Caller, campaign: Campaign, today: CivilDate) {
  const [day] = await daysOfStudent(db, vault, { campaign, personNo, from: today, to: today });
  return day;
}

/** True while reports of today are taken at all. */
export function isOpen(campaign: Campaign, today: CivilDate): boolean {
  return covers(campaign, today);
}
