import { type Operation, reads } from '../../kernel/http';

/** The notice's three questions, for everybody: two of them come up before any sign-in. */
export function helpRoutes(): Operation[] {
  return [
    reads({
      id: 'showHelp',
      method: 'get',
      path: '/help',
      summary: 'The three questions that come up, and whom to call',
      access: 'public',
      kind: 'page',
      answers: { 200: { description: 'a page' } },
      handle: async () => ({ view: 'student/help', model: {} }),
    }),
  ];
}
