import { civilDateOf } from '../../kernel/civil-date';
import type { Clock } from '../../kernel/clock';
import type { Job } from '../../kernel/jobs';
import type { Settings } from '../../kernel/settings';
import { listCampaigns } from '../campaign';
import { WHOLE_SCHOOL } from '../policy';
import { chooseSender } from './channels';
import { isDue, occasionOf, slotOf } from './hour-rules';
import { listHours } from './hour-store';
import { type RemindParts, remind } from './remind';

type Parts = RemindParts & { settings: Settings; clock: Clock };

/** Who stands in the record of what nobody pressed. */
const BY_ITSELF = { ...WHOLE_SCHOOL, name: '定时提醒' };

/**
 * Reminds at the times that the school sets, once each over all instances; caught up with for an hour, and only where
 * there is a way to reach people.
 */
export function hourJob(parts: Parts): Job {
  const { database, clock, settings } = parts;
  const { timeZone } = settings;
  return {
    name: 'reminder-hour',
    async due(now) {
      const hours = await listHours(database.knex);
      if (hours.size === 0) return [];
      const date = civilDateOf(now, timeZone);
      const campaigns = await listCampaigns(database.knex);
      return campaigns.flatMap((campaign) =>
        (hours.get(campaign.id) ?? [])
          .map((time) => ({ campaignId: campaign.id, date, time }))
          .filter((occasion) => isDue(campaign, occasion, now, timeZone))
          .map(slotOf),
      );
    },
    async run(slot) {
      const occasion = occasionOf(slot);
      const now = clock.now();
      const campaign = (await listCampaigns(database.knex)).find(({ id }) => id === occasion.campaignId);
      if (!campaign || !isDue(campaign, occasion, now, timeZone)) return;
      const { date } = occasion;
      const asked = { caller: BY_ITSELF, campaign, date, part: {}, now, today: date };
      if (await chooseSender(database.knex, parts, asked, undefined)) await remind(parts, asked);
    },
  };
}
