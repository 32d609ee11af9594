import { type Operation, reads } from '../../kernel/http';
import { PAGING } from '../../kernel/paging';
import type { Vault } from '../../kernel/vault';
import { stateOn } from '../campaign';
import { DAY_STATUSES } from '../report';
import { campaignsOf, isOpen, type MyCampaign } from './my-campaigns';

const DATE = { type: 'string', format: 'date' } as const;

const CAMPAIGN = {
  type: 'object',
  required: ['code', 'title', 'startsOn', 'endsOn', 'trialUntil', 'state', 'today'],
  properties: {
    code: { type: 'string' },
    title: { type: 'string' },
    startsOn: DATE,
    endsOn: DATE,
    trialUntil: { type: ['string', 'null'], format: 'date' },
    state: { enum: ['planned', 'trial', 'running', 'ended'] },
    today: {
      type: 'object',
      required: ['date', 'due', 'exemptReason', 'open', 'reported', 'status'],
      properties: {
        date: DATE,
        due: { type: 'boolean', description: 'a report of the caller is expected today' },
        exemptReason: { type: ['string', 'null'] },
        open: { type: 'boolean', description: 'reports of today are taken' },
        reported: { type: 'boolean' },
        status: { enum: [...DAY_STATUSES, null] },
      },
    },
  },
} as const;

const LIST = { type: 'object', properties: PAGING } as const;

/** The campaigns that concern the caller. */
export function homeRoutes({ vault }: { vault: Vault }): Operation[] {
  return [
    reads({
      id: 'listCampaigns',
      method: 'get',
      path: '/api/campaigns',
      summary: 'The campaigns that concern me, with how today stands',
      query: LIST,
      answers: { 200: { description: 'the campaigns, the latest first', schema: listOf(CAMPAIGN) } },
      async handle({ db, caller, today }) {
        const mine = await campaignsOf(db, vault, caller, today);
        return { json: { items: mine.map((each) => show(each, today)), nextCursor: null } };
      },
    }),
  ];
}

function listOf(items: object) {
  return {
    type: 'object',
    required: ['items', 'nextCursor'],
    properties: { items: { type: 'array', items }, nextCursor: { type: ['string', 'null'] } },
  };
}

function show({ campaign, today: day }: MyCampaign, today: string) {
  const { code, title, startsOn, endsOn, trialUntil } = campaign;
  return {
    code,
    title,
    startsOn,
    endsOn,
    trialUntil,
    state: stateOn(campaign, today),
    today: {
      date: today,
      due: day?.due ?? false,
      exemptReason: day?.exemptReason ?? null,
      open: isOpen(campaign, today),
      reported: day?.due === true && day.report !== undefined && day.report.status !== 'returned',
      status: day?.status ?? null,
    },
  };
}
