import type { Database } from '../../kernel/database';
import type { Reply } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import { applyCampaign } from './apply-campaign';
import { formLines } from './changes';
import { fileOf, formDay } from './current-file';
import { type Step, takeStep } from './form-editor-actions';
import { checkParts, type Trouble } from './form-editor-check';
import type { Draft } from './form-editor-schema';
import { readVersion } from './form-editor-start';
import { type Typed, typedDraft, typedText } from './form-editor-typed';
import { writeDraft } from './form-editor-write';
import type { Done, Edited } from './page-edit';
import { editorModel, strangeModel } from './page-editor';
import { formOn } from './rules';
import type { Campaign, FormVersion } from './schema';

type EditedForm = Edited & { campaign: Campaign };

/** The version that the next change replaces. */
function versionIn({ campaign, today }: EditedForm): FormVersion {
  return formOn(campaign, formDay(campaign, today));
}

/** Names the version that a page began with. */
function markOf(edited: EditedForm): string {
  return String(versionIn(edited).version);
}

/** The editor with the form that the next change would replace; for one that it cannot show, why, and what to do. */
export function startForm(edited: EditedForm): Reply {
  const { campaign, today } = edited;
  const version = versionIn(edited);
  const mark = markOf(edited);
  const { draft, strange } = readVersion(campaign, version);
  if (strange)
    return {
      view: 'admin/form-strange',
      model: strangeModel({ campaign, today, mark, form: version.form, strange }),
    };
  const typed = { reason: '', approval: '', newLabel: '', newKind: '' };
  return { view: 'admin/form-edit', model: editorModel(draft, { campaign, today, mark, typed, troubles: [] }) };
}

/** Does what a button of the editor asks for. */
export async function continueForm(database: Database, edited: EditedForm, typed: Typed, done: Done): Promise<Reply> {
  const draft = typedDraft(typed);
  const action = typedText(typed, 'action') ?? 'refresh';
  if (action !== 'save') return show(edited, typed, takeStep(draft, action, typed, edited.campaign));
  const troubles = checkParts(draft);
  if (troubles.length > 0) return show(edited, typed, { draft }, { troubles, status: 422 });
  try {
    return await save(database, edited, { typed, draft, done });
  } catch (error) {
    if (!(error instanceof Problem) || ![409, 422].includes(error.status)) throw error;
    const { errors = [], detail } = error.details;
    const refused = errors.map(({ message }) => message).join('；') || detail || error.title;
    return show(edited, typed, { draft }, { refused, status: error.status });
  }
}

interface Sent {
  typed: Typed;
  draft: Draft;
  done: Done;
}

async function save(database: Database, edited: EditedForm, { typed, draft, done }: Sent): Promise<Reply> {
  const { campaign, today } = edited;
  const text = (name: string) => typedText(typed, name)?.trim() || undefined;
  const file = fileOf(campaign, today);
  const written = writeDraft(draft);
  if (formDay(campaign, today) > campaign.endsOn)
    throw new Problem('conflict', { detail: '活动已经结束，或者今天是最后一天，新的一版没有哪天可用' });
  if (text('mark') !== markOf(edited)) throw overtaken(formLines(file, written));
  // As JSON has it: what is undefined is not there.
  const content = JSON.parse(
    JSON.stringify({ ...file, ...written, reason: text('reason'), approval: text('approval') }),
  );
  const { code, outcome } = await applyCampaign(database, content, { ...edited, seen: campaign.updatedAt });
  return done(code, outcome === 'unchanged' ? outcome : 'form');
}

/** Whoever presses again knows what becomes of the others' version. */
function overtaken(lines: readonly string[]): Problem {
  const what = lines.length > 0 ? `和那一版相比：${lines.join('，')}` : '那一版和您的一样';
  return new Problem('conflict', {
    detail: `您打开以后，别人存了新的一版。您改的都还在；再点一次保存，就以您的为准。${what}。`,
  });
}

interface Shown {
  troubles?: readonly Trouble[];
  refused?: string;
  status?: number;
}

function show(edited: EditedForm, typed: Typed, step: Step, shown: Shown = {}): Reply {
  const { draft, at, said, trouble } = step;
  const text = (name: string) => typedText(typed, name)?.slice(0, 500) ?? '';
  const added = said !== undefined && typedText(typed, 'action') === 'add';
  const { refused, status = trouble ? 422 : 200 } = shown;
  const model = editorModel(draft, {
    campaign: edited.campaign,
    today: edited.today,
    // Whoever was told of the others' changes has seen them.
    mark: status === 409 ? markOf(edited) : text('mark'),
    typed: {
      reason: text('reason'),
      approval: text('approval'),
      newLabel: added ? '' : text('new.label'),
      newKind: added ? '' : text('new.kind'),
    },
    at,
    said,
    refused,
    troubles: shown.troubles ?? (trouble ? [trouble] : []),
  });
  return { status, view: 'admin/form-edit', model };
}
