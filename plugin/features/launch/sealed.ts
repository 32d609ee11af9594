import type { SealedColumn } from '../../kernel/sealed-column';
import { contextOf } from './yiban/accounts';

/** How long a right that has run out is kept: it is of no use to anybody. */
const KEPT_DAYS = 1;

/** The rights that people gave when they came in from 易班. */
export const SEALED: readonly SealedColumn[] = [
  {
    table: 'checkin_yiban_account',
    column: 'sealed',
    word: '易班的授权',
    key: ['person_no'],
    context: ({ person_no }) => contextOf(String(person_no)),
    keeping: {
      for: 'days',
      days: KEPT_DAYS,
      expired: (rows, { instant }) => void rows.where('expires_at', '<', instant),
    },
  },
];
