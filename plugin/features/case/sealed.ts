import type { SealedColumn } from '../../kernel/sealed-column';
import { contextOf } from './store';

/** What is written in a case. */
export const SEALED: readonly SealedColumn[] = [
  {
    table: 'checkin_case_entry',
    column: 'sealed',
    word: '异常跟进记录',
    key: ['case_id', 'sequence'],
    context: ({ case_id, sequence }) => contextOf(Number(case_id), Number(sequence)),
    keeping: {
      for: 'campaign',
      expired: (rows, { campaignId, day }) =>
        void rows
          .where('day', '<', day)
          .whereIn(
            'case_id',
            (cases) => void cases.select('id').from('checkin_case').where({ campaign_id: campaignId }),
          ),
    },
  },
];
