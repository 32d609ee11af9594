import type { CivilDate } from '../../kernel/civil-date';
import type { IsoWeek } from '../../kernel/iso-week';
import { ASSESSED_PARTS, type AssessedPart } from '../campaign';
import { UNIT, type Unit } from '../statistics';

/** The parts of a score, in the order in which they are told. */
export const PARTS = Object.keys(ASSESSED_PARTS) as AssessedPart[];

export type Weights = Record<AssessedPart, number>;

/** One part of a score: `done` of `of`. */
export interface Share {
  /** What it weighs in this score: 0 where there is nothing to judge it by (`of` is 0). */
  weight: number;
  done: number;
  of: number;
  /** 0–1; null where `of` is 0. */
  rate: number | null;
}

/** One assessed day of a department. */
export interface DayOfRow {
  date: CivilDate;
  due: number;
  reported: number;
  /** As on the other pages: those sent back and not refilled are among them. */
  unreported: number;
  returned: number;
  /** RFC 3339; null where the brief was not submitted. */
  briefSubmittedAt: string | null;
  /** Null until the brief is due. */
  briefOnTime: boolean | null;
}

/** How a department stands in a week: its score and every number behind it. */
export interface AssessmentRow {
  /** Equal scores share a rank (1, 1, 3); null where there is no score. */
  rank: number | null;
  department: Unit;
  /** 0–100, to the hundredth; null where nobody was due all week. */
  score: number | null;
  due: number;
  reported: number;
  unreported: number;
  returned: number;
  parts: Record<AssessedPart, Share>;
  /** Flagged reports that nobody has decided and whose 24 hours still run: not judged yet. */
  reviewsOpen: number;
  days: DayOfRow[];
}

export type WeekState = 'running' | 'provisional' | 'confirmed';

/** What of a week is frozen when it is confirmed. */
export interface WeekFigures {
  weights: Weights;
  /** The days that count: those that are over. */
  days: CivilDate[];
  /** All departments, the best first. */
  rows: AssessmentRow[];
}

/** Who confirmed a week, and when (milliseconds). */
export interface Confirmation {
  personNo: string;
  name: string;
  at: number;
}

/** A week as it stands or, once confirmed, as it stood. */
export interface Assessment extends WeekFigures {
  week: IsoWeek;
  state: WeekState;
  /** The first and the last day that is assessed. */
  from: CivilDate;
  to: CivilDate;
  /** Milliseconds: from then on the week is provisional, or later confirmed. */
  provisionalAt: number;
  confirmation: Confirmation | undefined;
}

const DATE = { type: 'string', format: 'date' } as const;
const INSTANT = { type: 'string', format: 'date-time' } as const;
const INSTANT_OR_NULL = { type: ['string', 'null'], format: 'date-time' } as const;
const COUNT = { type: 'integer', minimum: 0 } as const;

const DAY = {
  type: 'object',
  required: ['date', 'due', 'reported', 'unreported', 'returned', 'briefSubmittedAt', 'briefOnTime'],
  properties: {
    date: DATE,
    due: COUNT,
    reported: COUNT,
    unreported: COUNT,
    returned: COUNT,
    briefSubmittedAt: INSTANT_OR_NULL,
    briefOnTime: { type: ['boolean', 'null'], description: 'null until the brief of that day is due' },
  },
} as const;

const SHARE = {
  type: 'object',
  required: ['weight', 'done', 'of', 'rate'],
  properties: {
    weight: { type: 'number', minimum: 0, description: 'what it weighs in this score: 0 where `of` is 0' },
    done: COUNT,
    of: COUNT,
    rate: { type: ['number', 'null'], minimum: 0, maximum: 1 },
  },
} as const;

const MEANINGS: Record<AssessedPart, string> = {
  completion: '(reported + returned) of due, summed over the days',
  fullCoverage: 'days on which nobody was missing ((reported + returned) = due), of the days with anybody due',
  briefsOnTime: 'days whose brief was submitted in time, of the days whose brief is due by now',
  reviewsInTime:
    'flagged reports of the days whose first decision came within 24 hours of their submission, of those that are decided or whose 24 hours are over',
};

const ROW = {
  type: 'object',
  required: [
    'rank',
    'department',
    'score',
    'due',
    'reported',
    'unreported',
    'returned',
    'parts',
    'reviewsOpen',
    'days',
  ],
  properties: {
    rank: { type: ['integer', 'null'], minimum: 1, description: 'among all departments; equal scores share it' },
    department: UNIT,
    score: {
      type: ['number', 'null'],
      minimum: 0,
      maximum: 100,
      description:
        '100 × the sum of weight × rate over the parts, by the sum of their weights, to the hundredth, never 100 while anything is missing; null where nobody was due',
    },
    due: COUNT,
    reported: COUNT,
    unreported: COUNT,
    returned: { ...COUNT, description: 'of the unreported: those sent back and not refilled' },
    parts: {
      type: 'object',
      required: PARTS,
      properties: Object.fromEntries(PARTS.map((part) => [part, { ...SHARE, description: MEANINGS[part] }])),
    },
    reviewsOpen: { ...COUNT, description: 'flagged reports that are undecided and within their 24 hours' },
    days: { type: 'array', items: DAY },
  },
} as const;

export const ASSESSMENT = {
  type: 'object',
  required: ['week', 'state', 'from', 'to', 'days', 'provisionalAt', 'weights', 'ranked', 'rows', 'mark'],
  properties: {
    week: { type: 'string', description: 'of ISO 8601, such as 2021-W04' },
    state: {
      enum: ['running', 'provisional', 'confirmed'],
      description: 'provisional from the time at which the brief of its last day is due; frozen once confirmed',
    },
    from: { ...DATE, description: 'its first day within the campaign that is no trial day' },
    to: DATE,
    days: { type: 'array', items: DATE, description: 'the days that count so far: those that are over' },
    provisionalAt: INSTANT,
    confirmedAt: INSTANT_OR_NULL,
    confirmedBy: {
      type: ['object', 'null'],
      required: ['personNo', 'name'],
      properties: { personNo: { type: 'string' }, name: { type: 'string' } },
    },
    weights: {
      type: 'object',
      required: PARTS,
      properties: Object.fromEntries(PARTS.map((part) => [part, { type: 'number', minimum: 0 }])),
    },
    ranked: { ...COUNT, description: 'how many departments have a rank' },
    rows: { type: 'array', items: ROW, description: 'the departments of my scope, the best first' },
    mark: { type: 'string', description: 'names the figures of all departments as they stand' },
  },
} as const;

/** The body of a confirmation. */
export const CONFIRMATION = {
  type: 'object',
  additionalProperties: false,
  properties: {
    mark: {
      type: 'string',
      maxLength: 64,
      description: 'of the figures that were looked at: refused with 409 when they are others by now',
    },
  },
} as const;
