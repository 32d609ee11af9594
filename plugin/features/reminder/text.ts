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
  if (missing === 'returned') return `请打开 校本化 → 健康打卡，按退回原因重新填写 ${showShortDay(date)}的反馈。`;
  return '请在今天 24:00 前打开 校本化 → 健康打卡 反馈。';
}

/** What a student is told who has not reported today, or whose report of a day was sent back. */
export function personalText({ title }: Campaign, date: CivilDate, returned: boolean) {
  const day = showShortDay(date);
  if (returned)
    return {
      title: `${title}：请重新填写`,
      text: `${day}的反馈被退回了。请打开 校本化 → 健康打卡，看退回原因，重新填写。`,
    };
  return {
    title: `${title}：今天还没有反馈`,
    text: `${day}的健康状况还没有收到。请在今天 24:00 前打开 校本化 → 健康打卡 反馈。`,
  };
}
