import type { CivilDate } from '../../kernel/civil-date';
import { CALL_OUTCOMES, type Call } from '../call';
import { DAY_STATUSES, type DayStatus } from '../report';

/** A class or department; the name is the code where the roster gives none. */
export interface Unit {
  code: string;
  name: string;
}

/** The figures of a day (contract, 7): due = reported + unreported, returned are unreported. */
export interface Figures {
  due: number;
  reported: number;
  unreported: number;
  normal: number;
  pending: number;
  returned: number;
  confirmed: number;
  cleared: number;
  exempt: number;
  /** 0–1; null when none is due. */
  rate: number | null;
}

export interface FiguresRow extends Figures {
  class?: Unit;
  department: Unit;
}

export interface Statistics {
  date: CivilDate;
  total: Figures;
  rows: FiguresRow[];
}

export const UNIT = {
  type: 'object',
  required: ['code', 'name'],
  properties: { code: { type: 'string' }, name: { type: 'string' } },
} as const;

const COUNT = { type: 'integer', minimum: 0 } as const;
export const FIGURES = {
  due: COUNT,
  reported: COUNT,
  unreported: COUNT,
  normal: COUNT,
  pending: COUNT,
  returned: { ...COUNT, description: 'of the unreported: those sent back and not refilled' },
  confirmed: COUNT,
  cleared: COUNT,
  exempt: COUNT,
  rate: { type: ['number', 'null'], minimum: 0, maximum: 1 },
} as const;

export const STATISTICS = {
  type: 'object',
  required: ['date', 'total', 'rows'],
  properties: {
    date: { type: 'string', format: 'date' },
    total: { type: 'object', required: Object.keys(FIGURES), properties: FIGURES },
    rows: {
      type: 'array',
      items: {
        type: 'object',
        required: ['department', ...Object.keys(FIGURES)],
        properties: { class: UNIT, department: UNIT, ...FIGURES },
      },
    },
  },
} as const;

export const STATES = ['unreported', 'reported', 'exempt', 'never'] as const;
export type State = (typeof STATES)[number];

/** Which people of a day. */
export interface PeopleFilter {
  date: CivilDate;
  /** `due` are all of whom a report is expected. */
  state?: State | 'due';
  class?: string;
  department?: string;
  status?: DayStatus;
  /** A part of the name or number. */
  q?: string;
}

/** Somebody behind a figure. */
export interface PersonOfDay {
  studentNo: string;
  name: string;
  class: Unit;
  department: Unit;
  status: DayStatus;
  exemptReason: string | null;
  revision: number | null;
  submittedAt: string | null;
  answers: object | null;
  flags: string[] | null;
  /** The time to keep them is over: answers and flags are empty. */
  erased?: true;
  /** Of those who have not reported: the last call about that day. It reports nothing. */
  call: CallOfDay | null;
}

/** A call as a list shows it. */
export interface CallOfDay {
  outcome: Call['outcome'];
  at: string;
  by: string;
}

export const PERSON_OF_DAY = {
  type: 'object',
  required: ['studentNo', 'name', 'class', 'department', 'status'],
  properties: {
    studentNo: { type: 'string' },
    name: { type: 'string' },
    class: UNIT,
    department: UNIT,
    status: { enum: DAY_STATUSES },
    exemptReason: { type: ['string', 'null'] },
    revision: { type: ['integer', 'null'] },
    submittedAt: { type: ['string', 'null'], format: 'date-time' },
    answers: { type: ['object', 'null'], description: 'of the reported and the returned' },
    flags: { type: ['array', 'null'], items: { type: 'string' } },
    erased: { const: true, description: 'the time to keep them is over: `answers` and `flags` are empty' },
    call: {
      type: ['object', 'null'],
      description: 'of those who have not reported: the last call about that day',
      properties: {
        outcome: { enum: CALL_OUTCOMES },
        at: { type: 'string', format: 'date-time' },
        by: { type: 'string' },
      },
    },
  },
} as const;
