import type { CivilDate } from '../../kernel/civil-date';
import { stateOn } from './rules';
import type { Campaign, CampaignState } from './schema';

const STATES: Record<CampaignState, { word: string; tone: string }> = {
  planned: { word: '未开始', tone: '' },
  trial: { word: '试运行', tone: 'tag-wait' },
  running: { word: '进行中', tone: 'tag-good' },
  ended: { word: '已结束', tone: '' },
};

/** How far a campaign is, in a word. */
export function stateWords(campaign: Campaign, today: CivilDate) {
  const state = stateOn(campaign, today);
  return { state, ...STATES[state] };
}
