import type { CivilDate } from '../../kernel/civil-date';

/** How a call went: reached, will report, cannot report, nobody answered. */
export const CALL_OUTCOMES = ['reached', 'promised', 'unable', 'unanswered'] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** What each outcome is called. */
export const OUTCOME_WORDS: Record<CallOutcome, string> = {
  reached: '已接通',
  promised: '答应反馈',
  unable: '不能反馈',
  unanswered: '没接通',
};

export const NOTE_LENGTH = 200;

/** A call about a day, without what was written about it. It never makes a day reported. */
export interface Call {
  personNo: string;
  date: CivilDate;
  /** Milliseconds. */
  at: number;
  outcome: CallOutcome;
  by: { personNo: string; name: string; duty: string };
}

/** The same with its note. */
export interface NotedCall extends Call {
  note: string;
}
