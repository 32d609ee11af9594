import { JSON_TYPE, type Operation, reads, writes } from '../../kernel/http';
import { PAGING } from '../../kernel/paging';
import type { Vault } from '../../kernel/vault';
import { recordAudit } from '../audit';
import { type CampaignMemory, dayOf } from '../campaign';
import { DAY_STATUSES } from '../report';
import type { FiguresMemory } from './memory';
import { peopleBehind } from './people-list';
import { PERSON_OF_DAY, STATES, STATISTICS } from './schema';

const DATE = {
  type: 'string',
  format: 'date',
  description: "today, or the campaign's day nearest to it, if left out",
} as const;
const CODE = { type: 'string', maxLength: 64 } as const;

interface StatisticsParts {
  vault: Vault;
  figures: FiguresMemory;
  campaigns: CampaignMemory;
}

/** The figures of a day and the people behind them. */
export function statisticsRoutes(parts: StatisticsParts): Operation[] {
  return [
    reads({
      id: 'getStatistics',
      method: 'get',
      path: '/api/campaigns/:code/statistics',
      summary: 'The figures of a day for my scope',
      query: {
        type: 'object',
        properties: { date: DATE, by: { enum: ['class', 'department'], default: 'class' } },
      },
      answers: { 200: { description: 'the figures', schema: STATISTICS } },
      async handle({ db, params, query, caller, today }) {
        const campaign = await parts.campaigns.get(db, params.code ?? '');
        const date = dayOf(campaign, query.date, today);
        const counted = await parts.figures.figures(db, { caller, campaign, date });
        return { text: counted.json(query.by), type: JSON_TYPE };
      },
    }),
    writes({
      id: 'listStudents',
      method: 'get',
      path: '/api/campaigns/:code/students',
      summary: 'The people behind a figure, by class and number',
      query: {
        type: 'object',
        properties: {
          date: DATE,
          state: { enum: STATES },
          class: CODE,
          department: CODE,
          status: { enum: DAY_STATUSES },
          q: { type: 'string', maxLength: 64, description: 'a part of the name or number' },
          ...PAGING,
        },
      },
      answers: {
        200: {
          description: 'a page of people',
          schema: {
            type: 'object',
            required: ['items', 'nextCursor'],
            properties: { items: { type: 'array', items: PERSON_OF_DAY }, nextCursor: { type: ['string', 'null'] } },
          },
        },
      },
      async handle({ tx, params, query, caller, now, today }) {
        const campaign = await parts.campaigns.get(tx, params.code ?? '');
        const { limit, cursor, ...asked } = query;
        const filter = { ...asked, date: dayOf(campaign, query.date, today) };
        const page = await peopleBehind(tx, parts, { caller, campaign, filter, limit, cursor });
        const subjects = page.items.filter(({ answers }) => answers !== null).map(({ studentNo }) => studentNo);
        const entry = { actor: caller, at: now, campaign: campaign.code, subjects, detail: { date: filter.date } };
        if (subjects.length > 0) await recordAudit(tx, { ...entry, action: 'report.read' });
        return { json: page };
      },
    }),
  ];
}
