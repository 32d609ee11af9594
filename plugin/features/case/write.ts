import type { Tx } from '../../kernel/database';
import { Problem } from '../../kernel/problem';
import type { Vault } from '../../kernel/vault';
import { recordAudit } from '../audit';
import { dutyFor } from '../policy';
import { type CaseOfStudent, type CasesAsked, findCase, lockCase, lockEntries } from './read-model';
import { demandReason, demandState, demandWords, isSentTwice } from './rules';
import type { AddNote, CaseEntry, CloseCase, EntryKind, ReopenCase, Said } from './schema';
import { addEntry } from './store';

/** Who writes in which case. */
export type CaseAsked = CasesAsked & { id: number; now: number };

/** Adds the day's note or a step to a case that is open. Throws 404, 409 where it is closed, 422 where it says nothing. */
export function addNote(tx: Tx, vault: Vault, asked: CaseAsked, body: AddNote): Promise<void> {
  demandWords(body);
  return write(tx, vault, asked, { kind: 'note', note: body.note ?? '', step: body.step }, 'open');
}

/** Closes a case with what came of it. Throws 404, 409 where it is closed, 422 without a word of which other end. */
export function closeCase(tx: Tx, vault: Vault, asked: CaseAsked, body: CloseCase): Promise<void> {
  demandReason(body);
  return write(tx, vault, asked, { kind: 'close', note: body.note ?? '', outcome: body.outcome }, 'open');
}

/** Takes up a case that was closed. Throws 404, and 409 where it is open, or where the student has another one by now. */
export function reopenCase(tx: Tx, vault: Vault, asked: CaseAsked, body: ReopenCase): Promise<void> {
  return write(tx, vault, asked, { kind: 'reopen', note: body.note ?? '' }, 'closed');
}

const ACTIONS = { note: 'case.write', close: 'case.close', reopen: 'case.reopen' } as const;
type Written = Said & { kind: keyof typeof ACTIONS & EntryKind };

/** The same form sent twice is written once. */
async function write(
  tx: Tx,
  vault: Vault,
  asked: CaseAsked,
  written: Written,
  wanted: 'open' | 'closed',
): Promise<void> {
  const found = await getCase(tx, asked);
  const locked = await lockCase(tx, found.id);
  const last = (await lockEntries(tx, vault, found.id)).at(-1);
  const entry = { ...written, note: written.note.trim(), day: asked.today, by: byOf(asked, found), at: asked.now };
  if (!locked || isSentTwice(last, entry)) return;
  demandState(locked, wanted);
  await addEntry(tx, vault, locked, entry);
  await recordAudit(tx, {
    actor: asked.caller,
    action: ACTIONS[written.kind],
    at: asked.now,
    campaign: asked.campaign.code,
    subjects: [found.personNo],
    detail: { case: found.id },
  });
}

/** A case of the caller's. 404 outside the scope of today, or where there is none. */
export async function getCase(tx: Tx, asked: CasesAsked & { id: number }): Promise<CaseOfStudent> {
  const found = await findCase(tx, asked, asked.id);
  if (!found) throw new Problem('not-found', { detail: '没有这个跟进，或者不在您的管辖范围内' });
  return found;
}

function byOf({ caller }: CaseAsked, { places }: CaseOfStudent): CaseEntry['by'] {
  return { personNo: caller.personNo, name: caller.name, duty: dutyFor(caller, 'case.write', places) ?? '' };
}
