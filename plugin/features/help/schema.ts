import { RECEIPT_PATTERN } from '../../kernel/receipt';
import type { Shape } from '../../kernel/schema-type';

/** What the notice says comes up, and anything else. */
export const QUESTIONS = ['location', 'open', 'identity', 'other'] as const;
export type Question = (typeof QUESTIONS)[number];

/** What somebody tells the help desk. Which of it a question needs is a rule (`rules.ts`). */
export const HELP_REQUEST = {
  type: 'object',
  required: ['question'],
  properties: {
    question: { enum: QUESTIONS, title: '遇到的问题' },
    phoneModel: { type: 'string', title: '手机型号', maxLength: 80 },
    system: { type: 'string', title: '系统版本', maxLength: 80 },
    words: { type: 'string', title: '说明', maxLength: 1000 },
    telephone: { type: 'string', title: '联系电话', maxLength: 32, pattern: '^\\+?[0-9][0-9 ()-]{4,}$' },
    name: { type: 'string', title: '姓名', maxLength: 64 },
    number: { type: 'string', title: '学号或工号', maxLength: 32 },
    checks: { type: 'string', title: '自检结果', maxLength: 1000 },
    receipt: { type: 'string', pattern: RECEIPT_PATTERN, description: 'of the page: sending twice is one request' },
  },
} as const;
type Asked = Shape<typeof HELP_REQUEST>;

/** A request without the number of the page that it was written on. */
export type HelpRequest = Omit<Asked, 'receipt'>;

/** A field of the form. */
export type HelpField = Exclude<keyof Asked, 'question' | 'receipt'>;

/** A request as it is kept. */
export interface KeptRequest {
  request: HelpRequest;
  receipt: string;
  /** Milliseconds. */
  sentAt: number;
  /** Who was signed in; nobody where the name and the number are only what was typed. */
  personNo: string | undefined;
  state: 'open' | 'settled';
  /** What the help desk wrote when it settled the request, also of one that was opened again. */
  note: string;
  settledBy: string | undefined;
  settledAt: number | undefined;
}
