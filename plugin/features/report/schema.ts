import type { CivilDate } from '../../kernel/civil-date';
import type { Answers } from '../form';

/** What a report of a day can be; nothing where none was sent. */
export const REPORT_STATUSES = ['normal', 'pending', 'returned', 'confirmed', 'cleared'] as const;
export type ReportStatus = (typeof REPORT_STATUSES)[number];

/** How a day stands for a student. */
export const DAY_STATUSES = ['unreported', 'exempt', ...REPORT_STATUSES] as const;
export type DayStatus = (typeof DAY_STATUSES)[number];

/** The body of a submission. What `answers` must hold is the campaign's form, checked by that day's version. */
export const SUBMISSION = {
  type: 'object',
  additionalProperties: false,
  required: ['answers'],
  properties: {
    answers: { type: 'object', description: "by the day's form" },
    formVersion: { type: 'integer', minimum: 1, description: 'refused with 409 when the day has another version' },
  },
} as const;

/** What a submission answers. */
export const RECEIPT = {
  type: 'object',
  required: ['date', 'status', 'flags', 'revision', 'submittedAt', 'receipt'],
  properties: {
    date: { type: 'string', format: 'date' },
    status: { enum: ['normal', 'pending'] },
    flags: { type: 'array', items: { type: 'string' } },
    revision: { type: 'integer', minimum: 1 },
    submittedAt: { type: 'string', format: 'date-time' },
    receipt: { type: 'string' },
  },
} as const;

/** One submission as it is kept. */
export interface Revision {
  revision: number;
  formVersion: number;
  status: ReportStatus;
  answers: Answers;
  flags: string[];
  receipt: string;
  /** Milliseconds. */
  submittedAt: number;
  /** Its time is over: answers and flags are gone. */
  erased?: true;
}

/** A report as it stands. */
export interface Report {
  campaignId: number;
  date: CivilDate;
  personNo: string;
  status: ReportStatus;
  revision: number;
  /** How many reviews there were; with the revision it names one state of the report. */
  decisions: number;
  submittedAt: number;
}
