import { type Operation, type ReadContext, type Reply, reads } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import type { Settings } from '../../kernel/settings';
import { compileSchema, demand } from '../../kernel/validation';
import { getCampaign } from '../campaign';
import { createExport, ownExport } from './create';
import { EXPORT_JOB } from './jobs';
import { exportsPage, type Typed } from './page';
import type { ExportParts } from './parts';
import { findExport } from './read-model';
import { EXPORT_REQUEST, type Export, type ExportFilter, type ExportRequest } from './schema';
import { deleteExport } from './store';

const PATH = '/staff/c/:code/exports';
const COMMON = { kind: 'page' } as const;
const TEXT = { type: 'string', maxLength: 500 } as const;
const FIELDS = ['from', 'to', 'state', 'class', 'department', 'status', 'q', 'format'] as const;
const BACK = { 303: { description: 'to the list of my files' } };

/** 导出: my files, and the forms that ask for one, for it again, or take it away. */
export function exportPages(parts: ExportParts): Operation[] {
  const check = compileSchema(EXPORT_REQUEST);
  return [
    reads({
      ...COMMON,
      id: 'showExports',
      method: 'get',
      path: PATH,
      summary: '导出: my files of a campaign, how far each is, where it is to be fetched',
      query: { type: 'object', properties: { cursor: { type: 'string', maxLength: 512 } } },
      answers: { 200: { description: 'a page' } },
      handle: (context) => show(parts.settings, context, { cursor: context.query.cursor }),
    }),
    reads({
      ...COMMON,
      id: 'sendExport',
      method: 'post',
      path: PATH,
      summary: 'Asks by form for a file of a list, filtered as it is shown',
      body: { type: 'object', properties: Object.fromEntries(FIELDS.map((name) => [name, TEXT])) },
      answers: BACK,
      async handle(context) {
        const fields = context.body as Typed['fields'];
        try {
          const wanted = wantedOf(fields);
          demand(check, wanted);
          return await create(parts, context, wanted as ExportRequest);
        } catch (problem) {
          if (!(problem instanceof Problem) || problem.status === 403) throw problem;
          return show(parts.settings, context, { typed: { fields, problem }, status: problem.status });
        }
      },
    }),
    reads({
      ...COMMON,
      id: 'sendExportAgain',
      method: 'post',
      path: `${PATH}/:id/again`,
      summary: 'Asks for the same file again, as its rows are now',
      body: { type: 'object' },
      answers: BACK,
      async handle(context) {
        const { filter, format } = await ownOne(context);
        return create(parts, context, { ...filter, format });
      },
    }),
    reads({
      ...COMMON,
      id: 'sendExportDeletion',
      method: 'post',
      path: `${PATH}/:id/deletion`,
      summary: 'Takes a file away; its link is of no use any more',
      body: { type: 'object' },
      answers: BACK,
      async handle(context) {
        const { id } = await ownOne(context);
        await parts.database.transaction((tx) => deleteExport(tx, id));
        return back(parts.settings, context);
      },
    }),
  ];
}

/** The fields of a form as the body of the API's call; what is empty asks for nothing. */
function wantedOf(fields: Typed['fields']): Record<string, string> {
  return Object.fromEntries(FIELDS.flatMap((name) => (fields[name] ? [[name, fields[name]]] : [])));
}

async function create(parts: ExportParts, context: ReadContext, { format, ...filter }: ExportRequest): Promise<Reply> {
  const { params, caller, now, today } = context;
  await parts.database.transaction(async (tx) => {
    const campaign = await getCampaign(tx, params.code ?? '');
    return createExport(tx, { caller, campaign, filter: filter as ExportFilter, format, now, today });
  });
  parts.jobs.wake(EXPORT_JOB);
  return back(parts.settings, context);
}

function back({ basePath }: Settings, { params }: ReadContext): Reply {
  return { redirect: `${basePath}/staff/c/${params.code}/exports` };
}

async function ownOne({ db, params, caller, now }: ReadContext): Promise<Export> {
  return ownExport(caller, await findExport(db, params.id ?? '', now));
}

interface Shown {
  cursor?: string;
  typed?: Typed;
  status?: number;
}

async function show(settings: Settings, context: ReadContext, { cursor, typed, status }: Shown): Promise<Reply> {
  const { db, params, caller, today, now } = context;
  if (caller.scopes.length === 0) return { view: 'staff/none', model: { noScope: true } };
  const campaign = await getCampaign(db, params.code ?? '');
  const model = await exportsPage(db, { caller, campaign, today, now, cursor, settings }, typed);
  return { status, view: 'staff/exports', model };
}
