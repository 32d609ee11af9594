import { isDuplicate, type Tx } from '../../kernel/database';
import { Problem } from '../../kernel/problem';
import type { Vault } from '../../kernel/vault';
import { showDay } from '../../kernel/words';
import { recordAudit } from '../audit';
import { dutyFor } from '../policy';
import { membersOf } from './classes-read-model';
import { type ClassAsked, getClass } from './get-class';
import { lockLast } from './read-model';
import { demandCurrent, demandPossible, readEntered, saysTheSame } from './rules';
import type { ClassOfDay, FollowUp, FollowUpBody, FollowUpKey } from './schema';
import { insertFollowUp } from './store';

type Entering = ClassAsked & { body: FollowUpBody; now: number; today: string };

/**
 * Enters how a class outside the app is on a day, as a new revision. Stores nothing where the revision that was looked at
 * is named and what is said is the same. Throws 404 and 409 as {@link getClass}, 409 for a day to come and for a revision that was overtaken, 422 for people
 * who cannot be.
 */
export async function enterFollowUp(
  tx: Tx,
  vault: Vault,
  asked: Entering,
): Promise<{ place: ClassOfDay; entry: FollowUp }> {
  const { campaign, date, classCode, body, today } = asked;
  if (date > today) throw new Problem('not-yet', { detail: `${showDay(date)}还没有到，到那天再填` });
  const place = await getClass(tx, asked);
  const entered = readEntered(body);
  const members = await membersOf(tx, { campaign, date, classCode });
  demandPossible(entered, place.expected, new Set(members.map(({ studentNo }) => studentNo)));
  const key = { campaignId: campaign.id, date, classCode };
  const last = await lockLast(tx, vault, key);
  // Whoever names the revision that was looked at may have tapped twice; a bare PUT is a revision each (contract, 4).
  if (last && body.revision !== undefined && saysTheSame(last, entered)) return { place, entry: last };
  demandCurrent(body.revision, last?.revision ?? 0, last?.by.name);
  const entry: FollowUp = { ...entered, revision: (last?.revision ?? 0) + 1, by: byOf(asked, place), at: asked.now };
  await keep(tx, vault, key, entry);
  await auditEntry(tx, asked, entry);
  return { place, entry };
}

function byOf({ caller }: Entering, place: ClassOfDay): FollowUp['by'] {
  return { personNo: caller.personNo, name: caller.name, duty: dutyFor(caller, 'follow-up.write', [place]) ?? '' };
}

/** One of two wins; the other is told. */
async function keep(tx: Tx, vault: Vault, key: FollowUpKey, entry: FollowUp): Promise<void> {
  try {
    await insertFollowUp(tx, vault, key, entry);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    throw new Problem('conflict', { detail: '刚刚有人也在填这个班，请看最新内容再提交' });
  }
}

async function auditEntry(
  tx: Tx,
  { caller, campaign, date, classCode, now }: Entering,
  { abnormal, revision }: FollowUp,
): Promise<void> {
  await recordAudit(tx, {
    actor: caller,
    action: 'follow-up.enter',
    at: now,
    campaign: campaign.code,
    subjects: abnormal.map(({ studentNo }) => studentNo),
    detail: { class: classCode, date, revision },
  });
}
