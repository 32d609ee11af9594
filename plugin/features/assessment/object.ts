import { isDuplicate, type Tx } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import type { Vault } from '../../kernel/vault';
import { recordAudit } from '../audit';
import { isDepartmentInScope } from '../policy';
import { assess, type WeekAsked } from './assess';
import { findObjection, lastObjection } from './objection-read-model';
import type { Objection, Written } from './objection-schema';
import { insertObjection, saveAnswer } from './store';

export type ObjectRequest = WeekAsked & { caller: Caller; department: string; text: string };

/**
 * Notes what a department has against a week's figures, before or after they are confirmed. Throws 403 where the caller
 * is not that department's contact, 404 where that department is not theirs or not assessed, 409 while the week runs and while
 * the department's last objection waits for its answer.
 */
export async function objectTo(tx: Tx, vault: Vault, request: ObjectRequest): Promise<Objection> {
  const { caller, campaign, week, department, now } = request;
  demandContact(caller, department);
  const { state, rows } = await assess(tx, request);
  if (!rows.some((row) => row.department.code === department)) throw notThere();
  if (state === 'running') throw new Problem('conflict', { detail: '这一周还在进行，数字定下来以后再提异议' });
  const of = { campaignId: campaign.id, week };
  const { count, waits } = await lastObjection(tx, of, department);
  if (waits) throw stillWaits();
  const written = { text: request.text.trim(), by: { personNo: caller.personNo, name: caller.name }, at: now };
  const key = { ...of, department, sequence: count + 1 };
  const id = await insertObjection(tx, vault, key, written).catch((error: unknown) => {
    throw isDuplicate(error) ? stillWaits() : error;
  });
  await audit(tx, request, 'assessment.object', department);
  return { id, department, ...written, answer: undefined };
}

function demandContact(caller: Caller, department: string): void {
  if (isDepartmentInScope(caller, 'objection.make', department)) return;
  if (isDepartmentInScope(caller, 'assessment.read', department))
    throw new Problem('wrong-role', { detail: '异议由系部负责人提出' });
  throw notThere();
}

function notThere(): Problem {
  return new Problem('not-found', { detail: '这一周没有这个系部，或者不在您的管辖范围内' });
}

function stillWaits(): Problem {
  return new Problem('conflict', { detail: '上一条异议学工处还没有答复，答复以后可以再提' });
}

export type AnswerRequest = WeekAsked & { caller: Caller; id: number; text: string };

/** Answers an objection, once. Throws 404 where there is none of that id, 409 where it was answered before. */
export async function answerObjection(tx: Tx, vault: Vault, request: AnswerRequest): Promise<Objection> {
  const { caller, campaign, week, id, now } = request;
  const found = await findObjection(tx, vault, { campaignId: campaign.id, week }, id);
  if (!found) throw new Problem('not-found', { detail: '没有这条异议' });
  const { key, ...objection } = found;
  const answer: Written = { text: request.text.trim(), by: { personNo: caller.personNo, name: caller.name }, at: now };
  if (!(await saveAnswer(tx, vault, objection, key, answer)))
    throw new Problem('conflict', { detail: '这条异议已经答复过' });
  await audit(tx, request, 'assessment.answer', objection.department);
  return { ...objection, answer };
}

async function audit(
  tx: Tx,
  { caller, campaign, week, now }: WeekAsked & { caller: Caller },
  action: 'assessment.object' | 'assessment.answer',
  department: string,
): Promise<void> {
  const detail = { week, department };
  await recordAudit(tx, { actor: caller, action, at: now, campaign: campaign.code, detail });
}
