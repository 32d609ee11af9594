import { addDays, type CivilDate } from '../../kernel/civil-date';
import type { Database } from '../../kernel/database';
import type { Reply } from '../../kernel/http';
import { invalid, type Pointed, Problem } from '../../kernel/problem';
import type { Actor } from '../audit';
import { applyCampaign } from './apply-campaign';
import { fileOf, markOf } from './current-file';
import { PRESETS } from './form-editor-actions';
import { type Typed, typedText } from './form-editor-typed';
import { previewPage } from './page-preview';
import { type CampaignFields, emptyRule, fieldOf, fieldsOfFile, fieldsTyped, toContent } from './page-typed';
import { readCampaignFile } from './read-file';
import { findCampaign } from './read-model';
import { stateOn } from './rules';
import type { Campaign, CampaignFile } from './schema';

/** Who edits what, and when. No campaign: a new one. */
export interface Edited {
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

const INTENTS: Record<string, (campaign: Campaign, today: CivilDate) => CivilDate> = {
  extend: ({ endsOn }) => addDays(endsOn, 7),
  end: (_, today) => today,
};

/** The page to edit with: what holds now, or the blanks of a new campaign. `intent` sets the end to begin with. */
export function startEditing({ campaign, today }: Edited, intent = ''): Reply {
  if (!campaign) return show(campaign, blankFields(today), today);
  const suggest = Object.hasOwn(INTENTS, intent) ? INTENTS[intent] : undefined;
  const fields = { ...fieldsOfFile(fileOf(campaign, today)), preset: '', mark: markOf(campaign, today) };
  const endsOn = suggest ? suggest(campaign, today) : fields.endsOn;
  return show(campaign, { ...fields, endsOn, intent: suggest ? intent : '' }, today);
}

interface Shown {
  errors?: readonly Pointed[];
  refused?: string;
  status?: number;
}

function show(campaign: Campaign | undefined, fields: CampaignFields, today: CivilDate, shown: Shown = {}): Reply {
  const errors = (shown.errors ?? []).map((error) => ({ id: fieldOf(error, fields), message: error.message }));
  const byField = Object.fromEntries(errors.map(({ id, message }) => [id.replace(/^f-/, ''), message]));
  const rules = fields.rules.map((rule, row) => ({ ...rule, row, error: byField[`x-${row}`] }));
  const presets = Object.entries(PRESETS).map(([value, { word }]) => ({
    value,
    word,
    chosen: value === fields.preset,
  }));
  const begun = campaign !== undefined && today >= campaign.startsOn;
  const ended = campaign !== undefined && stateOn(campaign, today) === 'ended';
  const { status, refused } = shown;
  const model = { campaign, fields: { ...fields, rules }, errors, byField, refused, presets, begun, ended, today };
  return { status, view: 'admin/campaign-edit', model };
}

/** Does what a button of the page asks for, with everything that was typed. */
export async function continueEditing(database: Database, edited: Edited, typed: Typed, done: Done): Promise<Reply> {
  const { campaign, today } = edited;
  const fields = fieldsTyped(typed);
  const [verb, row] = (typedText(typed, 'action') ?? 'preview').split(':');
  if (verb === 'add-row') return show(campaign, { ...fields, rules: [...fields.rules, emptyRule()] }, today);
  if (verb === 'remove')
    return show(campaign, { ...fields, rules: fields.rules.filter((_, place) => place !== Number(row)) }, today);
  if (verb === 'back') return show(campaign, fields, today);
  try {
    return verb === 'confirm' ? await confirm(database, edited, fields, done) : await preview(database, edited, fields);
  } catch (error) {
    if (!(error instanceof Problem) || ![409, 422].includes(error.status)) throw error;
    return refuse(edited, fields, error);
  }
}

/** Back to the fields with what is wrong at each. What others have changed meanwhile is taken as seen. */
function refuse({ campaign, today }: Edited, fields: CampaignFields, problem: Problem): Reply {
  const { errors, detail } = problem.details;
  const mark = campaign ? markOf(campaign, today) : '';
  const refused = errors ? undefined : (detail ?? problem.title);
  return show(campaign, { ...fields, mark }, today, { errors, refused, status: problem.status });
}

async function preview(database: Database, edited: Edited, fields: CampaignFields): Promise<Reply> {
  const { content, file, current } = await read(database, edited, fields);
  const applied = await applyCampaign(database, content, { ...edited, dryRun: true });
  const { campaign, today } = edited;
  const mark = campaign ? markOf(campaign, today) : '';
  const previewed = { applied, file, current, fields: { ...fields, mark }, today };
  const model = { campaign, ...(await previewPage(database.knex, previewed)) };
  return { view: 'admin/campaign-preview', model };
}

async function confirm(database: Database, edited: Edited, fields: CampaignFields, done: Done): Promise<Reply> {
  const { campaign, today } = edited;
  if (campaign && fields.mark !== markOf(campaign, today))
    throw new Problem('conflict', { detail: '您打开以后，别人改过这个活动。您填的都还在，请核对后再预览一次' });
  const { content } = await read(database, edited, fields);
  const { code, outcome } = await applyCampaign(database, content, edited);
  return done(code, outcome);
}

interface Read {
  content: Record<string, unknown>;
  file: CampaignFile;
  current: CampaignFile | undefined;
}

async function read(database: Database, { campaign, today }: Edited, fields: CampaignFields): Promise<Read> {
  const current = campaign && fileOf(campaign, today);
  const content = { ...toContent(fields, current), ...(campaign ? {} : presetOf(fields)) };
  const file = readCampaignFile(content);
  if (!campaign && (await findCampaign(database.knex, file.code)))
    throw invalid([{ pointer: '/code', message: `代码 ${file.code} 已经用过，请换一个` }]);
  return { content, file, current };
}

function presetOf({ preset }: CampaignFields) {
  const { form, flags } = PRESETS[preset === 'long' ? 'long' : 'default'];
  return { form, flags: [...flags] };
}
