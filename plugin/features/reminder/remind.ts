import type { Tx } from '../../kernel/database';
import { recordAudit } from '../audit';
import type { Reminded } from './schema';
import { findTargets, type RemindAsked } from './targets';
import { groupText } from './text';

/** Beyond so many the record says how many it was about, and no longer whom. */
const LISTED = 1_000;

/** Finds who is to be reminded, and gives the text with their names to whoever asked. Throws 404 and 409. */
export async function remind(tx: Tx, asked: RemindAsked & { now: number }): Promise<Reminded> {
  const { caller, campaign, date, part, now } = asked;
  const { missing, names } = await findTargets(tx, asked);
  const result = { targeted: names.length, delivered: 0, failed: 0, channel: 'text' } as const;
  await recordAudit(tx, {
    actor: caller,
    action: 'reminder.send',
    at: now,
    campaign: campaign.code,
    people: names.length,
    subjects: names.length > LISTED ? [] : names.map(({ studentNo }) => studentNo),
    detail: { date, ...part, channel: result.channel },
  });
  return { ...result, text: groupText(campaign, date, missing, names) };
}
