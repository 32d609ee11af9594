import type { Db } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import { ERASED } from '../../kernel/words';
import { keyOf, oneOf, type ReportKey } from '../report';
import type { Decision, Review } from './schema';
import { noteContext } from './store';

interface ReviewRow {
  campaign_id: number;
  day: string;
  person_no: string;
  sequence: number;
  revision: number;
  decision: Decision;
  from_status: string;
  to_status: string;
  note: string;
  reviewer_no: string;
  reviewer_name: string;
  reviewer_duty: string;
  decided_at: number;
}

function toKey({ campaign_id, day, person_no }: ReviewRow): ReportKey {
  return { campaignId: campaign_id, date: day, personNo: person_no };
}

function toReview(vault: Vault, row: ReviewRow): Review {
  return {
    sequence: row.sequence,
    revision: row.revision,
    decision: row.decision,
    fromStatus: row.from_status,
    toStatus: row.to_status,
    note: row.note === '' ? ERASED : vault.open(row.note, noteContext(toKey(row), row.sequence)),
    reviewer: { personNo: row.reviewer_no, name: row.reviewer_name, duty: row.reviewer_duty },
    decidedAt: Number(row.decided_at),
  };
}

/** Every decision on each of these reports, the first one first, by the report's key. */
export async function reviewsOf(db: Db, vault: Vault, keys: readonly ReportKey[]): Promise<Map<string, Review[]>> {
  const found = new Map<string, Review[]>(keys.map((key) => [keyOf(key), []]));
  if (keys.length === 0) return found;
  const rows: ReviewRow[] = await db('checkin_review').where(oneOf(keys)).orderBy('sequence');
  for (const row of rows) found.get(keyOf(toKey(row)))?.push(toReview(vault, row));
  return found;
}

/** How often each of these people has been sent back in a campaign, on any day. */
export async function countReturns(
  db: Db,
  campaignId: number,
  people: readonly string[],
): Promise<Map<string, number>> {
  if (people.length === 0) return new Map();
  const rows: { person_no: string; times: number }[] = await db('checkin_review')
    .where({ campaign_id: campaignId, decision: 'return' })
    .whereIn('person_no', people)
    .groupBy('person_no')
    .select('person_no')
    .count({ times: '*' });
  return new Map(rows.map(({ person_no, times }) => [person_no, Number(times)]));
}
