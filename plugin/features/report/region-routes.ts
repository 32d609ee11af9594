import { type Operation, reads } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import { findCities } from './regions';

/** A province at a time, when somebody chooses it: the whole list would outweigh the form. */
export function regionRoutes(): Operation[] {
  return [
    reads({
      id: 'getRegions',
      method: 'get',
      path: '/regions/:province',
      summary: 'The cities and counties of a province, by the first two digits of its code',
      answers: {
        200: {
          description: 'the cities',
          schema: {
            type: 'object',
            required: ['cities'],
            properties: {
              cities: {
                type: 'array',
                items: {
                  type: 'object',
                  required: ['name', 'counties'],
                  properties: { name: { type: 'string' }, counties: { type: 'array', items: { type: 'string' } } },
                },
              },
            },
          },
        },
      },
      async handle({ params }) {
        const cities = findCities(params.province ?? '');
        if (!cities) throw new Problem('not-found', { detail: '没有这个省份' });
        return { json: { cities }, headers: { 'Cache-Control': 'public, max-age=86400' } };
      },
    }),
  ];
}
