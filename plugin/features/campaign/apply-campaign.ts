import { addDays, type CivilDate, earlierOf } from '../../kernel/civil-date';
import { type Database, isDuplicate, type Tx } from '../../kernel/database';
import { invalid, type Pointed, Problem } from '../../kernel/problem';
import { type Actor, recordAudit } from '../audit';
import { changedParts, changesBetween, type Effective, sameAudience, sameForm } from './changes';
import { audienceDay, fileOf, formDay } from './current-file';
import { readCampaignFile } from './read-file';
import { findCampaign } from './read-model';
import type { Campaign, CampaignFile } from './schema';
import { insertCampaign, moveStart, renewEpoch, saveAudience, saveForm, updateCampaign } from './store';

/** What applying a campaign file came to. */
export interface Applied {
  code: string;
  outcome: 'created' | 'changed' | 'unchanged';
  /** What changed, in Chinese, one line each. */
  changes: string[];
}

interface Options {
  actor: Actor;
  today: CivilDate;
  now: number;
  dryRun?: boolean;
  /** The state of the campaign (its `updatedAt`) that the content was made upon, null for none. Any, if left out. */
  seen?: number | null;
}

class DryRun extends Error {
  constructor(readonly applied: Applied) {
    super('dry run');
  }
}

/**
 * Creates or changes a campaign from its file (contract, 6), all or nothing. A changed audience holds from today, a
 * changed form from tomorrow; nothing alters a day that has passed. Throws 422 with pointers, and 409 against the state
 * and where somebody else has changed the campaign meanwhile.
 */
export async function applyCampaign(database: Database, content: unknown, options: Options): Promise<Applied> {
  const file = readCampaignFile(content);
  try {
    return await database.transaction(async (tx) => {
      const applied = await apply(tx, file, options);
      if (options.dryRun) throw new DryRun(applied);
      return applied;
    });
  } catch (error) {
    if (error instanceof DryRun) return error.applied;
    if (isDuplicate(error)) throw overtaken(file);
    throw error;
  }
}

function overtaken({ code }: CampaignFile): Problem {
  return new Problem('conflict', { detail: `活动 ${code} 刚被别人改过，请核对后重试` });
}

async function apply(tx: Tx, file: CampaignFile, options: Options): Promise<Applied> {
  const { actor, now, today, seen } = options;
  const campaign = await findCampaign(tx, file.code);
  demandSeen(campaign, file, seen);
  const before = campaign && fileOf(campaign, today);
  const applied = campaign ? await change(tx, campaign, file, options) : await create(tx, file, options);
  const { reason, approval } = file;
  if (applied.outcome === 'unchanged') return applied;
  await renewEpoch(tx);
  const detail = { changes: applied.changes, reason, approval, ...changedParts(before, file) };
  await recordAudit(tx, { actor, action: 'campaign.apply', at: now, campaign: file.code, detail });
  return applied;
}

function demandSeen(campaign: Campaign | undefined, file: CampaignFile, seen: number | null | undefined): void {
  if (seen === undefined || seen === (campaign?.updatedAt ?? null)) return;
  if (seen !== null) throw overtaken(file);
  throw invalid([{ pointer: '/code', message: `代码 ${file.code} 已经用过，请换一个` }]);
}

async function create(tx: Tx, file: CampaignFile, { now }: Options): Promise<Applied> {
  const id = await insertCampaign(tx, file, now);
  await saveAudience(tx, id, file, file.startsOn);
  await saveForm(tx, { id, forms: [] } as unknown as Campaign, file, file.startsOn);
  return {
    code: file.code,
    outcome: 'created',
    changes: [`新活动：${file.title}，${file.startsOn} 至 ${file.endsOn}`],
  };
}

async function change(tx: Tx, campaign: Campaign, file: CampaignFile, { today, now }: Options): Promise<Applied> {
  const errors = changeErrors(campaign, file, today);
  if (errors.length > 0) throw invalid(errors);
  const before = fileOf(campaign, today);
  const from = effectiveDays(campaign, file, today);
  const changes = changesBetween(before, file, from);
  if (changes.length === 0) return { code: file.code, outcome: 'unchanged', changes };
  if (!(await updateCampaign(tx, campaign, file, now))) throw overtaken(file);
  if (file.startsOn !== campaign.startsOn) await moveStart(tx, campaign.id, campaign.startsOn, file.startsOn);
  if (!sameAudience(before, file)) await saveAudience(tx, campaign.id, file, from.audience);
  if (!sameForm(before, file)) await saveForm(tx, campaign, file, from.form);
  return { code: file.code, outcome: 'changed', changes };
}

/** Before a campaign has begun, everything in it holds from its first day on, which may be another one now. */
function effectiveDays(campaign: Campaign, { startsOn }: CampaignFile, today: CivilDate): Effective {
  if (today < campaign.startsOn) return { audience: startsOn, form: startsOn };
  return { audience: audienceDay(campaign, today), form: formDay(campaign, today) };
}

function changeErrors(campaign: Campaign, file: CampaignFile, today: CivilDate): Pointed[] {
  const begun = today >= campaign.startsOn;
  const errors: Pointed[] = [];
  if (file.startsOn !== campaign.startsOn && begun)
    errors.push({ pointer: '/startsOn', message: '活动已经开始，不能再改开始日期' });
  if (file.startsOn !== campaign.startsOn && !begun && file.startsOn < today)
    errors.push({ pointer: '/startsOn', message: '开始日期不能改到今天以前' });
  if (file.endsOn !== campaign.endsOn) errors.push(...endErrors(campaign, file, today));
  if (lastTrialDayPassed(campaign, today) !== lastTrialDayPassed({ ...file, startsOn: campaign.startsOn }, today))
    errors.push({ pointer: '/trialUntil', message: '试运行的变更不能涉及已经过去的日子' });
  return errors;
}

function endErrors(campaign: Campaign, file: CampaignFile, today: CivilDate): Pointed[] {
  if (today > campaign.endsOn) throw new Problem('conflict', { detail: '活动已经结束，不能再改结束日期' });
  const errors: Pointed[] = [];
  if (!file.reason?.trim()) errors.push({ pointer: '/reason', message: '更改结束日期请写明原因' });
  if (file.endsOn < today) errors.push({ pointer: '/endsOn', message: '结束日期只能改为今天或以后' });
  return errors;
}

type Period = Pick<Campaign, 'startsOn' | 'trialUntil'>;

/** The last day before today that was part of the trial run; the day before the start where none was. */
function lastTrialDayPassed({ startsOn, trialUntil }: Period, today: CivilDate): CivilDate {
  const before = addDays(startsOn, -1);
  if (trialUntil === null || today <= startsOn) return before;
  return earlierOf(trialUntil, addDays(today, -1));
}
