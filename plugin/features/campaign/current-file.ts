import { addDays, type CivilDate } from '../../kernel/civil-date';
import { audienceOn, formOn } from './rules';
import type { Campaign, CampaignFile } from './schema';

/** The campaign's file as it would have to be applied to change nothing. */
export function fileOf(campaign: Campaign, today: CivilDate): CampaignFile {
  const { id: _, updatedAt: __, audiences: ___, forms: ____, ...head } = campaign;
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
