import { byDay, type SealedColumn } from '../../kernel/sealed-column';
import { noteContext } from './store';

/** What is noted of a telephone call. */
export const SEALED: readonly SealedColumn[] = [
  {
    table: 'checkin_call',
    column: 'note',
    word: '电话联系记录',
    key: ['id'],
    context: ({ id }) => noteContext(String(id)),
    keeping: byDay,
  },
];
