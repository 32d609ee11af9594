import type { CivilDate } from '../../kernel/civil-date';
import type { Tx } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { invalid, Problem } from '../../kernel/problem';
import type { Vault } from '../../kernel/vault';
import { recordAudit } from '../audit';
import { type Campaign, covers } from '../campaign';
import { dutyFor } from '../policy';
import { enrolmentsOn } from '../roster';
import { CALL_OUTCOMES, type CallOutcome, NOTE_LENGTH } from './schema';
import { insertCall } from './store';

/** A call about a day of a student, made by the caller. */
export interface CallAsked {
  caller: Caller;
  campaign: Campaign;
  studentNo: string;
  date: CivilDate;
  now: number;
  today: CivilDate;
}

/** What was filled in about a call. */
export interface Typed {
  /** Made with the form, so that a form counts once. */
  id: string;
  outcome?: string;
  note?: string;
}

/** Logs how a call went, within the caller's scope of that day or of today. Throws 404, and 422 at the field. */
export async function logCall(tx: Tx, vault: Vault, asked: CallAsked, typed: Typed): Promise<void> {
  const { caller, campaign, studentNo, date, now } = asked;
  const duty = await demandDuty(tx, asked);
  const { id, outcome, note } = demandFields(typed);
  const by = { personNo: caller.personNo, name: caller.name, duty };
  await insertCall(tx, vault, { id, campaignId: campaign.id, personNo: studentNo, date, at: now, outcome, note, by });
  const entry = { actor: caller, at: now, campaign: campaign.code, subjects: [studentNo] };
  await recordAudit(tx, { ...entry, action: 'call.log', detail: { date } });
}

/** In which duty the caller speaks with a student about a day. Throws 404 outside the scope, and for a day to come. */
export async function demandDuty(
  tx: Tx,
  { caller, campaign, studentNo, date, today }: Omit<CallAsked, 'now'>,
): Promise<string> {
  const days = [date, today].map((day) => ({ personNo: studentNo, day }));
  const places = [...(await enrolmentsOn(tx, days)).values()];
  const duty = dutyFor(caller, 'call.log', places);
  if (duty === undefined || !covers(campaign, date) || date > today)
    throw new Problem('not-found', { detail: '没有这个学生，或者不在您的管辖范围内' });
  return duty;
}

function demandFields({ id, outcome, note = '' }: Typed): { id: string; outcome: CallOutcome; note: string } {
  const known = CALL_OUTCOMES.find((each) => each === outcome);
  if (!known) throw invalid([{ pointer: '/outcome', message: '请选择电话打得怎么样' }]);
  const text = note.trim();
  if ([...text].length > NOTE_LENGTH) throw invalid([{ pointer: '/note', message: `备注最多 ${NOTE_LENGTH} 个字` }]);
  return { id, outcome: known, note: text };
}
