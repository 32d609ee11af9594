import type { CivilDate } from '../../kernel/civil-date';
import type { Shape } from '../../kernel/schema-type';
import { DAY_STATUSES } from '../report';

const DATE = { type: 'string', format: 'date' } as const;
const TEXT = { type: 'string' } as const;
const AT = { type: 'string', format: 'date-time' } as const;
const UNIT = { type: 'object', required: ['code', 'name'], properties: { code: TEXT, name: TEXT } } as const;
const NOTE = { type: 'string', title: '说明', maxLength: 500 } as const;

/** What is being done for somebody: sent to hospital, isolated, watched at home, getting better, well again. */
export const STEPS = ['hospital', 'isolation', 'home', 'better', 'recovered'] as const;
export type Step = (typeof STEPS)[number];

/** How a case ends. */
export const OUTCOMES = ['recovered', 'harmless', 'other'] as const;
/** A case that came of a click which was taken back ends as such, by itself. */
export type Outcome = (typeof OUTCOMES)[number] | 'withdrawn';

/** What an entry is: a report joins, something was found by hand, a review changed, and what people write. */
export const ENTRY_KINDS = ['report', 'found', 'review', 'note', 'close', 'reopen', 'withdraw'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** The body that opens a case by hand. */
export const OPEN_CASE = {
  type: 'object',
  additionalProperties: false,
  required: ['studentNo', 'note'],
  properties: {
    studentNo: { type: 'string', title: '学号', minLength: 1, maxLength: 32 },
    date: { ...DATE, title: '日期', description: "the day of the finding: today, or the campaign's last, if left out" },
    step: { enum: STEPS, title: '去向' },
    note: { ...NOTE, minLength: 1, pattern: '\\S' },
  },
} as const;
export type OpenCase = Shape<typeof OPEN_CASE>;

/** The body of a note: what was found, or a step, or both. */
export const ADD_NOTE = {
  type: 'object',
  additionalProperties: false,
  properties: { note: NOTE, step: { enum: STEPS, title: '去向' } },
} as const;
export type AddNote = Shape<typeof ADD_NOTE>;

/** The body that closes a case. */
export const CLOSE_CASE = {
  type: 'object',
  additionalProperties: false,
  required: ['outcome'],
  properties: { outcome: { enum: OUTCOMES, title: '结果' }, note: { ...NOTE, description: 'needed for `other`' } },
} as const;
export type CloseCase = Shape<typeof CLOSE_CASE>;

/** The body that takes a closed case up again. */
export const REOPEN_CASE = { type: 'object', additionalProperties: false, properties: { note: NOTE } } as const;
export type ReopenCase = Shape<typeof REOPEN_CASE>;

/** What of an entry is sealed. */
export interface Said {
  note: string;
  step?: Step;
  outcome?: Outcome;
  /** What became of a report that had joined. */
  decision?: string;
}

/** One entry as it is kept. */
export interface CaseEntry extends Said {
  sequence: number;
  kind: EntryKind;
  /** The day of the report or finding; of anything else, the day on which it was written. */
  day: CivilDate;
  by: { personNo: string; name: string; duty: string };
  /** Milliseconds. */
  at: number;
}

/** A case as it stands. Instants in milliseconds. */
export interface Case {
  id: number;
  campaignId: number;
  personNo: string;
  isOpen: boolean;
  /** The day of the first report or finding. */
  fromDay: CivilDate;
  /** How many entries it has. */
  entries: number;
  openedAt: number;
  /** When somebody last wrote a note. */
  notedAt: number | null;
  closedAt: number | null;
}

const BY = {
  type: 'object',
  required: ['personNo', 'name', 'duty'],
  properties: { personNo: TEXT, name: TEXT, duty: TEXT },
} as const;

const FACTS = {
  id: { type: 'integer' },
  studentNo: TEXT,
  name: TEXT,
  class: { ...UNIT, description: 'where the student is today' },
  department: UNIT,
  state: { enum: ['open', 'closed'] },
  since: { ...DATE, description: 'the day of the first report or finding' },
  openedAt: AT,
  notedAt: { type: ['string', 'null'], format: 'date-time', description: 'the last note' },
  closedAt: { type: ['string', 'null'], format: 'date-time' },
  step: { enum: [...STEPS, null], description: 'the last step that was noted' },
  outcome: { enum: [...OUTCOMES, 'withdrawn', null], description: '`withdrawn`: the confirmation was taken back' },
  reports: { type: 'array', items: DATE, description: 'the days whose confirmed reports belong to it' },
} as const;

/** A case in a list. */
export const CASE_ITEM = { type: 'object', required: Object.keys(FACTS), properties: FACTS } as const;

const ENTRY = {
  type: 'object',
  required: ['sequence', 'kind', 'date', 'note', 'step', 'outcome', 'decision', 'by', 'at'],
  properties: {
    sequence: { type: 'integer' },
    kind: { enum: ENTRY_KINDS },
    date: DATE,
    note: TEXT,
    step: FACTS.step,
    outcome: FACTS.outcome,
    decision: { type: ['string', 'null'], description: 'what became of a report that had joined' },
    by: BY,
    at: AT,
  },
} as const;

const DAY = {
  type: 'object',
  required: ['date', 'status', 'flags', 'answers', 'submittedAt', 'reviews'],
  properties: {
    date: DATE,
    status: { enum: DAY_STATUSES },
    flags: { type: 'array', items: TEXT },
    answers: { type: 'object' },
    submittedAt: AT,
    reviews: { type: 'array', items: { type: 'object' } },
  },
} as const;

const FINDING = {
  type: 'object',
  required: ['date', 'note', 'by', 'at'],
  properties: { date: DATE, note: TEXT, by: BY, at: AT },
} as const;

/** A case with its whole story. */
export const CASE = {
  type: 'object',
  required: [...Object.keys(FACTS), 'entries', 'days', 'findings'],
  properties: {
    ...FACTS,
    entries: { type: 'array', items: ENTRY, description: 'what was done and written, in order' },
    days: { type: 'array', items: DAY, description: "the student's reports while it was open, as far as I may see" },
    findings: { type: 'array', items: FINDING, description: 'what was entered about the student outside the app' },
  },
} as const;
