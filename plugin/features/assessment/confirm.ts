import { isDuplicate, type Tx } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import { showDay } from '../../kernel/words';
import { recordAudit } from '../audit';
import { holdRoster } from '../roster';
import { assess, markOf, type WeekAsked } from './assess';
import type { Assessment } from './schema';
import { insertAssessment } from './store';

/** Who confirms which week; `mark` names the figures that were looked at. */
export type ConfirmRequest = WeekAsked & { caller: Caller; mark?: string };

/**
 * Confirms a week: it is frozen as it stands, and no import of a roster may touch its days any more. Throws 404 where it
 * is not assessed, 409 while it runs, when it was confirmed before, and when the figures are no longer those that were
 * looked at; of two at once one wins.
 */
export async function confirmWeek(tx: Tx, request: ConfirmRequest): Promise<Assessment> {
  const { caller, campaign, week, now } = request;
  // Before anything is read: what is frozen is then the roster that no import is about to change.
  await holdRoster(tx);
  const assessment = await assess(tx, request);
  demandProvisional(assessment);
  demandSeen(assessment, request.mark);
  const confirmation = { personNo: caller.personNo, name: caller.name, at: now };
  await keep(tx, campaign.id, assessment, confirmation);
  await recordAudit(tx, {
    actor: caller,
    action: 'assessment.confirm',
    at: now,
    campaign: campaign.code,
    detail: { week, departments: assessment.rows.length },
  });
  return { ...assessment, state: 'confirmed', confirmation };
}

function demandProvisional({ state, to }: Assessment): void {
  if (state === 'confirmed') throw confirmedBefore();
  if (state === 'running')
    throw new Problem('conflict', { detail: `这一周还在进行，${showDay(to)}的日报截止以后才能确认` });
}

function confirmedBefore(): Problem {
  return new Problem('conflict', { detail: '这一周已经确认过，数字不会再变' });
}

function demandSeen(assessment: Assessment, mark: string | undefined): void {
  if (mark !== undefined && mark !== markOf(assessment))
    throw new Problem('conflict', { detail: '您打开页面以后，数字有了变化。请核对现在的数字，再确认一次' });
}

async function keep(...[tx, id, assessment, confirmation]: Parameters<typeof insertAssessment>): Promise<void> {
  try {
    await insertAssessment(tx, id, assessment, confirmation);
  } catch (error) {
    if (isDuplicate(error)) throw confirmedBefore();
    throw error;
  }
}
