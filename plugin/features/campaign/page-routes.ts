import type { Database } from '../../kernel/database';
import { type Operation, type ReadContext, type Reply, reads } from '../../kernel/http';
import type { Settings } from '../../kernel/settings';
import type { FiguresMemory } from '../statistics';
import type { Typed } from './form-editor-typed';
import { continueEditing, type Done, startEditing } from './page-edit';
import { continueForm, startForm } from './page-form';
import { ADMIN, campaignPage, listPage } from './page-list';
import { getCampaign } from './read-model';

interface Parts {
  database: Database;
  figures: FiguresMemory;
  settings: Settings;
}

const PAGE = { 200: { description: 'a page' } };
const COMMON = { kind: 'page', answers: PAGE } as const;
/** Begins as no code of a campaign does. */
const NEW = `${ADMIN}/-/new`;
const FIELDS = { type: 'object' } as const;
/** A long form travels with its draft. */
const LARGE = '2mb';

const DONE: Record<string, string> = {
  created: '活动建好了。',
  changed: '已保存。',
  form: '表单已保存为新的一版。',
  unchanged: '没有要改的，什么都没动。',
};

/** The screens of the student-affairs office for campaigns and their forms. */
export function campaignPages({ database, settings, figures }: Parts): Operation[] {
  const done: Done = (code, word) => ({ redirect: `${settings.basePath}${ADMIN}/${code}?done=${word}` });
  const send = { method: 'post', body: FIELDS, bodyLimit: LARGE } as const;
  return [
    reads({
      ...COMMON,
      id: 'showCampaigns',
      method: 'get',
      path: ADMIN,
      summary: 'All campaigns, and how many are due today',
      handle: async ({ db, today }) => ({ view: 'admin/campaign-list', model: await listPage(db, today) }),
    }),
    reads({
      ...COMMON,
      id: 'showNewCampaign',
      method: 'get',
      path: NEW,
      summary: 'The page of a new campaign',
      handle: async (context) => startEditing({ ...whoAndWhen(context), campaign: undefined }),
    }),
    reads({
      ...COMMON,
      ...send,
      id: 'sendNewCampaign',
      path: NEW,
      summary: 'Previews or creates a campaign',
      handle: (context) =>
        continueEditing(database, { ...whoAndWhen(context), campaign: undefined }, context.body as Typed, done),
    }),
    reads({
      ...COMMON,
      id: 'showCampaignSetup',
      method: 'get',
      path: `${ADMIN}/:code`,
      summary: 'One campaign: dates, who is due, who is followed up outside the app, forms',
      query: { type: 'object', properties: { done: { enum: Object.keys(DONE) } } },
      handle: (context) => showCampaign(figures, context),
    }),
    reads({
      ...COMMON,
      id: 'showCampaignEdit',
      method: 'get',
      path: `${ADMIN}/:code/edit`,
      summary: 'The page to change a campaign with',
      query: { type: 'object', properties: { intent: { enum: ['extend', 'end'] } } },
      handle: async (context) => startEditing(await editedBy(context), context.query.intent),
    }),
    reads({
      ...COMMON,
      ...send,
      id: 'sendCampaignEdit',
      path: `${ADMIN}/:code/edit`,
      summary: 'Previews or makes a change',
      handle: async (context) => continueEditing(database, await editedBy(context), context.body as Typed, done),
    }),
    reads({
      ...COMMON,
      id: 'showFormEdit',
      method: 'get',
      path: `${ADMIN}/:code/form`,
      summary: "The editor of a campaign's form",
      handle: async (context) => startForm(await editedBy(context)),
    }),
    reads({
      ...COMMON,
      ...send,
      id: 'sendFormEdit',
      path: `${ADMIN}/:code/form`,
      summary: 'Takes a step in the editor, or saves a new version',
      handle: async (context) => continueForm(database, await editedBy(context), context.body as Typed, done),
    }),
  ];
}

type Asked = Pick<ReadContext, 'db' | 'params' | 'caller' | 'today' | 'now'>;

function whoAndWhen({ db, caller, today, now }: Asked) {
  return { db, actor: { personNo: caller.personNo, name: caller.name }, today, now };
}

async function editedBy(context: Asked) {
  return { ...whoAndWhen(context), campaign: await getCampaign(context.db, context.params.code ?? '') };
}

async function showCampaign(
  figures: FiguresMemory,
  { db, params, caller, today, query }: Asked & { query: { done?: string } },
): Promise<Reply> {
  const campaign = await getCampaign(db, params.code ?? '');
  const model = await campaignPage(db, figures, { campaign, caller, today });
  return { view: 'admin/campaign', model: { ...model, said: query.done && DONE[query.done] } };
}
