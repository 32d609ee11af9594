import type { Tx } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import type { Objection, Written } from './objection-schema';
import type { Assessment, Confirmation, WeekFigures } from './schema';

/** Keeps a week for good. Throws a duplicate error when it was confirmed before. */
export async function insertAssessment(
  tx: Tx,
  campaignId: number,
  { week, from, to, weights, days, rows }: Assessment,
  { personNo, name, at }: Confirmation,
): Promise<void> {
  const figures: WeekFigures = { weights, days, rows };
  await tx('checkin_assessment').insert({
    campaign_id: campaignId,
    week,
    from_day: from,
    to_day: to,
    figures: JSON.stringify(figures),
    confirmed_at: at,
    confirmed_by: personNo,
    confirmer_name: name,
  });
}

/** Which objection of which department. */
export interface ObjectionKey {
  campaignId: number;
  week: string;
  department: string;
  /** 1 for the department's first one. */
  sequence: number;
}

/** Names the row that a sealed text belongs to. */
export function contextOf({ campaignId, week, department, sequence }: ObjectionKey, what: 'text' | 'answer'): string {
  return `objection/${campaignId}/${week}/${department}/${sequence}/${what}`;
}

/** Keeps an objection and answers its id. Throws a duplicate error when another one of the department came first. */
export async function insertObjection(tx: Tx, vault: Vault, key: ObjectionKey, { text, by, at }: Written) {
  const [id] = await tx('checkin_objection').insert({
    campaign_id: key.campaignId,
    week: key.week,
    department_code: key.department,
    sequence: key.sequence,
    text: vault.seal(text, contextOf(key, 'text')),
    author_no: by.personNo,
    author_name: by.name,
    made_at: at,
  });
  return Number(id);
}

/** Keeps the answer to an objection; false when it was answered before. */
export async function saveAnswer(
  tx: Tx,
  vault: Vault,
  { id }: Pick<Objection, 'id'>,
  key: ObjectionKey,
  { text, by, at }: Written,
): Promise<boolean> {
  const changed = await tx('checkin_objection')
    .where({ id })
    .whereNull('answered_at')
    .update({
      answer: vault.seal(text, contextOf(key, 'answer')),
      answerer_no: by.personNo,
      answerer_name: by.name,
      answered_at: at,
    });
  return changed === 1;
}
