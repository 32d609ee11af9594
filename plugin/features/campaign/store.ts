import { randomBytes } from 'node:crypto';
import type { CivilDate } from '../../kernel/civil-date';
import type { Tx } from '../../kernel/database';
import { type Campaign, type CampaignFile, EPOCH_ID } from './schema';

type Head = Omit<CampaignFile, 'exclude' | 'followUp' | 'form' | 'flags' | 'reason' | 'approval'>;

function toRow(head: Head, now: number): Record<string, unknown> {
  return {
    code: head.code,
    title: head.title,
    starts_on: head.startsOn,
    ends_on: head.endsOn,
    trial_until: head.trialUntil,
    instructions: head.instructions,
    brief_due_at: head.briefDueAt,
    assessment: JSON.stringify(head.assessment),
    retention_days: head.retentionDays,
    updated_at: now,
  };
}

/** Adds a campaign and answers its id. A code that is there already fails by its unique key. */
export async function insertCampaign(tx: Tx, file: CampaignFile, now: number): Promise<number> {
  const [id] = await tx('checkin_campaign').insert(toRow(file, now));
  return Number(id);
}

/** Replaces what a campaign says of itself, if it still stands as it was read; false when a rival was first. */
export async function updateCampaign(tx: Tx, campaign: Campaign, file: CampaignFile, now: number): Promise<boolean> {
  const { id, updatedAt } = campaign;
  const changed = await tx('checkin_campaign')
    .where({ id, updated_at: updatedAt })
    .update(toRow(file, Math.max(now, updatedAt + 1)));
  return changed === 1;
}

/** Who is exempt from a day on; what was planned for later days is dropped. */
export async function saveAudience(tx: Tx, id: number, file: CampaignFile, fromDay: CivilDate): Promise<void> {
  await tx('checkin_audience').where('campaign_id', id).andWhere('from_day', '>=', fromDay).delete();
  await tx('checkin_audience').insert({
    campaign_id: id,
    from_day: fromDay,
    exclude: JSON.stringify(file.exclude),
    follow_up: JSON.stringify(file.followUp),
  });
}

/** What is asked from a day on, as a new version; what was planned for later days is dropped. */
export async function saveForm(tx: Tx, campaign: Campaign, file: CampaignFile, fromDay: CivilDate): Promise<void> {
  const last = Math.max(0, ...campaign.forms.map(({ version }) => version));
  await tx('checkin_form_version').where('campaign_id', campaign.id).andWhere('from_day', '>=', fromDay).delete();
  await tx('checkin_form_version').insert({
    campaign_id: campaign.id,
    version: last + 1,
    from_day: fromDay,
    form: JSON.stringify(file.form),
    flags: JSON.stringify(file.flags),
  });
}

/** Moves the first audience and form to another first day, before the campaign has begun. */
export async function moveStart(tx: Tx, id: number, from: CivilDate, to: CivilDate): Promise<void> {
  for (const table of ['checkin_audience', 'checkin_form_version'])
    await tx(table).where({ campaign_id: id, from_day: from }).update({ from_day: to });
}

/** Tells every instance that what it remembers of campaigns no longer holds. */
export async function renewEpoch(tx: Tx): Promise<void> {
  const epoch = randomBytes(12).toString('hex');
  await tx('checkin_campaign_epoch').insert({ id: EPOCH_ID, epoch }).onConflict('id').merge();
}
