import type { Knex } from 'knex';
import type { CivilDate } from './civil-date';

/** What names a row, as the database gives it. */
export type SealedRow = Readonly<Record<string, string | number>>;

/** The first moment that is still kept: what is older goes. */
export interface Cutoff {
  /** The first day that is kept, and its midnight in the school's time zone. */
  day: CivilDate;
  instant: number;
}

/** Leaves of a table's rows those whose time is over. */
export type Expired<Of = Cutoff> = (rows: Knex.QueryBuilder, cutoff: Of) => void;

/** How long sealed values are kept. */
export type Keeping =
  /** As long as the campaign says (`retentionDays`), counted from the day that each row is about. */
  | { for: 'campaign'; expired: Expired<Cutoff & { campaignId: number }> }
  /** So many days, where there is no campaign that says. */
  | { for: 'days'; days: number; expired: Expired }
  /** Whoever writes it takes it away as well: why that is enough. */
  | { for: 'its own time'; because: string };

/** A column whose values are sealed: what it holds, what names its rows, and how long it is kept. */
export interface SealedColumn {
  table: string;
  column: string;
  /** What it holds, in Chinese. */
  word: string;
  /** The primary key, in the order of its columns. */
  key: readonly string[];
  /** Columns beside the key that name a value. */
  also?: readonly string[];
  /** The context that the value of a row is sealed under. */
  context(row: SealedRow): string;
  /** Bytes, not a text. */
  bytes?: true;
  keeping: Keeping;
  /** What of an opened value stays for ever, such as figures; without it nothing does, and the value becomes empty. */
  remainder?(opened: unknown): unknown;
}

/** What has no campaign is kept half a year, as a campaign's reports are where its file says nothing. */
export const DEFAULT_KEPT_DAYS = 180;

/** Rows that name their campaign and the day that they are about. */
export const byDay: Keeping = {
  for: 'campaign',
  expired: (rows, { campaignId, day }) => void rows.where('campaign_id', campaignId).where('day', '<', day),
};
