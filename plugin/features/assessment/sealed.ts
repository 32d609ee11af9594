import type { Keeping, SealedColumn, SealedRow } from '../../kernel/sealed-column';
import { contextOf } from './store';

const COMMON = {
  table: 'checkin_objection',
  key: ['id'],
  also: ['campaign_id', 'week', 'department_code', 'sequence'],
} as const;

/** What departments have against a week, and what they are answered. */
export const SEALED: readonly SealedColumn[] = [
  { ...COMMON, column: 'text', word: '考核异议', context: contextFor('text'), keeping: from('made_at') },
  { ...COMMON, column: 'answer', word: '异议的答复', context: contextFor('answer'), keeping: from('answered_at') },
];

function contextFor(what: 'text' | 'answer') {
  return ({ campaign_id, week, department_code, sequence }: SealedRow) => {
    const key = { campaignId: Number(campaign_id), week: String(week), department: String(department_code) };
    return contextOf({ ...key, sequence: Number(sequence) }, what);
  };
}

function from(instant: string): Keeping {
  return {
    for: 'campaign',
    expired: (rows, cutoff) => void rows.where('campaign_id', cutoff.campaignId).where(instant, '<', cutoff.instant),
  };
}
