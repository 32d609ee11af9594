import type { Shape } from '../../kernel/schema-type';

export const DECISIONS = ['return', 'confirm', 'clear', 'reopen'] as const;
export type Decision = (typeof DECISIONS)[number];

/** The body of a decision on one report or many. */
export const DECIDE = {
  type: 'object',
  additionalProperties: false,
  required: ['decision', 'reports'],
  properties: {
    decision: { enum: DECISIONS, title: '处理方式' },
    note: { type: 'string', title: '说明', maxLength: 500, description: 'needed to return a report' },
    reports: {
      type: 'array',
      title: '要处理的反馈',
      minItems: 1,
      maxItems: 200,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['studentNo', 'date'],
        properties: {
          studentNo: { type: 'string', title: '学号', minLength: 1, maxLength: 32 },
          date: { type: 'string', title: '日期', format: 'date' },
          revision: {
            type: 'integer',
            title: '版本',
            minimum: 1,
            description: 'refused with 409 when it is not current',
          },
        },
      },
    },
  },
} as const;
export type Decide = Shape<typeof DECIDE>;

/** One decision as it is kept. */
export interface Review {
  sequence: number;
  /** The revision that was looked at. */
  revision: number;
  decision: Decision;
  fromStatus: string;
  toStatus: string;
  note: string;
  reviewer: { personNo: string; name: string; duty: string };
  /** Milliseconds. */
  decidedAt: number;
}
