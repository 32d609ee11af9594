import { type Operation, reads } from '../../kernel/http';
import { countOpenRequests } from '../help';
import { countFailures } from '../robot';
import { listNameMismatches } from '../roster';

const DAY_MS = 24 * 3_600_000;

/** What the student-affairs office runs the module with. */
export function adminPages(): Operation[] {
  return [
    reads({
      id: 'showAdmin',
      method: 'get',
      path: '/staff/admin',
      summary: '管理: campaigns, roster, names to settle, help desk, audit trail',
      kind: 'page',
      answers: { 200: { description: 'a page' } },
      async handle({ db, now }) {
        const names = (await listNameMismatches(db)).length;
        const robotFailures = await countFailures(db, now - DAY_MS);
        return { view: 'admin/home', model: { names, robotFailures, helpRequests: await countOpenRequests(db) } };
      },
    }),
  ];
}
