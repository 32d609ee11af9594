import type { Caller } from '../../kernel/http';
import { Problem } from '../../kernel/problem';

/** The two entries of the manifest, and the page that each opens. */
export const ENTRIES = { checkin: '/home', staff: '/staff' } as const;
export type Entry = keyof typeof ENTRIES;

/** The entry that was asked for, or the one that suits the person. 403 for a student at the staff's door. */
export function chooseEntry(asked: Entry | undefined, { type }: Caller): Entry {
  const entry = asked ?? (type === 'staff' ? 'staff' : 'checkin');
  if (entry === 'staff' && type !== 'staff') throw new Problem('wrong-role', { detail: '打卡情况统计只对教职工开放' });
  return entry;
}
