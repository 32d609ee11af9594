import { type Call, OUTCOME_WORDS } from './schema';

/** What stands beside 未反馈 of somebody who was called. */
export function callTag({ outcome }: Pick<Call, 'outcome'>): { word: string; tone: 'wait' | 'plain' } {
  if (outcome === 'unanswered') return { word: '打过电话，没接通', tone: 'plain' };
  if (outcome === 'reached') return { word: '已电话联系', tone: 'wait' };
  return { word: `已电话联系：${OUTCOME_WORDS[outcome]}`, tone: 'wait' };
}
