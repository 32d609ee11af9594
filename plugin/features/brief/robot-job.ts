import { addDays, type CivilDate, civilDateOf } from '../../kernel/civil-date';
import type { Clock } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import type { Job } from '../../kernel/jobs';
import type { Settings } from '../../kernel/settings';
import type { Vault } from '../../kernel/vault';
import { recordAudit, SYSTEM } from '../audit';
import { type Campaign, covers, listCampaigns } from '../campaign';
import { WHOLE_SCHOOL } from '../policy';
import { type Robots, SCHOOL } from '../robot';
import type { FiguresMemory } from '../statistics';
import { briefsOfDay } from './briefs-of-day';
import { dueAtOf } from './rules';
import { textOfAll } from './words';

interface Parts {
  database: Database;
  vault: Vault;
  clock: Clock;
  settings: Settings;
  robots: Robots;
  figures: FiguresMemory;
}

/** A summary that could not be made in this time is left out: by then the group has moved on. */
const LATEST_MS = 60 * 60_000;

/**
 * When a day's briefs are due, tells the group of the departments' contacts how the whole school stands and who is still
 * outstanding: once over all instances, where the group has a robot. A run that dies leaves all of it or nothing, so that
 * the next attempt says nothing twice.
 */
export function briefRobotJob({ database, vault, clock, settings, robots, figures }: Parts): Job {
  const { timeZone } = settings;
  const isDue = (campaign: Campaign, date: CivilDate, now: number) => {
    const dueAt = dueAtOf(campaign, date, timeZone);
    return covers(campaign, date) && dueAt <= now && now < dueAt + LATEST_MS;
  };
  return {
    name: 'brief-robot',
    async due(now) {
      if (!(await robots.has(database.knex, SCHOOL))) return [];
      const today = civilDateOf(now, timeZone);
      const campaigns = await listCampaigns(database.knex);
      // A day that is due just before midnight may be caught up with just after.
      return [addDays(today, -2), addDays(today, -1)].flatMap((date) =>
        campaigns.filter((campaign) => isDue(campaign, date, now)).map(({ id }) => `${id}/${date}`),
      );
    },
    async run(slot) {
      const [id, date = ''] = slot.split('/');
      const now = clock.now();
      const campaign = (await listCampaigns(database.knex)).find((each) => each.id === Number(id));
      if (!campaign || !isDue(campaign, date, now)) return;
      await database.transaction(async (tx) => {
        const briefs = await briefsOfDay(tx, { vault, figures }, { caller: WHOLE_SCHOOL, campaign, date });
        if (briefs.length === 0) return;
        const text = textOfAll({ campaign, date }, WHOLE_SCHOOL, briefs, timeZone);
        await robots.send(tx, { target: SCHOOL, slot: `brief/${slot}`, text, now });
        const detail = { date, departments: briefs.length };
        await recordAudit(tx, { actor: SYSTEM, action: 'brief.summary', at: now, campaign: campaign.code, detail });
      });
    },
  };
}
