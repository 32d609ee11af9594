import type { SealedColumn } from '../../kernel/sealed-column';
import { contextOf } from './store';

/** The private halves of the module's own keys. */
export const SEALED: readonly SealedColumn[] = [
  {
    table: 'checkin_module_key',
    column: 'sealed',
    word: '模块自己的密钥',
    key: ['sequence'],
    context: ({ sequence }) => contextOf(Number(sequence)),
    keeping: { for: 'its own time', because: 'it is about nobody, and is renewed and deleted by its own job' },
  },
];
