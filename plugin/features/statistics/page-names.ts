import { showShortDay } from '../../kernel/words';
import type { Campaign } from '../campaign';
import type { NameOfDay } from './people';

/** Names of one class. */
export interface NamesOfClass {
  classCode: string;
  people: NameOfDay[];
}

/** Names under their classes; they come in the order of classes. */
export function byClass(names: readonly NameOfDay[]): NamesOfClass[] {
  const groups = new Map<string, NameOfDay[]>();
  for (const each of names) {
    const group = groups.get(each.classCode);
    if (group) group.push(each);
    else groups.set(each.classCode, [each]);
  }
  return [...groups].map(([classCode, people]) => ({ classCode, people }));
}

/** Names as a text to paste into a chat group: a headline, then a line for each class. */
export function namesText(campaign: Campaign, date: string, word: string, names: readonly NameOfDay[]): string {
  const head = `${campaign.title} ${showShortDay(date)} ${word} ${names.length} 人`;
  const lines = byClass(names).map(({ classCode, people }) => {
    return `${classCode}（${people.length}人）：${people.map(({ name }) => name).join('、')}`;
  });
  return [head, ...lines].join('\n');
}
