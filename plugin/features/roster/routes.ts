import type { Database } from '../../kernel/database';
import { type Operation, reads } from '../../kernel/http';
import type { Vault } from '../../kernel/vault';
import { headingsOf } from './columns';
import { importRows } from './import-rows';

interface Parts {
  database: Database;
  vault: Vault;
}

/** Who is on record for what a host pushes. */
const HOST = { personNo: '-', name: '门户' };
/** A hundred thousand students with their telephone numbers, and room to spare. */
const LIMIT = '64mb';

function rowsOf(kind: 'student' | 'staff') {
  const properties = Object.fromEntries(
    headingsOf(kind).map((heading) => [heading, { type: ['string', 'number', 'null'] }]),
  );
  return { type: 'array', maxItems: 200_000, items: { type: 'object', properties } } as const;
}

const COUNT = { type: 'integer', minimum: 0 } as const;
const COUNTS = {
  type: 'object',
  required: ['added', 'changed', 'unchanged', 'left'],
  properties: { added: COUNT, changed: COUNT, unchanged: COUNT, left: COUNT },
} as const;

/** The host pushes the roster: the rows of the files, as JSON (contract, 8). */
export function rosterRoutes({ database, vault }: Parts): Operation[] {
  return [
    reads({
      id: 'putRoster',
      method: 'put',
      path: '/host/roster',
      summary: 'The host brings the roster up to date, all or nothing, with a service token as bearer',
      bodyLimit: LIMIT,
      body: {
        type: 'object',
        additionalProperties: false,
        properties: {
          effective: { type: 'string', format: 'date', title: '生效日期', description: 'today if left out' },
          students: rowsOf('student'),
          staff: rowsOf('staff'),
        },
      },
      answers: {
        200: {
          description: 'what it came to',
          schema: {
            type: 'object',
            required: ['effective', 'students', 'staff'],
            properties: { effective: { type: 'string', format: 'date' }, students: COUNTS, staff: COUNTS },
          },
        },
      },
      async handle({ body, now, today }) {
        const { effective, students, staff } = await importRows(database, vault, { ...body, actor: HOST, now, today });
        return { json: { effective, students, staff } };
      },
    }),
  ];
}
