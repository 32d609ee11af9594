import { createHash } from 'node:crypto';
import equal from 'fast-deep-equal';
import { addDays, type CivilDate } from '../../kernel/civil-date';
import { audienceOn, formOn } from './rules';
import type { Campaign, CampaignFile } from './schema';

/** The campaign's file as it would have to be applied to change nothing. */
export function fileOf(campaign: Campaign, today: CivilDate): CampaignFile {
  const { id: _, audiences: __, forms: ___, ...head } = campaign;
  const { exclude, followUp } = audienceOn(campaign, audienceDay(campaign, today));
  const { form, flags } = formOn(campaign, formDay(campaign, today));
  return { ...head, exclude, followUp, form, flags, reason: undefined, approval: undefined };
}

/** From when on a changed audience holds. */
export function audienceDay({ startsOn }: Pick<Campaign, 'startsOn'>, today: CivilDate): CivilDate {
  return today >= startsOn ? today : startsOn;
}

/** From when on a changed form holds. */
export function formDay({ startsOn }: Pick<Campaign, 'startsOn'>, today: CivilDate): CivilDate {
  return today >= startsOn ? addDays(today, 1) : startsOn;
}

/** Tells two states of a campaign apart, so that nobody overwrites what another has changed meanwhile. */
export function markOf(campaign: Campaign, today: CivilDate): string {
  return createHash('sha256')
    .update(JSON.stringify(fileOf(campaign, today)))
    .digest('hex')
    .slice(0, 16);
}

/** More of a value than this is kept in the audit trail by its digest alone. */
const LARGEST = 20_000;

/** What differs between two files, for the audit trail: each part as it was and as it is. */
export function changedParts(before: CampaignFile | undefined, after: CampaignFile) {
  const keys = (Object.keys(after) as (keyof CampaignFile)[]).filter(
    (key) => key !== 'reason' && key !== 'approval' && !same(before?.[key], after[key]),
  );
  const part = (file: CampaignFile) => Object.fromEntries(keys.map((key) => [key, keepable(file[key])]));
  return before ? { before: part(before), after: part(after) } : { after: part(after) };
}

/** The order of a form's questions counts. */
function same(one: unknown, other: unknown): boolean {
  return equal(one, other) && orderOf(one) === orderOf(other);
}

function orderOf(value: unknown): string {
  const { properties = {} } = (value ?? {}) as { properties?: object };
  return Object.keys(properties).join();
}

function keepable(value: unknown): unknown {
  const text = JSON.stringify(value) ?? '';
  if (Buffer.byteLength(text) <= LARGEST) return value;
  return { sha256: createHash('sha256').update(text).digest('hex'), length: text.length };
}
