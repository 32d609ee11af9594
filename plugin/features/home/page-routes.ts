import { type SerializeOptions, stringifySetCookie } from 'cookie';
import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import { type Caller, type Operation, reads } from '../../kernel/http';
import type { Settings } from '../../kernel/settings';
import type { Vault } from '../../kernel/vault';
import { stateOn } from '../campaign';
import { asEntry } from '../launch';
import { badgeOf, returnedDays } from '../report';
import { enrolmentOn } from '../roster';
import { campaignsOf, type MyCampaign } from './my-campaigns';

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
        kind: 'page',
        answers: { 200: { description: 'a page' } },
        async handle({ db, caller, today }) {
          const mine = caller.type === 'student' ? await campaignsOf(db, vault, caller, today) : [];
          const columns = await Promise.all(mine.map((each) => showColumn(db, caller, each, today)));
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
      kind: 'page',
      body: { type: 'object', properties: { large: { enum: ['0', '1'] } } },
      answers: { 303: { description: 'back to the columns' } },
      async handle({ body }) {
        const cookie = (site: SerializeOptions) =>
          stringifySetCookie('checkin_large', body.large ?? '0', {
            path: `${settings.basePath}/`,
            maxAge: YEAR,
            ...site,
          });
        // A host's frame keeps the first one alone; browsers that know no partitions keep the last.
        const framed = { sameSite: 'none', secure: true, partitioned: true } as const;
        return { redirect: `${settings.basePath}/home`, cookies: [cookie(framed), cookie({ sameSite: 'lax' })] };
      },
    }),
  ];
}

/** A column with how today stands, and the days that wait to be filled in again. */
async function showColumn(db: Db, { personNo }: Caller, { campaign, today: day }: MyCampaign, today: CivilDate) {
  const returned = await returnedDays(db, { campaignId: campaign.id, personNo });
  return { campaign, badge: badgeOf(day, stateOn(campaign, today)), returned };
}
