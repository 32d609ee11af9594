import { toInstant } from '../../kernel/clock';
import { type Operation, type Reply, type WriteContext, writes } from '../../kernel/http';
import { PAGING } from '../../kernel/paging';
import type { Vault } from '../../kernel/vault';
import { recordAudit } from '../audit';
import { getCampaign } from '../campaign';
import { caseAskedOf } from './asked';
import { listCases } from './list';
import { openCase } from './open';
import { entriesOf } from './read-model';
import { ADD_NOTE, CASE, CASE_ITEM, CLOSE_CASE, OPEN_CASE, REOPEN_CASE } from './schema';
import { showCase, showEntry } from './show';
import { storyOf } from './story';
import { addNote, type CaseAsked, closeCase, getCase, reopenCase } from './write';

const COMMON = { kind: 'api' } as const;
const POST = { ...COMMON, method: 'post' } as const;
const PATH = '/api/campaigns/:code/cases';
const ITEM = { description: 'the case as it stands', schema: CASE_ITEM };

/** 异常跟进: students who are looked after until their case is closed. */
export function caseRoutes({ vault }: { vault: Vault }): Operation[] {
  return [
    writes({
      ...COMMON,
      id: 'listCases',
      method: 'get',
      path: PATH,
      summary: 'The cases in my scope: the open ones oldest first, the closed ones latest first',
      query: { type: 'object', properties: { state: { enum: ['open', 'closed'], default: 'open' }, ...PAGING } },
      answers: {
        200: {
          description: 'a page of cases',
          schema: {
            type: 'object',
            required: ['items', 'nextCursor'],
            properties: { items: { type: 'array', items: CASE_ITEM }, nextCursor: { type: ['string', 'null'] } },
          },
        },
      },
      async handle(context) {
        const { tx, params, query, caller, today } = context;
        const campaign = await getCampaign(tx, params.code ?? '');
        const page = await listCases(tx, vault, { caller, campaign, today, ...query });
        await auditReading(
          context,
          campaign.code,
          page.items.map(({ found }) => found.personNo),
        );
        return { json: { ...page, items: page.items.map(({ found, entries }) => showCase(found, entries)) } };
      },
    }),
    writes({
      ...POST,
      id: 'openCase',
      path: PATH,
      summary: 'Opens a case by hand; where the student has an open one, what was found is written into that',
      body: OPEN_CASE,
      answers: { 201: ITEM, 200: { ...ITEM, description: 'written into the open case' } },
      async handle(context) {
        const { tx, params, body, caller, today, now } = context;
        const campaign = await getCampaign(tx, params.code ?? '');
        const { id, isNew } = await openCase(tx, vault, { caller, campaign, today, now, body });
        return { ...(await answer(context, vault, { caller, campaign, today, now, id })), status: isNew ? 201 : 200 };
      },
    }),
    writes({
      ...COMMON,
      id: 'getCase',
      method: 'get',
      path: `${PATH}/:id`,
      summary: "A case with its story: what was written, the student's reports and their reviews",
      answers: { 200: { description: 'the case', schema: CASE } },
      async handle(context) {
        const { tx } = context;
        const asked = await caseAskedOf(context);
        const found = await getCase(tx, asked);
        const { entries, days, findings } = await storyOf(tx, vault, asked, found);
        await auditReading(context, asked.campaign.code, [found.personNo]);
        const json = {
          ...showCase(found, entries),
          entries: entries.map(showEntry),
          days: days.map(({ submittedAt, reviews, ...day }) => ({
            ...day,
            submittedAt: toInstant(submittedAt),
            reviews: reviews.map(({ decidedAt, ...review }) => ({ ...review, decidedAt: toInstant(decidedAt) })),
          })),
          findings: findings.map(({ at, ...finding }) => ({ ...finding, at: toInstant(at) })),
        };
        return { json };
      },
    }),
    writes({
      ...POST,
      id: 'addCaseNote',
      path: `${PATH}/:id/notes`,
      summary: "Writes the day's note, or a step such as 送医, into an open case",
      body: ADD_NOTE,
      answers: { 201: ITEM },
      async handle(context) {
        const asked = await caseAskedOf(context);
        await addNote(context.tx, vault, asked, context.body);
        return { ...(await answer(context, vault, asked)), status: 201 };
      },
    }),
    writes({
      ...POST,
      id: 'closeCase',
      path: `${PATH}/:id/close`,
      summary: 'Closes a case with what came of it',
      body: CLOSE_CASE,
      answers: { 200: ITEM },
      async handle(context) {
        const asked = await caseAskedOf(context);
        await closeCase(context.tx, vault, asked, context.body);
        return answer(context, vault, asked);
      },
    }),
    writes({
      ...POST,
      id: 'reopenCase',
      path: `${PATH}/:id/reopen`,
      summary: 'Takes up a closed case',
      body: REOPEN_CASE,
      answers: { 200: ITEM },
      async handle(context) {
        const asked = await caseAskedOf(context);
        await reopenCase(context.tx, vault, asked, context.body);
        return answer(context, vault, asked);
      },
    }),
  ];
}

/** How the case stands after a write. */
async function answer({ tx }: WriteContext, vault: Vault, asked: CaseAsked): Promise<Reply> {
  const found = await getCase(tx, asked);
  const entries = (await entriesOf(tx, vault, [found.id])).get(found.id) ?? [];
  return { json: showCase(found, entries) };
}

async function auditReading({ tx, caller, now }: WriteContext, campaign: string, subjects: string[]): Promise<void> {
  if (subjects.length === 0) return;
  await recordAudit(tx, { actor: caller, action: 'case.read', at: now, campaign, subjects });
}
