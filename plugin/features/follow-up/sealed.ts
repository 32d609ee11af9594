import { byDay, type SealedColumn } from '../../kernel/sealed-column';
import { ERASED } from '../../kernel/words';
import type { Entered } from './schema';
import { contextOf } from './store';

/** What class teachers find outside the app. */
export const SEALED: readonly SealedColumn[] = [
  {
    table: 'checkin_follow_up',
    column: 'sealed',
    word: '线下跟进',
    key: ['campaign_id', 'day', 'class_code', 'revision'],
    context: ({ campaign_id, day, class_code, revision }) =>
      contextOf(
        { campaignId: Number(campaign_id), date: String(day), classCode: String(class_code) },
        Number(revision),
      ),
    keeping: byDay,
    remainder: (opened) => withoutNames(opened as Entered),
  },
];

/** How many were reached and how many were abnormal are figures, and stay; who, and what was written, does not. */
function withoutNames({ headcount, abnormal, note }: Entered): Entered {
  return {
    headcount,
    abnormal: abnormal.map(() => ({ studentNo: ERASED, note: '' })),
    note: note === '' ? '' : ERASED,
  };
}
