import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import { listCampaigns, stateOn } from '../campaign';
import { MOST_HOURS } from './hour-rules';
import { listHours } from './hour-store';
import type { Ways } from './page-chase';

/** What was typed and refused, and why. */
export interface RefusedHours {
  code: string;
  times: readonly string[];
  message: string;
  /** Which field is wrong. */
  index: number;
}

/** The times at which each campaign that is not over reminds by itself. */
export async function hoursPage(
  db: Db,
  { today, ways, saved, refused }: { today: CivilDate; ways: Ways; saved?: string; refused?: RefusedHours },
) {
  const hours = await listHours(db);
  const campaigns = (await listCampaigns(db)).filter((campaign) => stateOn(campaign, today) !== 'ended');
  return {
    way: wayOf(ways),
    campaigns: campaigns.map(({ id, code, title }) => {
      const wrong = refused?.code === code ? refused : undefined;
      const times = wrong?.times ?? hours.get(id) ?? [];
      return {
        code,
        title,
        message: wrong?.message,
        saved: saved === code,
        fields: Array.from({ length: MOST_HOURS }, (_, index) => {
          return { number: index + 1, value: times[index] ?? '', isWrong: wrong?.index === index };
        }),
      };
    }),
  };
}

function wayOf({ host, groups }: Ways): string | undefined {
  if (host) return '通过门户消息，发到每个人的手机上';
  return groups.size > 0 ? `通过群机器人，发到${[...groups].join('、')}的群里` : undefined;
}
