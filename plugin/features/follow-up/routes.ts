import { type Operation, type WriteContext, writes } from '../../kernel/http';
import { PAGING } from '../../kernel/paging';
import type { Vault } from '../../kernel/vault';
import { recordAudit } from '../audit';
import { dateFrom, dayOf, getCampaign } from '../campaign';
import { enterFollowUp } from './enter';
import { type ClassAsked, getClass } from './get-class';
import { listFollowUps } from './list';
import { currentOf, keyOf, revisionsOf } from './read-model';
import { FOLLOW_UP, FOLLOW_UP_HISTORY, FOLLOW_UP_OF_DAY, type FollowUp } from './schema';
import { isTelling, showClass, showEntries } from './show';

const DATE = {
  type: 'string',
  format: 'date',
  description: "today, or the campaign's nearest day, if left out",
} as const;
const COMMON = { kind: 'api' } as const;
const PATH = '/api/campaigns/:code/follow-ups';
const ONE = `${PATH}/:date/:class`;
const OF_DAY = { 200: { description: 'the class on that day', schema: FOLLOW_UP_OF_DAY } };

/** 线下跟进: how the classes outside the app are, day by day. */
export function followUpRoutes({ vault }: { vault: Vault }): Operation[] {
  return [
    writes({
      ...COMMON,
      id: 'listFollowUps',
      method: 'get',
      path: PATH,
      summary: 'The classes outside the app in my scope, by day: entered, missing, or both',
      query: {
        type: 'object',
        properties: { from: DATE, to: DATE, state: { enum: ['entered', 'missing'] }, ...PAGING },
      },
      answers: {
        200: {
          description: 'a page of classes and days',
          schema: {
            type: 'object',
            required: ['items', 'nextCursor'],
            properties: {
              items: { type: 'array', items: FOLLOW_UP_OF_DAY },
              nextCursor: { type: ['string', 'null'] },
            },
          },
        },
      },
      async handle(context) {
        const { tx, params, query, caller, today } = context;
        const campaign = await getCampaign(tx, params.code ?? '');
        const to = dayOf(campaign, query.to ?? query.from, today);
        const from = dayOf(campaign, query.from ?? to, today);
        const { limit, cursor, state } = query;
        const page = await listFollowUps(tx, vault, { caller, campaign, from, to, state, limit, cursor });
        const entries = page.items.map(({ entry }) => entry);
        await auditReading(context, campaign.code, entries, { from, to });
        const shown = await showEntries(tx, entries);
        return { json: { ...page, items: page.items.map((each, index) => ({ ...showClass(each), ...shown[index] })) } };
      },
    }),
    writes({
      ...COMMON,
      id: 'getFollowUp',
      method: 'get',
      path: ONE,
      summary: 'How a class outside the app is on a day; a headcount of null while nothing was entered',
      answers: OF_DAY,
      async handle(context) {
        const { tx } = context;
        const asked = await askedOf(context);
        const place = await getClass(tx, asked);
        const entry = (await currentOf(tx, vault, asked.campaign, [asked])).get(keyOf(asked));
        await auditReading(context, asked.campaign.code, [entry], detailOf(asked));
        return { json: { ...showClass(place), ...(await showEntries(tx, [entry]))[0] } };
      },
    }),
    writes({
      ...COMMON,
      id: 'putFollowUp',
      method: 'put',
      path: ONE,
      summary:
        'Enters how many of a class outside the app were reached on a day and who is abnormal, as a new revision',
      body: FOLLOW_UP,
      bodyLimit: '512kb',
      answers: OF_DAY,
      async handle(context) {
        const { tx, body, now, today } = context;
        const asked = await askedOf(context);
        const { place, entry } = await enterFollowUp(tx, vault, { ...asked, body, now, today });
        return { json: { ...showClass(place), ...(await showEntries(tx, [entry]))[0] } };
      },
    }),
    writes({
      ...COMMON,
      id: 'getFollowUpHistory',
      method: 'get',
      path: `${ONE}/history`,
      summary: 'Every entry about a class on a day, the first one first',
      answers: { 200: { description: 'the entries', schema: FOLLOW_UP_HISTORY } },
      async handle(context) {
        const { tx } = context;
        const asked = await askedOf(context);
        const place = await getClass(tx, asked);
        const entries = await revisionsOf(tx, vault, { ...asked, campaignId: asked.campaign.id });
        await auditReading(context, asked.campaign.code, entries, detailOf(asked));
        return { json: { ...showClass(place), revisions: await showEntries(tx, entries) } };
      },
    }),
  ];
}

/** 404 for a campaign that is not there, 422 for a day outside it. */
async function askedOf({ tx, params, caller, today }: WriteContext): Promise<ClassAsked> {
  const campaign = await getCampaign(tx, params.code ?? '');
  const date = dayOf(campaign, dateFrom(params.date), today);
  return { caller, campaign, date, classCode: params.class ?? '' };
}

function detailOf({ date, classCode }: ClassAsked) {
  return { class: classCode, date };
}

/** Who is abnormal, and any note, is read on record. */
async function auditReading(
  { tx, caller, now }: WriteContext,
  campaign: string,
  entries: readonly (FollowUp | undefined)[],
  detail: Record<string, string>,
): Promise<void> {
  const read = entries.filter(isTelling);
  if (read.length === 0) return;
  const subjects = read.flatMap(({ abnormal }) => abnormal.map(({ studentNo }) => studentNo));
  await recordAudit(tx, { actor: caller, action: 'follow-up.read', at: now, campaign, subjects, detail });
}
