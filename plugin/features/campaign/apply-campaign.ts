import equal from 'fast-deep-equal';
import { addDays, type CivilDate, earlierOf } from '../../kernel/civil-date';
import { type Database, isDuplicate, type Tx } from '../../kernel/database';
import { invalid, type Pointed, Problem } from '../../kernel/problem';
import type { Schema } from '../../kernel/validation';
import { type Actor, recordAudit } from '../audit';
import { changedParts, fileOf } from './current-file';
import { readCampaignFile } from './read-file';
import { findCampaign } from './read-model';
import { audienceOn, formOn } from './rules';
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
}

class DryRun extends Error {
  constructor(readonly applied: Applied) {
    super('dry run');
  }
}

/**
 * Creates or changes a campaign from its file (contract, 6), all or nothing. A changed audience holds from today, a
 * changed form from tomorrow; nothing alters a day that has passed. Throws 422 with pointers and 409 against the state.
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
    if (isDuplicate(error)) throw new Problem('conflict', { detail: `活动 ${file.code} 刚被别人改过，请重试` });
    throw error;
  }
}

async function apply(tx: Tx, file: CampaignFile, options: Options): Promise<Applied> {
  const campaign = await findCampaign(tx, file.code);
  const applied = campaign ? await change(tx, campaign, file, options) : await create(tx, file, options);
  const { reason, approval } = file;
  if (applied.outcome === 'unchanged') return applied;
  await renewEpoch(tx);
  await recordAudit(tx, {
    actor: options.actor,
    action: 'campaign.apply',
    at: options.now,
    campaign: file.code,
    detail: {
      changes: applied.changes,
      reason,
      approval,
      ...changedParts(campaign && fileOf(campaign, options.today), file),
    },
  });
  return applied;
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
  const changes = headChanges(campaign, file);
  const begun = today >= campaign.startsOn;
  if (file.startsOn !== campaign.startsOn) await moveStart(tx, campaign.id, campaign.startsOn, file.startsOn);
  const audienceDay = begun ? today : file.startsOn;
  const { exclude, followUp } = audienceOn(campaign, audienceDay);
  if (!equal([exclude, followUp], [file.exclude, file.followUp])) {
    await saveAudience(tx, campaign.id, file, audienceDay);
    changes.push(`打卡对象：自 ${audienceDay} 起生效`);
  }
  const formDay = begun ? addDays(today, 1) : file.startsOn;
  const { form, flags } = formOn(campaign, formDay);
  if (!equal([form, flags, orderOf(form)], [file.form, file.flags, orderOf(file.form)])) {
    await saveForm(tx, campaign, file, formDay);
    changes.push(`表单：自 ${formDay} 起生效`);
  }
  if (changes.length > 0) await updateCampaign(tx, campaign.id, file, now);
  return { code: file.code, outcome: changes.length > 0 ? 'changed' : 'unchanged', changes };
}

/** The order in which a form asks is part of it, though no schema is another one by it. */
function orderOf(form: Schema): string[] {
  return Object.keys(form.properties ?? {});
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

const HEAD = {
  title: '名称',
  startsOn: '开始日期',
  endsOn: '结束日期',
  trialUntil: '试运行截止',
  instructions: '打卡说明',
  briefDueAt: '日报截止时间',
  assessment: '考核权重',
  retentionDays: '保存天数',
} as const;

function headChanges(campaign: Campaign, file: CampaignFile): string[] {
  return (Object.keys(HEAD) as (keyof typeof HEAD)[])
    .filter((key) => !equal(campaign[key], file[key]))
    .map((key) => `${HEAD[key]}：${show(campaign[key])} → ${show(file[key])}`);
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
