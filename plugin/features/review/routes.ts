import { type Operation, writes } from '../../kernel/http';
import { PAGING } from '../../kernel/paging';
import type { Problem } from '../../kernel/problem';
import { recordAudit } from '../audit';
import { dateFrom, getCampaign } from '../campaign';
import { REPORT_STATUSES } from '../report';
import { type Decided, decide, type ReviewParts } from './decide';
import { historyOf } from './history';
import { reviewQueue } from './queue';
import { DECIDE } from './schema';

const DATE = { type: 'string', format: 'date' } as const;
const TEXT = { type: 'string' } as const;
const UNIT = { type: 'object', required: ['code', 'name'], properties: { code: TEXT, name: TEXT } } as const;

const QUEUE_ITEM = {
  type: 'object',
  required: [
    'studentNo',
    'name',
    'class',
    'department',
    'date',
    'status',
    'revision',
    'submittedAt',
    'flags',
    'answers',
  ],
  properties: {
    studentNo: TEXT,
    name: TEXT,
    class: UNIT,
    department: UNIT,
    date: DATE,
    status: { enum: REPORT_STATUSES },
    revision: { type: 'integer' },
    submittedAt: { type: 'string', format: 'date-time' },
    flags: { type: 'array', items: TEXT },
    answers: { type: 'object' },
    dayBefore: { type: ['object', 'null'], description: 'what was answered the day before' },
    timesReturned: { type: 'integer' },
  },
} as const;

const RESULTS = {
  type: 'object',
  required: ['results'],
  properties: {
    results: {
      type: 'array',
      items: {
        type: 'object',
        required: ['studentNo', 'date'],
        properties: {
          studentNo: TEXT,
          date: DATE,
          status: { enum: REPORT_STATUSES },
          problem: { type: 'object', description: 'RFC 9457: why this one was not decided' },
        },
      },
    },
  },
} as const;

const HISTORY = {
  type: 'object',
  required: ['studentNo', 'name', 'class', 'department', 'date', 'status', 'revision', 'revisions', 'reviews'],
  properties: {
    studentNo: TEXT,
    name: TEXT,
    class: UNIT,
    department: UNIT,
    date: DATE,
    status: { enum: REPORT_STATUSES },
    revision: { type: 'integer' },
    revisions: { type: 'array', items: { type: 'object' } },
    reviews: { type: 'array', items: { type: 'object' } },
  },
} as const;

/** The review queue, decisions, and the history of a report. */
export function reviewRoutes(parts: ReviewParts): Operation[] {
  const { vault } = parts;
  return [
    writes({
      id: 'listReviews',
      method: 'get',
      path: '/api/campaigns/:code/reviews',
      summary: 'The reports that wait for review in my scope, oldest first',
      query: {
        type: 'object',
        properties: {
          status: { enum: REPORT_STATUSES, default: 'pending' },
          date: DATE,
          class: { type: 'string', maxLength: 64 },
          ...PAGING,
        },
      },
      answers: {
        200: {
          description: 'a page of the queue',
          schema: {
            type: 'object',
            required: ['items', 'nextCursor'],
            properties: { items: { type: 'array', items: QUEUE_ITEM }, nextCursor: { type: ['string', 'null'] } },
          },
        },
      },
      async handle({ tx, params, query, caller, now, today }) {
        const campaign = await getCampaign(tx, params.code ?? '');
        const { limit, cursor, ...filter } = query;
        const page = await reviewQueue(tx, vault, { caller, campaign, filter, today, limit, cursor });
        const subjects = page.items.map(({ studentNo }) => studentNo);
        if (subjects.length > 0)
          await recordAudit(tx, { actor: caller, action: 'report.read', at: now, campaign: campaign.code, subjects });
        return { json: page };
      },
    }),
    writes({
      id: 'decideReviews',
      method: 'post',
      path: '/api/campaigns/:code/reviews',
      summary: 'Return, confirm, clear or reopen one report or many',
      body: DECIDE,
      answers: { 200: { description: 'each with its new status or its problem', schema: RESULTS } },
      async handle({ tx, params, body, caller, now, today }) {
        const campaign = await getCampaign(tx, params.code ?? '');
        const results = await decide(tx, parts, { caller, campaign, body, now, today });
        return { json: { results: demandOne(results) } };
      },
    }),
    writes({
      id: 'getHistory',
      method: 'get',
      path: '/api/campaigns/:code/reports/:studentNo/:date/history',
      summary: 'Every revision and review of one report',
      answers: { 200: { description: 'the history', schema: HISTORY } },
      async handle({ tx, params, caller, now, today }) {
        const campaign = await getCampaign(tx, params.code ?? '');
        const studentNo = params.studentNo ?? '';
        const date = dateFrom(params.date);
        const history = await historyOf(tx, vault, { caller, campaign, studentNo, date, today });
        if (caller.type === 'staff')
          await recordAudit(tx, {
            actor: caller,
            action: 'report.history',
            at: now,
            campaign: campaign.code,
            subjects: [studentNo],
            detail: { date },
          });
        return { json: history };
      },
    }),
  ];
}

/** A single report that cannot be decided is its problem itself. */
function demandOne(results: Decided[]): Decided[] {
  const [only, ...others] = results;
  if (others.length === 0 && only && 'problem' in only) throw only.problem satisfies Problem;
  return results;
}
