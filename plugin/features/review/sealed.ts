import { byDay, type SealedColumn } from '../../kernel/sealed-column';
import { noteContext } from './store';

/** What reviewers write. */
export const SEALED: readonly SealedColumn[] = [
  {
    table: 'checkin_review',
    column: 'note',
    word: '审核说明',
    key: ['campaign_id', 'day', 'person_no', 'sequence'],
    context: ({ campaign_id, day, person_no, sequence }) =>
      noteContext(
        { campaignId: Number(campaign_id), date: String(day), personNo: String(person_no) },
        Number(sequence),
      ),
    keeping: byDay,
  },
];
