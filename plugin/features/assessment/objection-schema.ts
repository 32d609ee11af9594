import { UNIT } from '../statistics';

const TEXT = { type: 'string', minLength: 1, maxLength: 1000, pattern: '\\S' } as const;

/** The body of an objection. */
export const OBJECTION = {
  type: 'object',
  additionalProperties: false,
  required: ['department', 'text'],
  properties: {
    department: { type: 'string', title: '系部', minLength: 1, maxLength: 64 },
    text: { ...TEXT, title: '异议' },
  },
} as const;

/** The body of an answer. */
export const ANSWER = {
  type: 'object',
  additionalProperties: false,
  required: ['text'],
  properties: { text: { ...TEXT, title: '答复' } },
} as const;

/** Somebody who wrote something, and when (milliseconds). */
export interface Written {
  text: string;
  by: { personNo: string; name: string };
  at: number;
}

/** What a department has against a week's figures. */
export interface Objection extends Written {
  id: number;
  department: string;
  answer: Written | undefined;
}

const WRITTEN = {
  text: { type: 'string' },
  at: { type: 'string', format: 'date-time' },
  by: {
    type: 'object',
    required: ['personNo', 'name'],
    properties: { personNo: { type: 'string' }, name: { type: 'string' } },
  },
} as const;

export const OBJECTION_SHOWN = {
  type: 'object',
  required: ['id', 'department', 'text', 'at', 'by', 'answer'],
  properties: {
    id: { type: 'integer' },
    department: UNIT,
    ...WRITTEN,
    answer: { type: ['object', 'null'], required: ['text', 'at', 'by'], properties: WRITTEN },
  },
} as const;

export const OBJECTIONS = {
  type: 'object',
  required: ['items', 'nextCursor'],
  properties: { items: { type: 'array', items: OBJECTION_SHOWN }, nextCursor: { type: ['string', 'null'] } },
} as const;
