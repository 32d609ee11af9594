import type { CivilDate } from '../../kernel/civil-date';
import { FIGURES, type Figures, UNIT, type Unit } from '../statistics';

/** How a class outside the app stands on a day. */
export interface FollowUpCount {
  class: Unit;
  /** Those exempt only by their class. */
  expected: number;
  /** How many were reached, and how many of them are abnormal; null where nothing was entered. */
  headcount: number | null;
  abnormal: number | null;
}

/** Somebody who has not reported; sent back counts as that. */
export interface Missing {
  name: string;
  returned: boolean;
}

/** Those of a class who have not reported, in the order of their numbers. */
export interface MissingOfClass {
  classCode: string;
  people: Missing[];
}

/** How a department stands on a day, as its brief tells it. */
export interface Standing {
  figures: Figures;
  followUps: FollowUpCount[];
  missing: MissingOfClass[];
}

/** Who reported a brief, and as what. */
export interface Submitter {
  personNo: string;
  name: string;
  duty: string;
}

/** A brief that was reported: frozen. */
export interface SubmittedBrief extends Standing {
  department: string;
  text: string;
  /** Empty where nothing was remarked. */
  remark: string;
  /** Milliseconds. */
  dueAt: number;
  submittedAt: number;
  submittedBy: Submitter;
  onTime: boolean;
}

/** One figure that is another one than when the brief was reported. */
export interface Change {
  field: string;
  label: string;
  before: number | null;
  after: number | null;
  /** For a class outside the app. */
  class?: Unit;
}

/** What a contact is asked about before a day is frozen. */
export interface Doubt {
  /** What was seen, to know it again. */
  key: string;
  text: string;
  /** The section of the staff's pages where it is seen to. */
  section: 'reviews' | 'follow-ups';
}

/** One department of a day. */
export interface Brief {
  department: Unit;
  /** What it says: as it stands where it is not reported yet, frozen where it is. */
  standing: Standing;
  text: string;
  submitted: SubmittedBrief | undefined;
  changes: Change[];
}

/** That a department reported a day, and whether in time. */
export interface Submission {
  date: CivilDate;
  department: string;
  /** Milliseconds. */
  submittedAt: number;
  onTime: boolean;
}

export const LONGEST_REMARK = 500;

/** The body of a submission. */
export const SUBMISSION = {
  type: 'object',
  additionalProperties: false,
  properties: {
    remark: {
      type: 'string',
      title: '备注',
      maxLength: LONGEST_REMARK,
      description: 'becomes the last lines of the text; control characters but line breaks are dropped',
    },
  },
} as const;

const DATE_TIME = { type: 'string', format: 'date-time' } as const;
const COUNT_OR_NULL = { type: ['integer', 'null'], minimum: 0 } as const;

const FOLLOW_UP = {
  type: 'object',
  description: 'a class outside the app',
  required: ['class', 'expected', 'headcount', 'abnormal'],
  properties: {
    class: UNIT,
    expected: { type: 'integer', minimum: 0 },
    headcount: { ...COUNT_OR_NULL, description: 'people reached; null where nothing was entered' },
    abnormal: COUNT_OR_NULL,
  },
} as const;

const CHANGE = {
  type: 'object',
  required: ['field', 'label', 'before', 'after'],
  properties: {
    field: {
      type: 'string',
      description: 'the name of the figure: of the row, or, beside `class`, of one of its `followUps`',
    },
    label: { type: 'string', description: 'in Chinese' },
    before: { type: ['number', 'null'], description: 'as reported' },
    after: { type: ['number', 'null'], description: 'now' },
    class: UNIT,
  },
} as const;

const SUBMITTER = {
  type: ['object', 'null'],
  required: ['personNo', 'name', 'duty'],
  properties: { personNo: { type: 'string' }, name: { type: 'string' }, duty: { type: 'string' } },
} as const;

export const BRIEF = {
  type: 'object',
  required: [
    'department',
    ...Object.keys(FIGURES),
    'followUps',
    'text',
    'remark',
    'submittedAt',
    'submittedBy',
    'onTime',
    'changes',
  ],
  properties: {
    department: UNIT,
    ...FIGURES,
    followUps: { type: 'array', items: FOLLOW_UP },
    text: {
      type: 'string',
      description: 'to paste into a chat group, with the names of the missing by class; frozen like the figures',
    },
    remark: { type: ['string', 'null'], description: 'null where nothing was remarked' },
    submittedAt: { ...DATE_TIME, type: ['string', 'null'], description: 'null until it is reported' },
    submittedBy: { ...SUBMITTER, description: 'null until it is reported' },
    onTime: {
      type: ['boolean', 'null'],
      description: 'reported at or before `dueAt`, as it was then; null until it is reported, however late it is',
    },
    changes: {
      type: 'array',
      description: 'what differs now from what was reported; empty until it is reported',
      items: CHANGE,
    },
  },
} as const;

export const BRIEFS_OF_DAY = {
  type: 'object',
  required: ['date', 'dueAt', 'text', 'departments'],
  properties: {
    date: { type: 'string', format: 'date' },
    dueAt: { ...DATE_TIME, description: "the campaign's `briefDueAt` on the day after" },
    text: {
      type: 'string',
      description: 'all of `departments` in one, with who has reported and who has not; that of the only one; or empty',
    },
    departments: { type: 'array', items: BRIEF, description: 'those of my scope with anybody on the roster that day' },
  },
} as const;
