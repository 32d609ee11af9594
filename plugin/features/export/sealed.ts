import type { SealedColumn } from '../../kernel/sealed-column';
import { chunkContext } from './sheet/chunks';

/** Finished files. */
export const SEALED: readonly SealedColumn[] = [
  {
    table: 'checkin_export_chunk',
    column: 'sealed',
    word: '导出的文件',
    key: ['export_id', 'sequence'],
    context: ({ export_id, sequence }) => chunkContext(String(export_id), Number(sequence)),
    bytes: true,
    keeping: {
      for: 'its own time',
      because: 'a file expires a week after it was made, and sooner with the days in it',
    },
  },
];
