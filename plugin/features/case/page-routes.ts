import { csvReply } from '../../kernel/csv-table';
import { type Operation, type Reply, type WriteContext, writes } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import type { Settings } from '../../kernel/settings';
import { compileSchema, demand, type Schema } from '../../kernel/validation';
import type { Vault } from '../../kernel/vault';
import { recordAudit } from '../audit';
import { getCampaign } from '../campaign';
import { FROM, queryText } from '../review';
import { caseAskedOf } from './asked';
import { openCase } from './open';
import { casePage, DONE, type Done, type Typed } from './page-case';
import { casesCsv } from './page-csv';
import { listPage } from './page-list';
import { ADD_NOTE, type AddNote, CLOSE_CASE, type CloseCase, OPEN_CASE, type OpenCase, REOPEN_CASE } from './schema';
import { addNote, type CaseAsked, closeCase, getCase, reopenCase } from './write';

interface Parts {
  vault: Vault;
  settings: Settings;
}

const COMMON = { kind: 'page' } as const;
const GET = { ...COMMON, method: 'get', answers: { 200: { description: 'a page' } } } as const;
const POST = { ...COMMON, method: 'post', answers: { 303: { description: 'to the case as it stands' } } } as const;
const PATH = '/staff/c/:code/cases';
const TEXT = { type: 'string' } as const;
const FIELDS = {
  type: 'object',
  properties: { studentNo: TEXT, date: TEXT, note: TEXT, step: TEXT, outcome: TEXT, from: FROM },
} as const;

type Fields = { studentNo?: string; date?: string; note?: string; step?: string; outcome?: string; from?: string };

/** 异常跟进: the cases of my scope, one of them, and what is written in it. */
export function casePages(parts: Parts): Operation[] {
  return [
    writes({
      ...GET,
      id: 'showCases',
      path: PATH,
      summary: '异常跟进: the open cases by age, the closed ones folded',
      query: {
        type: 'object',
        properties: { state: { const: 'closed' }, cursor: { type: 'string', maxLength: 512 } },
      },
      async handle({ tx, params, query, caller, today, now }) {
        const campaign = await getCampaign(tx, params.code ?? '');
        const { timeZone } = parts.settings;
        const { model, subjects } = await listPage(tx, parts.vault, { caller, campaign, today, timeZone, ...query });
        if (subjects.length > 0)
          await recordAudit(tx, { actor: caller, action: 'case.read', at: now, campaign: campaign.code, subjects });
        return { view: 'staff/cases', model };
      },
    }),
    writes({
      ...GET,
      id: 'exportCases',
      path: `${PATH}.csv`,
      summary: 'The cases of my scope as comma separated values',
      query: { type: 'object', properties: { state: { const: 'closed' } } },
      answers: { 200: { description: 'the open cases by age, or the closed ones, the latest first' } },
      async handle({ tx, params, query, caller, today, now }) {
        const campaign = await getCampaign(tx, params.code ?? '');
        const { timeZone } = parts.settings;
        const asked = { caller, campaign, today, state: query.state ?? 'open', timeZone } as const;
        const { text, subjects } = await casesCsv(tx, parts.vault, asked);
        await recordAudit(tx, { actor: caller, action: 'case.export', at: now, campaign: campaign.code, subjects });
        return csvReply(text, { name: `异常跟进 ${today}`, plain: `cases-${today}` });
      },
    }),
    writes({
      ...GET,
      id: 'showCase',
      path: `${PATH}/:id`,
      summary: 'One case: how it stands, what to write, and its story',
      query: { type: 'object', properties: { from: FROM, done: { enum: DONE } } },
      async handle(context) {
        return showCase(parts, context, await caseAskedOf(context), context.query);
      },
    }),
    writes({
      ...POST,
      id: 'sendNewCase',
      path: PATH,
      summary: 'Opens a case by form for a student who was found abnormal',
      body: FIELDS,
      async handle({ tx, params, body, caller, today, now }) {
        const campaign = await getCampaign(tx, params.code ?? '');
        const asked = { caller, campaign, today, now, body: readBody<OpenCase>('open', body) };
        const { id } = await openCase(tx, parts.vault, asked);
        return goTo(parts, campaign.code, id, { done: 'opened', from: body.from });
      },
    }),
    send(parts, 'note', 'sendCaseNote', 'Writes by form into an open case'),
    send(parts, 'close', 'sendCaseClose', 'Closes a case by form'),
    send(parts, 'reopen', 'sendCaseReopen', 'Takes up a closed case by form'),
  ];
}

