import { type Operation, reads, writes } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import type { Settings } from '../../kernel/settings';
import { recordAudit } from '../audit';
import { peoplePages } from './people/page-routes';
import { listNameMismatches } from './read-model';
import { settleName } from './store';
import { csvTemplates, rosterTemplate } from './template';
import { type UploadParts, uploadPages } from './upload/page-routes';

const NAMES = '/staff/admin/names';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** What the student-affairs office does with the roster from the admin pane. */
export function rosterPages(parts: UploadParts): Operation[] {
  return [...uploadPages(parts), ...peoplePages(), ...namePages(parts), templateRoute()];
}

function namePages({ settings }: { settings: Settings }): Operation[] {
  return [
    reads({
      id: 'showNameMismatches',
      method: 'get',
      path: NAMES,
      summary: 'The people whom the host calls otherwise than the roster',
      kind: 'page',
      answers: { 200: { description: 'a page' } },
      handle: async ({ db }) => ({ view: 'admin/names', model: { names: await listNameMismatches(db) } }),
    }),
    writes({
      id: 'settleName',
      method: 'post',
      path: NAMES,
      summary: "Takes the host's spelling into the roster, or leaves the roster's as it is",
      kind: 'page',
      body: {
        type: 'object',
        required: ['personNo', 'decision'],
        properties: { personNo: { type: 'string', maxLength: 32 }, decision: { enum: ['accept', 'dismiss'] } },
      },
      answers: { 303: { description: 'back to the list' } },
      async handle({ tx, body, caller, now }) {
        const { personNo, decision } = body;
        if (!(await settleName(tx, personNo, decision === 'accept', now)))
          throw new Problem('not-found', { detail: '这一条已经处理过了' });
        const detail = { decision: decision === 'accept' ? '采用门户的姓名' : '保留名单的姓名' };
        await recordAudit(tx, { actor: caller, action: 'roster.name', at: now, subjects: [personNo], detail });
        return { redirect: settings.basePath + NAMES };
      },
    }),
  ];
}

function templateRoute(): Operation {
  return reads({
    id: 'getRosterTemplate',
    method: 'get',
    path: '/staff/admin/roster-template/:name',
    summary: 'A roster file to fill in: template.xlsx, students.csv or staff.csv',
    kind: 'page',
    answers: { 200: { description: 'the file' } },
    async handle({ params }) {
      const name = params.name ?? '';
      const headers = { 'Content-Disposition': `attachment; filename="${name}"` };
      if (name === 'template.xlsx') return { text: await rosterTemplate(), type: XLSX, headers };
      const { students, staff } = csvTemplates();
      const files = new Map([
        ['students.csv', students],
        ['staff.csv', staff],
      ]);
      const text = files.get(name);
      if (text === undefined) throw new Problem('not-found', { detail: '没有这个模板' });
      return { text, type: 'text/csv; charset=utf-8', headers };
    },
  });
}
