import type { CivilDate } from '../../kernel/civil-date';
import type { Shape } from '../../kernel/schema-type';

const DATE = { type: 'string', format: 'date' } as const;
const TEXT = { type: 'string' } as const;
const UNIT = { type: 'object', required: ['code', 'name'], properties: { code: TEXT, name: TEXT } } as const;
const NOTE = { type: 'string', maxLength: 500 } as const;

/** The body of an entry (contract, 4): how many people of the class were reached that day, and who of it is abnormal. */
export const FOLLOW_UP = {
  type: 'object',
  additionalProperties: false,
  required: ['headcount'],
  properties: {
    headcount: {
      type: 'integer',
      title: '已了解的人数',
      minimum: 0,
      description: 'people reached; `expected` at most',
    },
    abnormal: {
      type: 'array',
      title: '异常的学生',
      maxItems: 300,
      description: 'none, if left out',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['studentNo'],
        properties: {
          studentNo: { type: 'string', title: '学号', minLength: 1, maxLength: 32 },
          note: { ...NOTE, title: '情况' },
        },
      },
    },
    note: { ...NOTE, title: '备注' },
    revision: {
      type: 'integer',
      title: '版本',
      minimum: 0,
      description: 'the revision that was looked at, 0 for none; refused with 409 when it is not current',
    },
  },
} as const;
export type FollowUpBody = Shape<typeof FOLLOW_UP>;

/** What is entered, in one form: nothing left out, no blanks around. */
export interface Entered {
  headcount: number;
  abnormal: { studentNo: string; note: string }[];
  note: string;
}

/** One entry as it is kept. */
export interface FollowUp extends Entered {
  revision: number;
  by: { personNo: string; name: string; duty: string };
  /** Milliseconds. */
  at: number;
}

/** Which class on which day. */
export interface FollowUpKey {
  campaignId: number;
  date: CivilDate;
  classCode: string;
}

/** A class that is followed up outside the app, as it stands on a day. */
export interface ClassOfDay {
  date: CivilDate;
  classCode: string;
  departmentCode: string;
  /** Those who are exempt only by their class. */
  expected: number;
}

const BY = {
  type: ['object', 'null'],
  required: ['personNo', 'name', 'duty'],
  properties: { personNo: TEXT, name: TEXT, duty: TEXT },
} as const;

const SAID = {
  headcount: { type: ['integer', 'null'], description: 'null while nothing was entered' },
  abnormal: {
    type: 'array',
    items: {
      type: 'object',
      required: ['studentNo', 'name', 'note'],
      properties: { studentNo: TEXT, name: TEXT, note: TEXT },
    },
  },
  note: TEXT,
  revision: { type: 'integer', minimum: 0, description: '0 while nothing was entered' },
  updatedAt: { type: ['string', 'null'], format: 'date-time' },
  updatedBy: BY,
} as const;

/** A class on a day, with the entry that holds. */
export const FOLLOW_UP_OF_DAY = {
  type: 'object',
  required: ['date', 'class', 'department', 'expected', ...Object.keys(SAID)],
  properties: { date: DATE, class: UNIT, department: UNIT, expected: { type: 'integer', minimum: 0 }, ...SAID },
} as const;

/** Every entry about a class on a day, the first one first. */
export const FOLLOW_UP_HISTORY = {
  type: 'object',
  required: ['date', 'class', 'department', 'expected', 'revisions'],
  properties: {
    date: DATE,
    class: UNIT,
    department: UNIT,
    expected: { type: 'integer' },
    revisions: { type: 'array', items: { type: 'object', required: Object.keys(SAID), properties: SAID } },
  },
} as const;
