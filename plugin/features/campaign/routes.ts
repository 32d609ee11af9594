import { type Operation, reads } from '../../kernel/http';
import { dateFrom, dayOf } from './day-parameter';
import { getCampaign } from './read-model';
import { formOn } from './rules';

const DATE = { type: 'string', format: 'date' } as const;

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

/** What a campaign asks. */
export function campaignRoutes(): Operation[] {
  return [
    reads({
      id: 'getForm',
      method: 'get',
      path: '/api/campaigns/:code/form',
      summary: 'The form of a day (today if left out)',
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
