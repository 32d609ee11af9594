import type { CivilDate } from '../kernel/civil-date';
import { needsReview, type TrialAnswers } from './answers';

/** A student sends a day's report. */
export interface SubmitEvent {
  kind: 'submit';
  /** Milliseconds since the epoch. */
  at: number;
  studentNo: string;
  date: CivilDate;
  answers: TrialAnswers;
}

/** A member of staff decides a report that waits, or sends one back. */
export interface DecideEvent {
  kind: 'decide';
  at: number;
  staffNo: string;
  decision: 'confirm' | 'clear' | 'return';
  note: string;
  studentNo: string;
  date: CivilDate;
}

/** A department's contact reports a day. */
export interface BriefEvent {
  kind: 'brief';
  at: number;
  staffNo: string;
  department: string;
  date: CivilDate;
  remark: string;
}

/** What happened in the made-up days, one thing at a time. */
export type TrialEvent = SubmitEvent | DecideEvent;

/** How a report stands. */
export type Standing = 'normal' | 'pending' | 'returned' | 'confirmed' | 'cleared';

/** A report after all events: how it stands and when it was last sent. */
export interface StandingReport {
  studentNo: string;
  date: CivilDate;
  status: Standing;
  submittedAt: number;
}

const AFTER = { confirm: 'confirmed', clear: 'cleared', return: 'returned' } as const;

/** The same place in a list for the same student and day, whoever asks. */
export function reportKey(studentNo: string, date: CivilDate): string {
  return `${studentNo}/${date}`;
}

/** Plays events, which are in order of time, and answers each report as it stands at the end, by {@link reportKey}. */
export function standingAfter(events: readonly TrialEvent[]): Map<string, StandingReport> {
  const reports = new Map<string, StandingReport>();
  for (const event of events) {
    const { studentNo, date } = event;
    const key = reportKey(studentNo, date);
    if (event.kind === 'submit') {
      const status = needsReview(event.answers) ? 'pending' : 'normal';
      reports.set(key, { studentNo, date, status, submittedAt: event.at });
    } else {
      const report = reports.get(key);
      if (report) reports.set(key, { ...report, status: AFTER[event.decision] });
    }
  }
  return reports;
}
