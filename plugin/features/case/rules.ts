import equal from 'fast-deep-equal';
import { invalid, Problem } from '../../kernel/problem';
import type { AddNote, Case, CaseEntry, CloseCase, EntryKind, Outcome, Said, Step } from './schema';

export const STEP_WORDS: Record<Step, string> = {
  hospital: '送医',
  isolation: '隔离',
  home: '居家观察',
  better: '好转',
  recovered: '康复',
};

export const OUTCOME_WORDS: Record<Outcome, string> = {
  recovered: '已康复',
  harmless: '排除异常',
  other: '其他',
  withdrawn: '核实已撤回',
};

/** Refuses a note that says nothing: 422. */
export function demandWords({ note, step }: AddNote): void {
  if (!note?.trim() && !step) throw invalid([{ pointer: '/note', message: '请写今天的情况，或选一项去向' }]);
}

/** Refuses another end than the known ones without a word of which: 422. */
export function demandReason({ outcome, note }: CloseCase): void {
  if (outcome === 'other' && !note?.trim())
    throw invalid([{ pointer: '/note', message: '选“其他”时请写明结果，如已转学、转交医院' }]);
}

/** Refuses to write in a case that is closed, to close it again, or to take up one that is open: 409. */
export function demandState({ isOpen }: Case, wanted: 'open' | 'closed'): void {
  if (isOpen === (wanted === 'open')) return;
  const detail = isOpen ? '这个跟进还没有结束' : '这个跟进已经结束；情况有变，请先重新跟进';
  throw new Problem('conflict', { detail });
}

type Written = Pick<CaseEntry, 'kind' | 'day' | 'by'> & Said;

/** True for what the same person has just written in the same words: a form that was sent twice. */
export function isSentTwice(last: CaseEntry | undefined, next: Written): boolean {
  const words = ({ kind, day, note, step, outcome, by }: Written) => [kind, day, note, step, outcome, by.personNo];
  return last !== undefined && equal(words(last), words(next));
}

/** What belongs to the click on 核实 alone. */
const OF_THE_CLICK: readonly EntryKind[] = ['report', 'review', 'withdraw'];

/** True for a case that nobody has written in, and no other report has joined: it goes when its confirmation is taken back. */
export function isUntouched(entries: readonly Pick<CaseEntry, 'kind' | 'day'>[], day: string): boolean {
  return entries.every((entry) => OF_THE_CLICK.includes(entry.kind) && entry.day === day);
}

/** The days whose confirmed reports belong to a case. */
export function reportDays(entries: readonly Pick<CaseEntry, 'kind' | 'day'>[]): string[] {
  return [...new Set(entries.filter(({ kind }) => kind === 'report').map(({ day }) => day))].sort();
}

/** The step that was noted last, and the outcome of a case that is closed. */
export function standingOf({ isOpen }: Pick<Case, 'isOpen'>, entries: readonly CaseEntry[]) {
  const step = entries.filter((entry) => entry.step !== undefined).at(-1)?.step ?? null;
  const outcome = entries.filter((entry) => entry.outcome !== undefined).at(-1)?.outcome ?? null;
  return { step, outcome: isOpen ? null : outcome };
}
