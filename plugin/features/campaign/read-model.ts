import type { Db } from '../../kernel/database';
import { Problem } from '../../kernel/problem';
import { type Audience, type Campaign, EPOCH_ID, type FormVersion } from './schema';

interface CampaignRow {
  id: number;
  code: string;
  title: string;
  starts_on: string;
  ends_on: string;
  trial_until: string | null;
  instructions: string;
  brief_due_at: string;
  assessment: string;
  retention_days: number;
  updated_at: number;
}

interface AudienceRow {
  campaign_id: number;
  from_day: string;
  exclude: string;
  follow_up: string;
}

interface FormRow {
  campaign_id: number;
  version: number;
  from_day: string;
  form: string;
  flags: string;
}

/** The epoch as a column of a query: it changes with every change of a campaign. */
export function epochColumn(db: Db) {
  return db('checkin_campaign_epoch').where('id', EPOCH_ID).select('epoch').as('epoch');
}

/** The epoch of the campaigns; nothing before the first change. */
export async function readEpoch(db: Db): Promise<string | undefined> {
  const row = await db('checkin_campaign_epoch').where('id', EPOCH_ID).first('epoch');
  return row?.epoch as string | undefined;
}

/** All campaigns, the latest first. */
export async function listCampaigns(db: Db): Promise<Campaign[]> {
  const rows = await db<CampaignRow>('checkin_campaign').orderBy('starts_on', 'desc').orderBy('code');
  return withVersions(db, rows);
}

/** The campaign of a code; nothing where there is none. */
export async function findCampaign(db: Db, code: string): Promise<Campaign | undefined> {
  const rows = await db<CampaignRow>('checkin_campaign').where({ code });
  return (await withVersions(db, rows))[0];
}

/** The campaign of a code; 404 where there is none. */
export async function getCampaign(db: Db, code: string): Promise<Campaign> {
  return demandCampaign(await findCampaign(db, code));
}

/** 404 where there is no such campaign. */
export function demandCampaign(campaign: Campaign | undefined): Campaign {
  if (!campaign) throw new Problem('not-found', { detail: '没有这个打卡活动' });
  return campaign;
}

async function withVersions(db: Db, rows: CampaignRow[]): Promise<Campaign[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const audiences = await db<AudienceRow>('checkin_audience').whereIn('campaign_id', ids).orderBy('from_day');
  const forms = await db<FormRow>('checkin_form_version').whereIn('campaign_id', ids).orderBy('from_day');
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    title: row.title,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    trialUntil: row.trial_until,
    instructions: row.instructions,
    briefDueAt: row.brief_due_at,
    assessment: JSON.parse(row.assessment) as Campaign['assessment'],
    retentionDays: row.retention_days,
    updatedAt: Number(row.updated_at),
    audiences: audiences.filter(({ campaign_id }) => campaign_id === row.id).map(toAudience),
    forms: forms.filter(({ campaign_id }) => campaign_id === row.id).map(toForm),
  }));
}

function toAudience({ from_day, exclude, follow_up }: AudienceRow): Audience {
  return { fromDay: from_day, exclude: JSON.parse(exclude), followUp: JSON.parse(follow_up) } as Audience;
}

function toForm({ version, from_day, form, flags }: FormRow): FormVersion {
  return { version, fromDay: from_day, form: JSON.parse(form), flags: JSON.parse(flags) } as FormVersion;
}
