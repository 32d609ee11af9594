import { DEFAULT_KEPT_DAYS, type SealedColumn } from '../../kernel/sealed-column';
import { contactContext } from './rows';

/** Telephone numbers, in the roster and in an import that waits: of a student who has left they are kept as long as what has no campaign. */
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
];
