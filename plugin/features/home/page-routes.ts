import { stringifySetCookie } from 'cookie';
import { type Operation, reads } from '../../kernel/http';
import type { Settings } from '../../kernel/settings';
import type { Vault } from '../../kernel/vault';
import { stateOn } from '../campaign';
import { asEntry } from '../launch';
import { badgeOf } from '../report';
import { enrolmentOn } from '../roster';
import { campaignsOf } from './my-campaigns';

interface Parts {
  vault: Vault;
  settings: Settings;
}

const YEAR = 365 * 24 * 3600;

/** 校本化: the columns that are open to somebody, and how each stands. */
export function homePages({ vault, settings }: Parts): Operation[] {
  return [
    asEntry(
      reads({
        id: 'showHome',
        method: 'get',
        path: '/home',
        summary: '校本化: the columns that are open to me',
        access: 'person',
        kind: 'page',
        answers: { 200: { description: 'a page' } },
        async handle({ db, caller, today }) {
          const mine = caller.type === 'student' ? await campaignsOf(db, vault, caller, today) : [];
          const columns = mine.map(({ campaign, today: day }) => {
            const state = stateOn(campaign, today);
            return { campaign, state, badge: badgeOf(day, state) };
          });
          const standing = await enrolmentOn(db, caller.personNo, today);
          const isStaff = caller.type === 'staff';
          return { view: 'student/home', model: { columns, isStaff, classCode: standing?.classCode, today } };
        },
      }),
      settings,
    ),
    reads({
      id: 'setLargeType',
      method: 'post',
      path: '/large-type',
      summary: '关怀模式: large type in this browser, or no longer',
      access: 'person',
      kind: 'page',
      body: { type: 'object', properties: { large: { enum: ['0', '1'] } } },
      answers: { 303: { description: 'back to the columns' } },
      async handle({ body }) {
        const path = `${settings.basePath}/`;
        const cookie = stringifySetCookie('checkin_large', body.large ?? '0', { path, maxAge: YEAR, sameSite: 'lax' });
        return { redirect: `${settings.basePath}/home`, cookies: [cookie] };
      },
    }),
  ];
}
