const CODE = { type: 'string', minLength: 1, maxLength: 64 } as const;
const COUNT = { type: 'integer', minimum: 0 } as const;

/** Whom to remind: of a day, a class, a department, or all of my scope. */
export const REMIND = {
  type: 'object',
  additionalProperties: false,
  required: ['date'],
  properties: {
    date: { type: 'string', title: '日期', format: 'date' },
    class: { ...CODE, title: '班级' },
    department: { ...CODE, title: '系部' },
  },
} as const;

/** How a reminder reaches people; `text` is sent by nobody but whoever pastes it. */
const CHANNELS = ['text'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What became of a reminder. */
export interface Reminded {
  targeted: number;
  delivered: number;
  failed: number;
  channel: Channel;
  text: string;
}

export const REMINDED = {
  type: 'object',
  required: ['targeted', 'delivered', 'failed', 'channel', 'text'],
  properties: {
    targeted: { ...COUNT, description: 'who has not reported; of a past day, who was sent back and has not refilled' },
    delivered: COUNT,
    failed: COUNT,
    channel: { enum: CHANNELS },
    text: { type: 'string', description: 'the names by class, ready to paste into a chat group' },
  },
} as const;
