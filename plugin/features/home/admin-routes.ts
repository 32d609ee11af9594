import { type Operation, reads } from '../../kernel/http';
import { countOpenRequests } from '../help';
import { listNameMismatches } from '../roster';

/** What the student-affairs office runs the module with. */
export function adminPages(): Operation[] {
  return [
    reads({
      id: 'showAdmin',
      method: 'get',
      path: '/staff/admin',
      summary: '管理: campaigns, roster, names to settle, help desk, audit trail',
      access: 'school',
      kind: 'page',
      answers: { 200: { description: 'a page' } },
      async handle({ db }) {
        const names = (await listNameMismatches(db)).length;
        return { view: 'admin/home', model: { names, helpRequests: await countOpenRequests(db) } };
      },
    }),
  ];
}
