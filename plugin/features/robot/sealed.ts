import { DEFAULT_KEPT_DAYS, type SealedColumn } from '../../kernel/sealed-column';
import type { Target } from './schema';
import { robotContext, textContext } from './store';

/** How robots are reached, and what they say. */
export const SEALED: readonly SealedColumn[] = [
  {
    table: 'checkin_robot',
    column: 'sealed',
    word: '群机器人的地址',
    key: ['target_kind', 'target_code'],
    context: ({ target_kind, target_code }) =>
      robotContext({ kind: String(target_kind) as Target['kind'], code: String(target_code) }),
    keeping: { for: 'its own time', because: 'it is about nobody, and is there until somebody takes it away' },
  },
  {
    table: 'checkin_robot_message',
    column: 'sealed',
    word: '群机器人的消息',
    key: ['id'],
    context: ({ id }) => textContext(String(id)),
    keeping: {
      for: 'days',
      days: DEFAULT_KEPT_DAYS,
      expired: (rows, { instant }) => void rows.where('created_at', '<', instant),
    },
  },
];
