import { type Operation, type Reply, type WriteContext, writes } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import type { Settings } from '../../kernel/settings';
import type { Vault } from '../../kernel/vault';
import { recordAudit } from '../audit';
import { dayOf, getCampaign } from '../campaign';
import { backTo, FROM } from '../review';
import { type CallAsked, logCall, type Typed } from './log-call';
import { callPage, type Refused } from './page-call';

const PATH = '/staff/c/:code/calls/:studentNo';
const DATE = { type: 'string', format: 'date' } as const;
const COMMON = { kind: 'page', path: PATH } as const;
const PAGE = { description: 'a page' };

const FIELDS = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string', pattern: '^[0-9a-z]{25}$' },
    outcome: { type: 'string', maxLength: 12 },
    note: { type: 'string', maxLength: 4000 },
    date: DATE,
    from: FROM,
  },
} as const;

interface Parts {
  vault: Vault;
  settings: Settings;
}

/** Telephone numbers to tap, and the log of calls. */
export function callPages({ vault, settings }: Parts): Operation[] {
  return [
    writes({
      ...COMMON,
      id: 'showCall',
      method: 'get',
      summary: 'Whom to call at which number, and how calls went',
      query: { type: 'object', properties: { date: DATE, from: FROM } },
      answers: { 200: PAGE },
      handle: async (context) => show(vault, context, await askedOf(context, context.query)),
    }),
    writes({
      ...COMMON,
      id: 'logCall',
      method: 'post',
      summary: 'Notes how a call went; the day stays unreported',
      body: FIELDS,
      answers: { 303: { description: 'back to where it came from' }, 422: PAGE },
      async handle(context) {
        const { from, date, ...typed } = context.body;
        const asked = await askedOf(context, { from, date });
        const refused = await tryToLog(context, vault, asked, typed);
        if (refused) return show(vault, context, asked, refused);
        const base = `${settings.basePath}/staff/c/${asked.campaign.code}`;
        const here = `calls/${encodeURIComponent(asked.studentNo)}?date=${asked.date}`;
        return { redirect: backTo(base, from || here) };
      },
    }),
  ];
}

type Asked = CallAsked & { from?: string };

async function askedOf(
  { tx, params, caller, now, today }: WriteContext,
  { date, from }: { date?: string; from?: string },
): Promise<Asked> {
  const campaign = await getCampaign(tx, params.code ?? '');
  const studentNo = params.studentNo ?? '';
  return { caller, campaign, studentNo, date: dayOf(campaign, date, today), now, today, from };
}

/** What is wrong at a field is told there, with all that was typed. */
async function tryToLog({ tx }: WriteContext, vault: Vault, asked: Asked, typed: Typed): Promise<Refused | undefined> {
  try {
    await logCall(tx, vault, asked, typed);
    return undefined;
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 422) throw error;
    return { typed, message: error.details.errors?.[0]?.message ?? error.title };
  }
}

async function show(vault: Vault, { tx }: WriteContext, asked: Asked, refused?: Refused): Promise<Reply> {
  const { caller, now, campaign, studentNo } = asked;
  const { model, readContact, readCalls } = await callPage(tx, vault, asked, refused);
  const entry = { actor: caller, at: now, campaign: campaign.code, subjects: [studentNo] };
  if (readContact) await recordAudit(tx, { ...entry, action: 'contact.read' });
  if (readCalls) await recordAudit(tx, { ...entry, action: 'call.read' });
  return { status: refused ? 422 : 200, view: 'staff/call', model };
}
