import { type Operation, reads } from '../../kernel/http';
import { PAGING } from '../../kernel/paging';
import type { Vault } from '../../kernel/vault';
import { DAY_STATUSES } from '../report';
import { dateFrom, dayOf } from './day-parameter';
import { campaignsOf, isOpen, type MyCampaign } from './mine';
import { getCampaign } from './read-model';
import { formOn, stateOn } from './rules';

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

const FORM = {
  type: 'object',
  required: ['date', 'version', 'instructions', 'schema', 'flags'],
  properties: {
    date: DATE,
    version: { type: 'integer' },
    instructions: { type: 'string' },
    schema: { type: 'object', description: 'JSON Schema 2020-12 of the answers, with labels' },
    flags: {
      type: 'array',
      items: { type: 'object', properties: { code: { type: 'string' }, title: { type: 'string' } } },
    },
  },
} as const;

/** The campaigns that concern the caller, and their forms. */
export function campaignRoutes({ vault }: { vault: Vault }): Operation[] {
  return [
    reads({
      id: 'listCampaigns',
      method: 'get',
      path: '/api/campaigns',
      summary: 'The campaigns that concern me, with how today stands',
      access: 'person',
      query: LIST,
      answers: { 200: { description: 'the campaigns, the latest first', schema: listOf(CAMPAIGN) } },
      async handle({ db, caller, today }) {
        const mine = await campaignsOf(db, vault, caller, today);
        return { json: { items: mine.map((each) => show(each, today)), nextCursor: null } };
      },
    }),
    reads({
      id: 'getForm',
      method: 'get',
      path: '/api/campaigns/:code/form',
      summary: 'The form of a day (today if left out)',
      access: 'person',
      query: { type: 'object', properties: { date: DATE } },
      answers: { 200: { description: 'the form', schema: FORM } },
      async handle({ db, params, query, today }) {
        const campaign = await getCampaign(db, params.code ?? '');
        const date = dayOf(campaign, query.date === undefined ? undefined : dateFrom(query.date), today);
        const { version, form, flags } = formOn(campaign, date);
        const shown = flags.map(({ code, title }) => ({ code, title }));
        return { json: { date, version, instructions: campaign.instructions, schema: form, flags: shown } };
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
