import type { CivilDate } from '../../kernel/civil-date';
import { showShortDay } from '../../kernel/words';
import type { Campaign } from '../campaign';
import { type NameOfDay, namesText } from '../statistics';
import type { Missing } from './rules';

const WORDS: Record<Missing, string> = { unreported: '未反馈', returned: '已退回待重填' };

/** The names by class and what they are asked to do, as a text to paste into a chat group. */
export function groupText(campaign: Campaign, date: CivilDate, missing: Missing, names: readonly NameOfDay[]): string {
  if (names.length === 0) return `${campaign.title} ${showShortDay(date)} 都反馈了，不用提醒。`;
  return `${namesText(campaign, date, WORDS[missing], names)}\n${askOf(date, missing)}`;
}

function askOf(date: CivilDate, missing: Missing): string {
  if (missing === 'returned') return `请打开 校本化 → 健康打卡，按退回原因重新填写 ${showShortDay(date)} 的反馈。`;
  return '请在今天 24:00 前打开 校本化 → 健康打卡 反馈。';
}
