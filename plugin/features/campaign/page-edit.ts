import { addDays, type CivilDate, earlierOf } from '../../kernel/civil-date';
import type { Database, Db } from '../../kernel/database';
import type { Reply } from '../../kernel/http';
import { type Pointed, Problem } from '../../kernel/problem';
import type { Actor } from '../audit';
import { applyCampaign } from './apply-campaign';
import { audienceDay, fileOf } from './current-file';
import { audienceChoices } from './due-read-model';
import { PRESETS } from './form-editor-start';
import { type Typed, typedText } from './form-editor-typed';
import { previewPage } from './page-preview';
import { type CampaignFields, emptyRule, fieldOf, fieldsOfFile, fieldsTyped, toContent } from './page-typed';
import { readCampaignFile } from './read-file';
import { stateOn } from './rules';
import type { Campaign, CampaignFile } from './schema';

/** Who edits what, and when. No campaign: a new one. */
export interface Edited {
  db: Db;
  campaign: Campaign | undefined;
  actor: Actor;
  today: CivilDate;
  now: number;
}

/** Where a page leads once something was saved. */
export type Done = (code: string, word: string) => Reply;

/** The fields of a new campaign. */
function blankFields(today: CivilDate): CampaignFields {
  const texts = { code: '', title: '', endsOn: '', trialUntil: '', instructions: '', followUp: '' };
  const rest = { briefDueAt: '10:00', retentionDays: '180', reason: '', approval: '', mark: '', intent: '' };
  return { ...texts, ...rest, startsOn: addDays(today, 1), preset: 'default', rules: [emptyRule()] };
}

/** What 延长 and 提前结束 begin with. */
const INTENTS: Record<string, (campaign: Campaign, today: CivilDate) => Partial<CampaignFields>> = {
  extend: ({ endsOn }) => ({ endsOn: addDays(endsOn, 7) }),
  end: ({ trialUntil }, today) => ({ endsOn: today, trialUntil: trialUntil ? earlierOf(trialUntil, today) : '' }),
};

/** The page to edit with: what holds now, or the blanks of a new campaign. `intent` sets the end to begin with. */
export async function startEditing(edited: Edited, asked = ''): Promise<Reply> {
  const { campaign, today } = edited;
  if (!campaign) return show(edited, blankFields(today));
  const open = today <= campaign.endsOn && today >= campaign.startsOn && Object.hasOwn(INTENTS, asked);
  const intent = open ? asked : '';
  const fields = { ...fieldsOfFile(fileOf(campaign, today)), preset: '', mark: markOf(campaign), intent };
  return show(edited, { ...fields, ...INTENTS[intent]?.(campaign, today) });
}

/** Names the state of the campaign that a page shows. */
function markOf(campaign: Campaign | undefined): string {
  return campaign ? String(campaign.updatedAt) : '';
}

interface Shown {
  errors?: readonly Pointed[];
  refused?: string;
  status?: number;
}

async function show({ campaign, today, db }: Edited, fields: CampaignFields, shown: Shown = {}): Promise<Reply> {
  const errors = (shown.errors ?? []).map((error) => ({ id: fieldOf(error, fields), message: error.message }));
  const byField = Object.fromEntries(errors.map(({ id, message }) => [id.replace(/^f-/, ''), message]));
  const rules = fields.rules.map((rule, row) => ({ ...rule, row, number: row + 1, error: byField[`x-${row}`] }));
  const presets = Object.entries(PRESETS).map(([value, { word }]) => {
    return { value, word, chosen: value === fields.preset };
  });
  const state = campaign && stateOn(campaign, today);
  const { status, refused } = shown;
  const model = {
    campaign,
    fields: { ...fields, rules },
    errors,
    byField,
    refused,
    presets,
    begun: state !== undefined && state !== 'planned',
    ended: state === 'ended',
    choices: await audienceChoices(db, audienceDay(campaign ?? { startsOn: today }, today)),
  };
  return { status, view: 'admin/campaign-edit', model };
}

/** Does what a button of the page asks for, with everything that was typed. */
export async function continueEditing(database: Database, edited: Edited, typed: Typed, done: Done): Promise<Reply> {
  const fields = fieldsTyped(typed);
  const [verb, row] = (typedText(typed, 'action') ?? 'preview').split(':');
  if (verb === 'add-row') return show(edited, { ...fields, rules: [...fields.rules, emptyRule()] });
  if (verb === 'remove')
    return show(edited, { ...fields, rules: fields.rules.filter((_, place) => place !== Number(row)) });
  if (verb === 'back') return show(edited, fields);
  try {
    return verb === 'confirm' ? await confirm(database, edited, fields, done) : await preview(database, edited, fields);
  } catch (error) {
    if (!(error instanceof Problem) || ![409, 422].includes(error.status)) throw error;
    return refuse(edited, fields, error);
  }
}

/** Back to the fields with what is wrong at each. The next preview compares with what others have made of it meanwhile. */
function refuse(edited: Edited, fields: CampaignFields, problem: Problem): Promise<Reply> {
  const { errors, detail } = problem.details;
  const refused = errors ? undefined : (detail ?? problem.title);
  return show(edited, { ...fields, mark: markOf(edited.campaign) }, { errors, refused, status: problem.status });
}

async function preview(database: Database, edited: Edited, fields: CampaignFields): Promise<Reply> {
  const { campaign, today, db } = edited;
  const { content, file, current } = read(edited, fields);
  const applied = await applyCampaign(database, content, { ...edited, ...seenBy(edited), dryRun: true });
  const shown = { ...fields, mark: markOf(campaign) };
  const model = { campaign, ...(await previewPage(db, { applied, file, current, fields: shown, today })) };
  return { view: 'admin/campaign-preview', model };
}

async function confirm(database: Database, edited: Edited, fields: CampaignFields, done: Done): Promise<Reply> {
  if (fields.mark !== markOf(edited.campaign))
    throw new Problem('conflict', { detail: '您打开以后，别人改过这个活动。您填的都还在，请核对后再预览一次' });
  const { content } = read(edited, fields);
  const { code, outcome } = await applyCampaign(database, content, { ...edited, ...seenBy(edited) });
  return done(code, outcome);
}

/** A change is made upon the campaign as this request has read it; a new one where there is none. */
function seenBy({ campaign }: Edited): { seen: number | null } {
  return { seen: campaign?.updatedAt ?? null };
}

interface Read {
  content: Record<string, unknown>;
  file: CampaignFile;
  current: CampaignFile | undefined;
}

function read({ campaign, today }: Edited, fields: CampaignFields): Read {
  const current = campaign && fileOf(campaign, today);
  const content = { ...toContent(fields, current), ...(campaign ? {} : presetOf(fields)) };
  return { content, file: readCampaignFile(content), current };
}

function presetOf({ preset }: CampaignFields) {
  const { form, flags } = PRESETS[preset === 'long' ? 'long' : 'default'];
  return { form, flags: [...flags] };
}
