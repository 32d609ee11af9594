import type { Database } from '../../../kernel/database';
import { type Operation, type Reply, reads } from '../../../kernel/http';
import type { Jobs } from '../../../kernel/jobs';
import { invalid, Problem } from '../../../kernel/problem';
import type { Settings } from '../../../kernel/settings';
import type { Vault } from '../../../kernel/vault';
import { CHANGE_KINDS, type ChangeKind } from '../changes';
import { effectiveDay } from '../import-sheets';
import { rosterVersion } from '../read-model';
import type { PersonType } from '../schema';
import { listChanges, listProblems } from './changes-read-model';
import { type Decision, decide } from './decide';
import { IMPORT_JOB } from './jobs';
import { changesPage, IMPORTS, importPage, lineOf, ROSTER, type Typed } from './page';
import { getImport, latestImports } from './read-model';
import { receiveFiles } from './receive';
import type { RosterImport } from './roster-import';

/** What uploads need of the rest of the module. */
export interface UploadParts {
  database: Database;
  vault: Vault;
  settings: Settings;
  jobs: Pick<Jobs, 'wake'>;
}

const COMMON = { kind: 'page' } as const;
const CURSOR = { type: 'string', maxLength: 200 } as const;
const PAGE = 200;
const UPLOAD = { files: 4, megabytes: 32 };

/** The office brings in a roster from the admin pane: uploads it, looks at what it would change, and confirms that. */
export function uploadPages(parts: UploadParts): Operation[] {
  const { database, vault, settings, jobs } = parts;
  const to = (id: string) => ({ redirect: `${settings.basePath}${IMPORTS}/${id}` });
  return [
    reads({
      ...COMMON,
      id: 'showRoster',
      method: 'get',
      path: ROSTER,
      summary: '名单: bring in a roster file, and what was brought in lately',
      answers: { 200: { description: 'a page' } },
      handle: ({ today }) => rosterPage(database, { effective: today }),
    }),
    reads({
      ...COMMON,
      id: 'uploadRoster',
      method: 'post',
      path: IMPORTS,
      summary: 'Takes a workbook or CSV files (`files`); they are read and compared, and nothing is changed yet',
      upload: UPLOAD,
      body: {
        type: 'object',
        properties: {
          effective: { type: 'string', maxLength: 10, title: '生效日期', description: 'today if left out' },
          retireMissing: { type: 'string', maxLength: 8, description: '1: whoever is not in the files leaves' },
        },
      },
      answers: { 303: { description: 'to the page of the upload' } },
      async handle({ body, caller, files, now, today, wantsJson }) {
        const typed = { effective: body.effective || today, retireMissing: body.retireMissing === '1' };
        try {
          const receiving = { actor: caller, now, files: files(), ...demandTyped(typed, today) };
          const id = await receiveFiles(parts, receiving);
          if (id === undefined) throw invalid([{ pointer: '/files', message: '请先选择名单文件' }]);
          jobs.wake(IMPORT_JOB);
          return to(id);
        } catch (error) {
          if (!(error instanceof Problem) || error.status !== 422 || wantsJson) throw error;
          return { status: 422, ...(await rosterPage(database, { ...typed, message: error.details.detail })) };
        }
      },
    }),
    reads({
      ...COMMON,
      id: 'showRosterImport',
      method: 'get',
      path: `${IMPORTS}/:id`,
      summary: 'How far an upload is, what it would change, or what is wrong with it',
      query: { type: 'object', properties: { cursor: CURSOR } },
      answers: { 200: { description: 'a page' } },
      async handle({ db, params, query }) {
        const upload = await getImport(db, params.id ?? '');
        const model = { ...importPage(upload), ...(await listsOf(parts, upload, query.cursor)) };
        return { view: 'admin/roster-import', model };
      },
    }),
    reads({
      ...COMMON,
      id: 'listRosterChanges',
      method: 'get',
      path: `${IMPORTS}/:id/changes`,
      summary: 'All whom an upload would change in some way',
      query: {
        type: 'object',
        required: ['type', 'kind'],
        properties: { type: { enum: ['student', 'staff'] }, kind: { enum: [...CHANGE_KINDS] }, cursor: CURSOR },
      },
      answers: { 200: { description: 'a page' } },
      async handle({ db, params, query }) {
        const upload = await getImport(db, params.id ?? '');
        if (upload.state !== 'ready' || !upload.staged) return to(upload.id);
        const asked = { type: query.type as PersonType, kind: query.kind as ChangeKind };
        const page = await listChanges(db, vault, upload.staged, { ...asked, limit: PAGE, cursor: query.cursor });
        return { view: 'admin/roster-changes', model: changesPage(upload, asked, page) };
      },
    }),
    reads({
      ...COMMON,
      id: 'decideRosterImport',
      method: 'post',
      path: `${IMPORTS}/:id`,
      summary: 'Confirms what was shown, has it compared again, or gives it up',
      body: {
        type: 'object',
        required: ['decision', 'turn'],
        properties: {
          decision: { enum: ['confirm', 'again', 'cancel'] },
          turn: { type: 'string', pattern: '^\\d{1,9}$' },
        },
      },
      answers: { 303: { description: 'to the page of the upload' } },
      async handle({ params, body, caller, now }) {
        const id = params.id ?? '';
        const decision = body.decision as Decision;
        await decide(database, { id, decision, turn: Number(body.turn), actor: caller, now });
        if (decision !== 'cancel') jobs.wake(IMPORT_JOB);
        return to(id);
      },
    }),
  ];
}

async function rosterPage({ knex }: Database, typed: Typed): Promise<Reply> {
  const uploads = (await latestImports(knex)).map(lineOf);
  return { view: 'admin/roster', model: { typed, uploads, megabytes: UPLOAD.megabytes } };
}

/** Throws 422. */
function demandTyped({ effective, retireMissing }: Typed, today: string) {
  return { effective: effectiveDay({ effective, today }), retireMissing: retireMissing === true };
}

/** What is wrong with the rows of an upload; and whether the roster has changed since it was compared. */
async function listsOf({ database }: UploadParts, upload: RosterImport, cursor: string | undefined) {
  const { state, stageId, seen } = upload;
  if (state === 'ready') return { isStale: (await rosterVersion(database.knex)) !== seen?.version };
  if (state !== 'refused' || !stageId) return {};
  const { items, nextCursor } = await listProblems(database.knex, stageId, { limit: PAGE, cursor });
  return { errors: items, next: nextCursor && `?${new URLSearchParams({ cursor: nextCursor })}` };
}
