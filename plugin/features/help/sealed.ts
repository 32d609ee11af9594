import { DEFAULT_KEPT_DAYS, type Keeping, type SealedColumn } from '../../kernel/sealed-column';
import { helpContext } from './store';

const COMMON = { table: 'checkin_help_request', key: ['receipt'] } as const;

const keeping: Keeping = {
  for: 'days',
  days: DEFAULT_KEPT_DAYS,
  expired: (rows, { instant }) => void rows.where('sent_at', '<', instant),
};

/** What is sent to the help desk, and what it notes. */
export const SEALED: readonly SealedColumn[] = [
  {
    ...COMMON,
    column: 'sealed',
    word: '帮助台求助',
    context: ({ receipt }) => helpContext(String(receipt), 'request'),
    keeping,
  },
  {
    ...COMMON,
    column: 'note',
    word: '求助的处理说明',
    context: ({ receipt }) => helpContext(String(receipt), 'note'),
    keeping,
  },
];
