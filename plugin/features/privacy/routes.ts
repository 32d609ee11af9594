import { toInstant } from '../../kernel/clock';
import { type Operation, reads } from '../../kernel/http';
import { PAGING } from '../../kernel/paging';
import { LOOK_KINDS, listLooks } from '../audit';

const TEXT = { type: 'string' } as const;

const LOOK = {
  type: 'object',
  required: ['at', 'by', 'kind', 'words', 'campaign', 'date', 'people'],
  properties: {
    at: { type: 'string', format: 'date-time' },
    by: {
      type: 'object',
      required: ['name', 'duty'],
      properties: { name: TEXT, duty: { ...TEXT, description: 'the duties of that day; empty for a download link' } },
    },
    kind: { enum: Object.keys(LOOK_KINDS) },
    words: { ...TEXT, description: 'what was done, in Chinese' },
    campaign: { type: ['string', 'null'] },
    date: { type: ['string', 'null'], format: 'date', description: 'the day that was looked at, where it is one' },
    people: { type: 'integer', description: 'how many people were seen at once' },
  },
} as const;

/** 谁看过我的数据: a student's own part of the audit trail. */
export function privacyRoutes(): Operation[] {
  return [
    reads({
      id: 'listLooks',
      method: 'get',
      path: '/api/me/looks',
      summary: 'Who looked at my data, the latest first: reports, telephone numbers, care, files that hold them',
      query: { type: 'object', properties: PAGING },
      answers: {
        200: {
          description: 'a page of looks',
          schema: {
            type: 'object',
            required: ['items', 'nextCursor'],
            properties: { items: { type: 'array', items: LOOK }, nextCursor: { type: ['string', 'null'] } },
          },
        },
      },
      async handle({ db, caller, query }) {
        const { items, nextCursor } = await listLooks(db, caller.personNo, query);
        return { json: { items: items.map(({ at, ...look }) => ({ ...look, at: toInstant(at) })), nextCursor } };
      },
    }),
  ];
}
