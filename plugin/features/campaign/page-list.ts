import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { teachersOf } from '../roster';
import type { FiguresMemory } from '../statistics';
import { countDue } from './due-read-model';
import { stateWords } from './page-words';
import { listCampaigns } from './read-model';
import { audienceOn, covers, formOn, nearestDay, ruleWords } from './rules';
import type { Campaign } from './schema';

/** Where the screens for campaigns are. */
export const ADMIN = '/staff/admin/campaigns';

/** All campaigns with how far they are and how many are due today. */
export async function listPage(db: Db, today: CivilDate) {
  const campaigns = await listCampaigns(db);
  return { campaigns: await Promise.all(campaigns.map((campaign) => row(db, campaign, today))) };
}

async function row(db: Db, campaign: Campaign, today: CivilDate) {
  const { code, title, startsOn, endsOn, trialUntil } = campaign;
  const shown = { code, title, startsOn, endsOn, trialUntil, state: stateWords(campaign, today) };
  if (!covers(campaign, today)) return shown;
  const { due, classes } = await countDue(db, audienceOn(campaign, today), today);
  return { ...shown, due, classes: classes.filter((each) => each.due > 0).length };
}

/** Everything about one campaign: its dates, who is due, who is followed up outside the app, its forms. */
export async function campaignPage(db: Db, figures: FiguresMemory, { campaign, caller, today }: Looked) {
  const day = nearestDay(campaign, today);
  const audience = audienceOn(campaign, day);
  const state = stateWords(campaign, today);
  const isRunning = covers(campaign, today);
  const count = shownCount(await countDue(db, audience, day));
  const never = isRunning ? await figures.never(db, { caller, campaign, date: today }) : undefined;
  return {
    campaign,
    state,
    begun: state.state !== 'planned',
    ended: state.state === 'ended',
    trial: state.state === 'trial',
    shownDay: day,
    isToday: day === today,
    ...count,
    classes: count.classes.map((each) => ({ ...each, never: never?.get(each.classCode) ?? 0 })),
    people: isRunning ? `/staff/c/${campaign.code}/people` : undefined,
    neverUsed: never && [...never.values()].reduce((sum, each) => sum + each, 0),
    offline: await Promise.all(
      audience.followUp.map(async (code) => ({ code, teachers: await teachersOf(db, code, today) })),
    ),
    forms: formsOf(campaign, today),
  };
}

interface Looked {
  campaign: Campaign;
  caller: Caller;
  today: CivilDate;
}

/** A count as a page shows it: rules in words. */
export function shownCount({ due, exempt, classes, rules }: Awaited<ReturnType<typeof countDue>>) {
  return {
    due,
    exempt,
    classes,
    dueClasses: classes.filter((each) => each.due > 0).length,
    rules: rules.map(({ rule, people }) => ({ words: ruleWords(rule), people })),
  };
}

function formsOf(campaign: Campaign, today: CivilDate) {
  const held = formOn(campaign, nearestDay(campaign, today)).version;
  return campaign.forms
    .map(({ version, fromDay, form, flags }) => ({
      version,
      fromDay,
      held: version === held,
      later: fromDay > today,
      questions: Object.keys(form.properties ?? {}).length,
      flags: flags.length,
    }))
    .reverse();
}
