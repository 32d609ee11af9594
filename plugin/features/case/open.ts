import { isDuplicate, type Tx } from '../../kernel/database';
import { Problem } from '../../kernel/problem';
import type { Vault } from '../../kernel/vault';
import { showDay } from '../../kernel/words';
import { recordAudit } from '../audit';
import { dayOf } from '../campaign';
import { dutyFor, type Place } from '../policy';
import { enrolmentsOn } from '../roster';
import { type CasesAsked, lockEntries, lockOpenCase } from './read-model';
import { isSentTwice } from './rules';
import type { Case, OpenCase } from './schema';
import { addEntry, insertCase, type NewEntry } from './store';

type Opening = CasesAsked & { body: OpenCase; now: number };

/**
 * Opens a case by hand, for a student who is in the caller's scope today; where the student has an open one, what was
 * found is written into that. `isNew` tells them apart. Throws 404 outside the scope, 409 for a day to come, 422 for one
 * outside the campaign.
 */
export async function openCase(tx: Tx, vault: Vault, asked: Opening): Promise<{ id: number; isNew: boolean }> {
  const { campaign, body, today, now } = asked;
  const day = dayOf(campaign, body.date, today);
  if (day > today) throw new Problem('not-yet', { detail: `${showDay(day)}还没有到` });
  const by = { personNo: asked.caller.personNo, name: asked.caller.name, duty: await demandDuty(tx, asked, day) };
  const entry: NewEntry = { kind: 'found', day, note: body.note.trim(), step: body.step, by, at: now };
  const { found, isNew } = await findOrOpen(tx, asked, day);
  const last = isNew ? undefined : (await lockEntries(tx, vault, found.id)).at(-1);
  if (isSentTwice(last, entry)) return { id: found.id, isNew };
  await addEntry(tx, vault, found, entry);
  await recordAudit(tx, {
    actor: asked.caller,
    action: isNew ? 'case.open' : 'case.write',
    at: now,
    campaign: campaign.code,
    subjects: [body.studentNo],
    detail: { case: found.id },
  });
  return { id: found.id, isNew };
}

/** In which duty the caller looks after the student: where the student is today, or was on the day if gone since. */
async function demandDuty(tx: Tx, { caller, body, today }: Opening, day: string): Promise<string> {
  const days = [today, day].map((each) => ({ personNo: body.studentNo, day: each }));
  const standings = await enrolmentsOn(tx, days);
  const place: Place | undefined =
    standings.get(`${body.studentNo}/${today}`) ?? standings.get(`${body.studentNo}/${day}`);
  const duty = dutyFor(caller, 'case.write', [place]);
  if (duty === undefined) throw new Problem('not-found', { detail: '没有这个学生，或者不在您的管辖范围内' });
  return duty;
}

async function findOrOpen(tx: Tx, { campaign, body, now }: Opening, day: string) {
  const whose = { campaignId: campaign.id, personNo: body.studentNo };
  const known = await lockOpenCase(tx, whose);
  if (known) return { found: known, isNew: false };
  try {
    const found: Case = await insertCase(tx, { ...whose, fromDay: day, openedAt: now });
    return { found, isNew: true };
  } catch (error) {
    const rival = isDuplicate(error) ? await lockOpenCase(tx, whose) : undefined;
    if (!rival) throw error;
    return { found: rival, isNew: false };
  }
}
