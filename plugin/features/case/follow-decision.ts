import { isDuplicate, type Tx } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import type { DecidedReport } from '../review';
import { lockEntries, lockLastClosed, lockOpenCase } from './read-model';
import { isUntouched, reportDays } from './rules';
import type { Case } from './schema';
import { addEntry, insertCase, type NewEntry } from './store';

/**
 * What a decision on a report means for the student's case, in the decision's own transaction. A confirmed report joins
 * the open case, or opens one; whatever else becomes of a report that has joined is a line in the story. A case that has
 * nothing else in it goes when its confirmation is taken back, and is taken up again when that is confirmed after all.
 */
export async function followDecision(tx: Tx, vault: Vault, decided: DecidedReport): Promise<void> {
  if (decided.decision === 'confirm') return joinReport(tx, vault, decided);
  const found = (await lockOpenCase(tx, whoseOf(decided))) ?? (await lockLastClosed(tx, whoseOf(decided)));
  const entries = found ? await lockEntries(tx, vault, found.id) : [];
  if (!found || !reportDays(entries).includes(decided.date)) return;
  const takenBack = decided.fromStatus === 'confirmed' && decided.status === 'pending';
  const withdraws = takenBack && found.isOpen && isUntouched(entries, decided.date);
  await addEntry(tx, vault, found, {
    ...entryOf(decided),
    kind: withdraws ? 'withdraw' : 'review',
    decision: decided.decision,
    ...(withdraws ? { outcome: 'withdrawn' as const } : {}),
  });
}

function whoseOf({ campaign, studentNo }: DecidedReport) {
  return { campaignId: campaign.id, personNo: studentNo };
}

function entryOf({ caller, duty, date, now }: DecidedReport): Omit<NewEntry, 'kind'> {
  return { day: date, note: '', by: { personNo: caller.personNo, name: caller.name, duty }, at: now };
}

async function joinReport(tx: Tx, vault: Vault, decided: DecidedReport): Promise<void> {
  const whose = whoseOf(decided);
  const known = (await lockOpenCase(tx, whose)) ?? (await findWithdrawn(tx, vault, whose));
  const joined = known ?? (await openFor(tx, decided));
  await addEntry(tx, vault, joined, { ...entryOf(decided), kind: 'report' });
}

/** The student's last case, where it ended by a confirmation that was taken back. */
async function findWithdrawn(tx: Tx, vault: Vault, whose: ReturnType<typeof whoseOf>): Promise<Case | undefined> {
  const last = await lockLastClosed(tx, whose);
  const entries = last ? await lockEntries(tx, vault, last.id) : [];
  return entries.at(-1)?.kind === 'withdraw' ? last : undefined;
}

/** A new case; that of a rival who was first, where there is one. */
async function openFor(tx: Tx, decided: DecidedReport): Promise<Case> {
  const whose = whoseOf(decided);
  try {
    return await insertCase(tx, { ...whose, fromDay: decided.date, openedAt: decided.now });
  } catch (error) {
    const rival = isDuplicate(error) ? await lockOpenCase(tx, whose) : undefined;
    if (!rival) throw error;
    return rival;
  }
}
