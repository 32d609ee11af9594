import { DEFAULT_KEPT_DAYS, type SealedColumn } from '../../kernel/sealed-column';
import { contactContext } from './rows';
import { chunkContext } from './upload/read-model';

/**
 * Telephone numbers, in the roster and in an import that waits: of a student who has left they are kept as long as what has
 * no campaign. And the files of an upload, which hold the same.
 */
export const SEALED: readonly SealedColumn[] = [
  {
    table: 'checkin_contact',
    column: 'sealed',
    word: '联系电话',
    key: ['person_no'],
    context: ({ person_no }) => contactContext(String(person_no)),
    keeping: {
      for: 'days',
      days: DEFAULT_KEPT_DAYS,
      expired: (rows, { day }) =>
        void rows.whereNotExists(
          (enrolments) =>
            void enrolments
              .from('checkin_enrolment as e')
              .whereRaw('e.person_no = checkin_contact.person_no')
              .where('e.until_day', '>', day),
        ),
    },
  },
  {
    table: 'checkin_roster_row',
    column: 'sealed',
    word: '正在导入的联系电话',
    key: ['import_id', 'seq'],
    also: ['person_no'],
    context: ({ person_no }) => contactContext(String(person_no)),
    keeping: { for: 'its own time', because: 'the rows of an import go when it ends' },
  },
  {
    table: 'checkin_roster_chunk',
    column: 'sealed',
    word: '上传的名单文件',
    key: ['import_id', 'file_no', 'chunk_no'],
    context: ({ import_id, file_no, chunk_no }) => chunkContext(String(import_id), Number(file_no), Number(chunk_no)),
    bytes: true,
    keeping: { for: 'its own time', because: 'a file goes when it is written, refused or given up, and after a day' },
  },
];