const CHECKS = {
  open: { schema: OPEN_CASE, names: ['studentNo', 'date', 'note', 'step'] },
  note: { schema: ADD_NOTE, names: ['note', 'step'] },
  close: { schema: CLOSE_CASE, names: ['note', 'outcome'] },
  reopen: { schema: REOPEN_CASE, names: ['note'] },
} as const satisfies Record<string, { schema: Schema; names: readonly (keyof Fields)[] }>;
type Form = keyof typeof CHECKS;

const validators = {
  open: compileSchema(CHECKS.open.schema),
  note: compileSchema(CHECKS.note.schema),
  close: compileSchema(CHECKS.close.schema),
  reopen: compileSchema(CHECKS.reopen.schema),
};

/** The body that a form stands for; a field that is empty was left out. Throws 422. */
function readBody<Body>(form: Form, fields: Fields): Body {
  const given = CHECKS[form].names.map((name) => [name, fields[name]?.trim()]);
  const body: unknown = Object.fromEntries(given.filter(([, value]) => value));
  demand(validators[form], body);
  return body as Body;
}

const WRITES: Record<Typed['form'], { path: string; done: Done }> = {
  note: { path: 'notes', done: 'noted' },
  close: { path: 'close', done: 'closed' },
  reopen: { path: 'reopen', done: 'reopened' },
};

/** A form that writes in a case; what cannot be taken comes back as it was, with what is wrong at the field. */
function send(parts: Parts, form: Typed['form'], id: string, summary: string): Operation {
  const { path, done } = WRITES[form];
  return writes({
    ...POST,
    id,
    path: `${PATH}/:id/${path}`,
    summary,
    body: FIELDS,
    async handle(context) {
      const { tx, body } = context;
      const asked = await caseAskedOf(context);
      try {
        if (form === 'note') await addNote(tx, parts.vault, asked, readBody<AddNote>(form, body));
        else if (form === 'close') await closeCase(tx, parts.vault, asked, readBody<CloseCase>(form, body));
        else await reopenCase(tx, parts.vault, asked, readBody(form, body));
      } catch (error) {
        if (!isMendable(error)) throw error;
        const typed = typedAgain(form, body, error);
        return { ...(await showCase(parts, context, asked, { from: body.from }, typed)), status: error.status };
      }
      return goTo(parts, asked.campaign.code, asked.id, { done, from: body.from });
    },
  });
}

function isMendable(error: unknown): error is Problem {
  return error instanceof Problem && (error.status === 422 || error.status === 409);
}

function typedAgain(form: Typed['form'], fields: Fields, problem: Problem): Typed {
  const { note = '', step = '', outcome = '' } = fields;
  const message = problem.details.errors?.[0]?.message ?? problem.details.detail ?? problem.title;
  return { form, note, step, outcome, message };
}

function goTo({ settings }: Parts, code: string, id: number, query: { done: Done; from?: string }): Reply {
  return { redirect: `${settings.basePath}/staff/c/${code}/cases/${id}${queryText(query)}` };
}

async function showCase(
  { vault, settings }: Parts,
  { tx, now }: WriteContext,
  asked: CaseAsked,
  query: { from?: string; done?: Done },
  typed?: Typed,
): Promise<Reply> {
  const found = await getCase(tx, asked);
  const { timeZone } = settings;
  const { model, readContact } = await casePage(tx, vault, { ...asked, ...query, timeZone }, found, typed);
  const entry = { actor: asked.caller, at: now, campaign: asked.campaign.code, subjects: [found.personNo] };
  await recordAudit(tx, { ...entry, action: 'case.read' });
  if (readContact) await recordAudit(tx, { ...entry, action: 'contact.read' });
  return { view: 'staff/case', model };
}
