import type { Database } from '../../kernel/database';
import type { Reply } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import { applyCampaign } from './apply-campaign';
import { fileOf, formDay, markOf } from './current-file';
import { type Step, takeStep } from './form-editor-actions';
import { checkParts, type Trouble } from './form-editor-check';
import { readDraft } from './form-editor-read';
import type { Draft } from './form-editor-schema';
import { type Typed, typedDraft, typedText } from './form-editor-typed';
import { writeDraft } from './form-editor-write';
import type { Done, Edited } from './page-edit';
import { editorModel, strangeModel } from './page-editor';
import { formOn } from './rules';
import type { Campaign } from './schema';

type EditedForm = Edited & { campaign: Campaign };

/** The editor with the form that the next change would replace; for one that it cannot show, why, and nothing to edit. */
export function startForm({ campaign, today }: EditedForm): Reply {
  const version = formOn(campaign, formDay(campaign, today));
  const { draft, strange } = readDraft(version);
  if (strange) return { view: 'admin/form-strange', model: strangeModel(campaign, today, version.form, strange) };
  const typed = { reason: '', approval: '', newLabel: '', newKind: '' };
  const model = editorModel(draft, { campaign, today, mark: markOf(campaign, today), typed, troubles: [] });
  return { view: 'admin/form-edit', model };
}

/** Does what a button of the editor asks for. */
export async function continueForm(database: Database, edited: EditedForm, typed: Typed, done: Done): Promise<Reply> {
  const { campaign, today } = edited;
  const { strange } = readDraft(formOn(campaign, formDay(campaign, today)));
  if (strange) throw new Problem('conflict', { detail: '这张表单用到了编辑器不认识的写法，不能在这里改' });
  const draft = typedDraft(typed);
  const action = typedText(typed, 'action') ?? 'refresh';
  if (action !== 'save') return show(edited, typed, takeStep(draft, action, typed, usedNames(campaign)));
  const troubles = checkParts(draft);
  if (troubles.length > 0) return show(edited, typed, { draft }, { troubles, status: 422 });
  return save(database, edited, { typed, draft, done });
}

interface Sent {
  typed: Typed;
  draft: Draft;
  done: Done;
}

async function save(database: Database, edited: EditedForm, { typed, draft, done }: Sent): Promise<Reply> {
  const { campaign, today } = edited;
  const text = (name: string) => typedText(typed, name)?.trim() || undefined;
  const more = { reason: text('reason'), approval: text('approval') };
  try {
    if (text('mark') !== markOf(campaign, today))
      throw new Problem('conflict', {
        detail: '您打开以后，别人改过这个活动。您改的都还在；再点一次保存，就以您的为准',
      });
    const content = JSON.parse(JSON.stringify({ ...fileOf(campaign, today), ...writeDraft(draft), ...more }));
    const { code, outcome } = await applyCampaign(database, content, edited);
    return done(code, outcome === 'unchanged' ? outcome : 'form');
  } catch (error) {
    if (!(error instanceof Problem) || ![409, 422].includes(error.status)) throw error;
    const { errors = [], detail } = error.details;
    const refused = errors.map(({ message }) => message).join('；') || detail || error.title;
    return show(edited, typed, { draft }, { refused, status: error.status });
  }
}

interface Shown {
  troubles?: readonly Trouble[];
  refused?: string;
  status?: number;
}

function show({ campaign, today }: EditedForm, typed: Typed, step: Step, shown: Shown = {}): Reply {
  const { draft, at, said, trouble } = step;
  const text = (name: string) => typedText(typed, name)?.slice(0, 500) ?? '';
  const added = said !== undefined && typedText(typed, 'action') === 'add';
  const { refused, status = trouble ? 422 : 200 } = shown;
  const troubles = shown.troubles ?? (trouble ? [trouble] : []);
  const model = editorModel(draft, {
    campaign,
    today,
    // Whoever was told of the others' changes has seen them.
    mark: status === 409 ? markOf(campaign, today) : text('mark'),
    typed: {
      reason: text('reason'),
      approval: text('approval'),
      newLabel: added ? '' : text('new.label'),
      newKind: added ? '' : text('new.kind'),
    },
    at,
    said,
    refused,
    troubles,
  });
  return { status, view: 'admin/form-edit', model };
}

/** Every name that a question or a flag of the campaign has ever had. */
function usedNames({ forms }: Campaign): ReadonlySet<string> {
  return new Set(
    forms.flatMap(({ form, flags }) => [...Object.keys(form.properties ?? {}), ...flags.map(({ code }) => code)]),
  );
}
