import type { CivilDate } from '../../kernel/civil-date';
import type { Tx } from '../../kernel/database';
import { type Actor, recordAudit } from '../audit';

const TABLE = 'checkin_erasure';

/** What was erased on a day, of which campaign (empty for none), in Chinese. */
interface Counted {
  day: CivilDate;
  campaign: string;
  word: string;
}

interface Row {
  day: string;
  campaign_code: string;
  what: string;
  erased: number;
  recorded: number;
}

/** Counts what a transaction erases, within it: whatever happens to the process, the number is right. */
export async function countErased(tx: Tx, { day, campaign, word }: Counted, values: number): Promise<void> {
  const key = { day, campaign_code: campaign, what: word };
  await tx(TABLE)
    .insert({ ...key, erased: 0, recorded: 0 })
    .onConflict(['day', 'campaign_code', 'what'])
    .ignore();
  await tx(TABLE).where(key).increment('erased', values);
}

/** Leaves in the trail what was erased and is not there yet, a record for each campaign. */
export async function recordErased(tx: Tx, actor: Actor, now: number): Promise<void> {
  const rows: Row[] = await tx(TABLE)
    .whereRaw('erased > recorded')
    .orderBy(['campaign_code', 'day', 'what'])
    .forUpdate();
  const campaigns = [...new Set(rows.map(({ campaign_code }) => campaign_code))];
  for (const campaign of campaigns) {
    const own = rows.filter(({ campaign_code }) => campaign_code === campaign);
    await recordAudit(tx, {
      actor,
      action: 'privacy.erase',
      at: now,
      campaign: campaign || undefined,
      detail: totals(own),
    });
  }
  for (const { day, campaign_code, what, erased } of rows)
    await tx(TABLE).where({ day, campaign_code, what }).update({ recorded: erased });
}

function totals(rows: readonly Row[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { what, erased, recorded } of rows) found[what] = (found[what] ?? 0) + erased - recorded;
  return found;
}
