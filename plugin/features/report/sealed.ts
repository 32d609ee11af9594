import { byDay, type SealedColumn } from '../../kernel/sealed-column';
import { revisionContext } from './store';

/** What students answer, and what it was flagged for. */
export const SEALED: readonly SealedColumn[] = [
  {
    table: 'checkin_report_revision',
    column: 'sealed',
    word: '每日填报',
    key: ['campaign_id', 'day', 'person_no', 'revision'],
    context: ({ campaign_id, day, person_no, revision }) =>
      revisionContext({
        campaignId: Number(campaign_id),
        date: String(day),
        personNo: String(person_no),
        revision: Number(revision),
      }),
    keeping: byDay,
  },
];
