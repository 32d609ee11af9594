import type { CivilDate } from '../kernel/civil-date';

/** A class teacher enters how a class outside the app is on a day. */
export interface FollowUpEvent {
  kind: 'follow-up';
  /** Milliseconds since the epoch. */
  at: number;
  staffNo: string;
  classCode: string;
  date: CivilDate;
  headcount: number;
  abnormal: { studentNo: string; note: string }[];
  note: string;
}

interface AboutStudent {
  at: number;
  staffNo: string;
  studentNo: string;
  note: string;
}

type Step = 'hospital' | 'home' | 'better';

/** Somebody outside the app was found abnormal on a day, and is looked after from then on. */
export interface FoundEvent extends AboutStudent {
  kind: 'found';
  date: CivilDate;
  step?: Step;
}

/** A note about a student who is looked after. */
export interface NoteEvent extends AboutStudent {
  kind: 'note';
  step?: Step;
}

/** The end of looking after a student. */
export interface CloseEvent extends AboutStudent {
  kind: 'close';
  outcome: 'recovered';
}

/** What teachers do beside the reports. */
export type CareEvent = FollowUpEvent | FoundEvent | NoteEvent | CloseEvent;
