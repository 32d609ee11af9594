import { byDay, type SealedColumn } from '../../kernel/sealed-column';
import { ERASED } from '../../kernel/words';
import { contextOf, type Sealed } from './store';

/** The names and the words of a brief. */
export const SEALED: readonly SealedColumn[] = [
  {
    table: 'checkin_brief',
    column: 'sealed',
    word: '日报里的名单和备注',
    key: ['campaign_id', 'day', 'department_code'],
    context: ({ campaign_id, day, department_code }) =>
      contextOf({ campaignId: Number(campaign_id), date: String(day), department: String(department_code) }),
    keeping: byDay,
    remainder: (opened) => withoutNames(opened as Sealed),
  },
];

/** The counts of the classes outside the app are figures, and stay. */
function withoutNames({ followUps, remark }: Sealed): Sealed {
  return { text: ERASED, remark: remark === '' ? '' : ERASED, missing: [], followUps };
}
