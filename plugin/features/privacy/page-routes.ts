import { type Operation, reads } from '../../kernel/http';
import type { Settings } from '../../kernel/settings';
import type { Vault } from '../../kernel/vault';
import { privacyPage } from './page';

/** 我的数据, for everybody who is signed in. */
export function privacyPages({ vault, settings }: { vault: Vault; settings: Settings }): Operation[] {
  const { timeZone } = settings;
  return [
    reads({
      id: 'showPrivacy',
      method: 'get',
      path: '/privacy',
      summary: '我的数据: what is kept of me and how long, who looked at it, and what is told about it',
      kind: 'page',
      query: { type: 'object', properties: { cursor: { type: 'string', maxLength: 512 } } },
      answers: { 200: { description: 'a page' } },
      async handle({ db, caller, today, query }) {
        return { view: 'student/privacy', model: await privacyPage(db, vault, { caller, today, timeZone, ...query }) };
      },
    }),
  ];
}
