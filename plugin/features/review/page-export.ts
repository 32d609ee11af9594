import { type CivilDate, earlierOf } from '../../kernel/civil-date';
import type { StaffAsked } from './page-frame';

/** What the box that asks for a file of a list needs: the list's filters as shown, and the days to begin with. */
interface ListShown {
  filter: Record<string, string | undefined>;
  from: CivilDate;
  to?: CivilDate;
  /** Whom to export, where a page shows no list but figures. */
  choices?: readonly { value: string; word: string; chosen?: boolean }[];
}

/** The box 导出 of a list (notice: exported first, filtered as shown). Nothing before the campaign's first day. */
export function exportBox({ campaign, today }: StaffAsked, { filter, from, to = from, choices }: ListShown) {
  if (today < campaign.startsOn) return undefined;
  return {
    action: `/staff/c/${campaign.code}/exports`,
    fields: Object.entries(filter).flatMap(([name, value]) => (value ? [{ name, value }] : [])),
    choices,
    from,
    to,
    first: campaign.startsOn,
    last: earlierOf(campaign.endsOn, today),
  };
}
export type ExportBox = NonNullable<ReturnType<typeof exportBox>>;
