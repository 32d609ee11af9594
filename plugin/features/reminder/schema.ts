const CODE = { type: 'string', minLength: 1, maxLength: 64 } as const;
const COUNT = { type: 'integer', minimum: 0 } as const;
const TEXT = { type: 'string' } as const;

/** How a reminder reaches people; `text` is sent by nobody but whoever pastes it. */
export const CHANNELS = ['host', 'robot', 'text'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Whom to remind: of a day, a class, a department, or all of my scope. */
export const REMIND = {
  type: 'object',
  additionalProperties: false,
  required: ['date'],
  properties: {
    date: { type: 'string', title: '日期', format: 'date' },
    class: { ...CODE, title: '班级' },
    department: { ...CODE, title: '系部' },
    channel: { enum: CHANNELS, title: '方式', description: 'the best that there is, if left out' },
  },
} as const;

/** Somebody who was left in peace. */
export interface Skipped {
  studentNo: string;
  name: string;
  /** RFC 3339. */
  remindedAt: string;
  timesToday: number;
}

/** What became of a reminder: targeted = delivered + failed + skipped, unless it is a text. */
export interface Reminded {
  targeted: number;
  delivered: number;
  failed: number;
  skipped: number;
  skippedPeople: Skipped[];
  channel: Channel;
  text: string;
  trouble: string | null;
}

/** Of the skipped so many are named. */
export const SKIPPED_NAMED = 200;

export const REMINDED = {
  type: 'object',
  required: ['targeted', 'delivered', 'failed', 'skipped', 'skippedPeople', 'channel', 'text', 'trouble'],
  properties: {
    targeted: { ...COUNT, description: 'who has not reported; of a past day, who was sent back and has not refilled' },
    delivered: COUNT,
    failed: COUNT,
    skipped: { ...COUNT, description: 'reminded within the last hour, or five times today already' },
    skippedPeople: {
      type: 'array',
      maxItems: SKIPPED_NAMED,
      items: {
        type: 'object',
        required: ['studentNo', 'name', 'remindedAt', 'timesToday'],
        properties: {
          studentNo: TEXT,
          name: TEXT,
          remindedAt: { type: 'string', format: 'date-time' },
          timesToday: COUNT,
        },
      },
    },
    channel: { enum: CHANNELS },
    text: { type: 'string', description: 'the names by class, ready to paste into a chat group' },
    trouble: { type: ['string', 'null'], description: 'why some were not reached, in Chinese' },
  },
} as const;
