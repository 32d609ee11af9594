import equal from 'fast-deep-equal';
import { invalid, type Pointed, Problem } from '../../kernel/problem';
import { type Audience, conditionsOf, type Standing } from '../campaign';
import type { ClassOfDay, Entered, FollowUpBody } from './schema';

/** True for whom the class teacher has to reach: exempt by the class, and by nothing else such as 休学 (contract, 4). */
export function isExpected(standing: Standing, exclude: Audience['exclude']): boolean {
  const matching = exclude
    .map(conditionsOf)
    .filter((conditions) => conditions.every(([fact, wanted]) => standing[fact] === wanted));
  return matching.length > 0 && matching.every((conditions) => conditions.every(([fact]) => fact === 'classCode'));
}

/** True where somebody has to be reached and nobody has said a word. */
export function isMissing({ expected }: ClassOfDay, revision: number | undefined): boolean {
  return revision === undefined && expected > 0;
}

/** What a body enters, in one form. */
export function readEntered({ headcount, abnormal = [], note = '' }: FollowUpBody): Entered {
  const people = abnormal.map((each) => ({ studentNo: each.studentNo.trim(), note: each.note?.trim() ?? '' }));
  return { headcount, abnormal: people, note: note.trim() };
}

/** Refuses with 422 more people than there are, and whoever is not of the class on that day or comes twice. */
export function demandPossible(entered: Entered, expected: number, members: ReadonlySet<string>): void {
  const errors: Pointed[] = [];
  if (entered.headcount > expected)
    errors.push({ pointer: '/headcount', message: `已了解的人数不能多于应了解的 ${expected} 人` });
  const seen = new Set<string>();
  for (const [index, { studentNo }] of entered.abnormal.entries()) {
    const pointer = `/abnormal/${index}/studentNo`;
    if (!members.has(studentNo)) errors.push({ pointer, message: `${studentNo} 这一天不在这个班` });
    else if (seen.has(studentNo)) errors.push({ pointer, message: `${studentNo} 填了两次` });
    seen.add(studentNo);
  }
  if (errors.length > 0) throw invalid(errors);
}

/** True when both say the same, in whatever order. */
export function saysTheSame(one: Entered, other: Entered): boolean {
  const inOrder = ({ headcount, abnormal, note }: Entered) => {
    const people = abnormal.map(({ studentNo, note: word }) => ({ studentNo, word }));
    return { headcount, note, people: people.sort((a, b) => (a.studentNo < b.studentNo ? -1 : 1)) };
  };
  return equal(inOrder(one), inOrder(other));
}

/** Refuses with 409 what was written upon an entry that is no longer the last one. */
export function demandCurrent(seen: number | undefined, current: number, by: string | undefined): void {
  if (seen !== undefined && seen !== current)
    throw new Problem('conflict', { detail: `${by ?? '别人'}刚刚填过，请看最新内容再提交` });
}
