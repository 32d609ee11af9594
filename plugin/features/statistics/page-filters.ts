import type { CivilDate } from '../../kernel/civil-date';
import { showDay } from '../../kernel/words';
import { BADGES, type DayStatus } from '../report';
import type { PeopleFilter } from './schema';

/** How the people behind a figure are asked for. */
export interface PeopleQuery {
  date?: string;
  state?: PeopleFilter['state'];
  class?: string;
  department?: string;
  status?: DayStatus;
  q?: string;
  cursor?: string;
  from?: string;
}

const STATE_WORDS = {
  due: '应打卡',
  unreported: '未反馈',
  reported: '已反馈',
  exempt: '免打卡',
  never: '从未使用',
} as const;

/** Which statuses there are to choose from among people of a state. */
const STATUSES: Partial<Record<NonNullable<PeopleFilter['state']>, readonly DayStatus[]>> = {
  reported: ['normal', 'pending', 'confirmed', 'cleared'],
  unreported: ['returned'],
};

const STATUS_CHIPS: Partial<Record<DayStatus, string>> = { normal: '无需审核' };

/** What a list is of, in words: 未反馈 · 191111 班 · 1月21日 周四 */
export function titleOf(query: PeopleQuery, date: CivilDate): string {
  return [...whatOf(query), showDay(date)].join(' · ');
}

/** Whom a filter leaves, and where, in words: 未反馈, 191111 班 */
export function whatOf({ state, status, class: classCode, department }: Omit<PeopleFilter, 'date'>): string[] {
  const what = status && status !== 'normal' ? BADGES[status].word : state ? STATE_WORDS[state] : '所有人';
  const where = classCode ? `${classCode} 班` : department;
  return where ? [what, where] : [what];
}

/** The filter that an address stands for; empty fields of a search form ask for nothing. */
export function filterOf(
  { state, class: classCode, department, status, q }: PeopleQuery,
  date: CivilDate,
): PeopleFilter {
  return { date, state, status, class: classCode || undefined, department: department || undefined, q: q || undefined };
}

/** What a list is of, without where and when. */
export function wordOf({ state, status }: PeopleQuery): string {
  if (status && status !== 'normal') return BADGES[status].word;
  return state ? STATE_WORDS[state] : '名单';
}

/** A kind word where a list is empty. */
export function emptyWord({ state, status, q }: PeopleFilter): string {
  if (q) return `没有找到“${q}”。可以换姓名或学号的一部分再试。`;
  if (status === 'pending') return '没有待审核的，都处理完了。';
  if (status === 'returned') return '没有被退回还没重填的。';
  if (state === 'unreported') return '都反馈了，没有遗漏。';
  if (state === 'never') return '每个人都用过了。';
  if (state === 'reported') return '还没有人反馈。';
  if (state === 'exempt') return '没有免打卡的人。';
  return '这里没有人。';
}

type Address = (more: PeopleQuery) => string;

/** The states to choose from. */
export function statesOf(chosen: PeopleQuery['state'], here: Address) {
  const chip = (state: PeopleQuery['state'], word: string) => {
    return { word, current: chosen === state, address: here({ state, status: undefined }) };
  };
  const all = (['unreported', 'reported', 'exempt', 'never'] as const).map((state) => chip(state, STATE_WORDS[state]));
  return [chip(undefined, '所有人'), ...(chosen === 'due' ? [chip('due', STATE_WORDS.due)] : []), ...all];
}

/** The statuses to choose from within a state. */
export function statusesOf({ state, status }: PeopleQuery, here: Address) {
  const known = state ? (STATUSES[state] ?? []) : [];
  if (known.length === 0) return [];
  const chips = known.map((each) => {
    return { word: STATUS_CHIPS[each] ?? BADGES[each].word, current: each === status, address: here({ status: each }) };
  });
  return [{ word: '不限', current: status === undefined, address: here({ status: undefined }) }, ...chips];
}
