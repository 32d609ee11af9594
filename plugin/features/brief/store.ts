import type { CivilDate } from '../../kernel/civil-date';
import type { Tx } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import type { SubmittedBrief } from './schema';

/** Which day of which department. */
export interface BriefKey {
  campaignId: number;
  date: CivilDate;
  department: string;
}

/** What of a brief says who somebody is, or what somebody wrote. */
export type Sealed = Pick<SubmittedBrief, 'text' | 'remark' | 'missing' | 'followUps'>;

/** Names the row that a sealed brief belongs to. */
export function contextOf({ campaignId, date, department }: BriefKey): string {
  return `brief/${campaignId}/${date}/${department}`;
}

/** Keeps a brief for good. Throws a duplicate error when the department has reported that day already. */
export async function insertBrief(
  tx: Tx,
  vault: Vault,
  { campaignId, date }: Pick<BriefKey, 'campaignId' | 'date'>,
  brief: SubmittedBrief,
): Promise<void> {
  const { department, figures, text, remark, missing, followUps, submittedBy } = brief;
  const sealed: Sealed = { text, remark, missing, followUps };
  await tx('checkin_brief').insert({
    campaign_id: campaignId,
    day: date,
    department_code: department,
    figures: JSON.stringify(figures),
    sealed: vault.sealJson(sealed, contextOf({ campaignId, date, department })),
    due_at: brief.dueAt,
    on_time: brief.onTime,
    submitted_at: brief.submittedAt,
    submitted_by: submittedBy.personNo,
    submitter_name: submittedBy.name,
    submitter_duty: submittedBy.duty,
  });
}
