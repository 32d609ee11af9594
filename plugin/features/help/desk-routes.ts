import { type Operation, type Reply, type WriteContext, writes } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import { RECEIPT_PATTERN } from '../../kernel/receipt';
import type { Settings } from '../../kernel/settings';
import type { Vault } from '../../kernel/vault';
import { recordAudit } from '../audit';
import { deskPage } from './page-desk';
import { type Decision, decideRequest } from './settle';

const DESK = '/staff/admin/help';
const RECEIPT = { type: 'string', pattern: RECEIPT_PATTERN } as const;
const COMMON = { path: DESK, kind: 'page' } as const;

const LIST = {
  type: 'object',
  properties: {
    state: { enum: ['open', 'settled'], default: 'open' },
    cursor: { type: 'string', maxLength: 200 },
    done: RECEIPT,
  },
} as const;

interface Parts {
  vault: Vault;
  settings: Settings;
}

interface Shown {
  status?: number;
  refused?: { title: string; detail: string; note: string };
}

/** 帮助台: what people ask for, and what became of it; for the student-affairs office. */
export function helpDeskPages(parts: Parts): Operation[] {
  return [
    writes({
      ...COMMON,
      id: 'showHelpDesk',
      method: 'get',
      summary: '帮助台: the requests that wait, the first one first, or those that are settled',
      query: LIST,
      answers: { 200: { description: 'a page' } },
      handle: (context) => show(parts, context, context.query),
    }),
    writes({
      ...COMMON,
      id: 'settleHelpRequest',
      method: 'post',
      summary: 'Settles a request with a note, or puts it back on the list',
      body: {
        type: 'object',
        required: ['receipt', 'decision'],
        properties: { receipt: RECEIPT, decision: { enum: ['settle', 'reopen'] }, note: { type: 'string' } },
      },
      answers: { 303: { description: 'back to the list' } },
      handle: (context) => settle(parts, context, { note: '', ...context.body }),
    }),
  ];
}

/** Whoever reads the list reads telephone numbers: it leaves a record (contract, 3). */
async function show(
  { vault }: Parts,
  { tx, caller, now, today }: WriteContext,
  asked: { state: 'open' | 'settled'; cursor?: string; done?: string },
  { status, refused }: Shown = {},
): Promise<Reply> {
  const { model, count, people } = await deskPage(tx, vault, { ...asked, today });
  if (count > 0)
    await recordAudit(tx, { actor: caller, action: 'help.read', at: now, subjects: people, people: count });
  return { status, view: 'admin/help-desk', model: { ...model, refused } };
}

/** What cannot be done is told above the list, with the note that was typed. */
async function settle(parts: Parts, context: WriteContext, decided: Decision): Promise<Reply> {
  const { tx, caller, now } = context;
  const { receipt, decision, note } = decided;
  try {
    await decideRequest(tx, parts.vault, { ...decided, caller, now });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { title, status, details } = error;
    return show(parts, context, { state: 'open' }, { status, refused: { title, detail: details.detail ?? '', note } });
  }
  const done = decision === 'settle' ? `?done=${receipt}` : '';
  return { redirect: parts.settings.basePath + DESK + done };
}
