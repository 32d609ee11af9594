import { randomInt } from 'node:crypto';
import type { Tx } from '../../kernel/database';
import type { Report } from './schema';

/** Where this instance counts. Two that share one wait for each other's commits, and count rightly all the same. */
const LANE = randomInt(256);

/**
 * Counts a change of these reports' days in the transaction that makes it, as its last step: what instances remember of
 * these days ends with its commit.
 */
export async function countChange(tx: Tx, reports: readonly Pick<Report, 'campaignId' | 'date'>[]): Promise<void> {
  const days = new Map(reports.map(({ campaignId, date }) => [`${date}/${campaignId}`, { campaignId, date }]));
  const turn = tx.raw('?? + 1', ['checkin_report_turn.turn']);
  for (const [, { campaignId, date }] of [...days].sort(([a], [b]) => (a < b ? -1 : 1)))
    await tx('checkin_report_turn')
      .insert({ campaign_id: campaignId, day: date, lane: LANE, turn: 1 })
      .onConflict(['campaign_id', 'day', 'lane'])
      .merge({ turn });
}
