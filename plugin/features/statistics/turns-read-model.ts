import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import { type Campaign, epochColumn } from '../campaign';
import { rosterColumn } from '../roster';

/** What figures of a day stand upon. */
export interface Version {
  /** The campaigns, the roster, and whom the campaign exempts: what is counted under another one is of no use. */
  standing: string;
  roster: number;
  /** How often reports of the day have changed, and those of the campaign's other days. */
  day: number;
  others: number;
}

/** How often reports of a day have changed: of all of it, and of each class by one version of the roster. */
export interface Turns {
  day: number;
  classes: ReadonlyMap<string, number>;
}

/** Nothing where no roster or campaign was ever changed: then nothing is to be relied on. */
export async function readVersion(db: Db, campaign: Campaign, date: CivilDate): Promise<Version | undefined> {
  const { id, audiences } = campaign;
  const all = db('checkin_report_turn').where('campaign_id', id).sum('turn').as('all');
  const [row] = await db.select(epochColumn(db), rosterColumn(db), turnOfDay(db, id, date), all);
  if (!row?.epoch || row.roster === null) return undefined;
  const [roster, day] = [Number(row.roster), Number(row.day ?? 0)];
  // Whom a campaign exempts is the caller's to know: it may have been read before the last change.
  const standing = JSON.stringify([row.epoch, roster, audiences]);
  return { standing, roster, day, others: Number(row.all ?? 0) - day };
}

/** The turns of a day and its classes at one moment, which is that of the version or later. */
export async function readTurns(db: Db, { id }: Campaign, date: CivilDate, { roster, day }: Version): Promise<Turns> {
  const rows: { class_code: string; turn: number; day: number }[] = await db('checkin_class_turn')
    .where({ campaign_id: id, day: date, roster })
    .groupBy('class_code')
    .select('class_code', turnOfDay(db, id, date))
    .sum({ turn: 'turn' });
  const classes = new Map(rows.map(({ class_code, turn }) => [class_code, Number(turn)]));
  return { day: Number(rows[0]?.day ?? day), classes };
}

function turnOfDay(db: Db, campaignId: number, date: CivilDate) {
  return db('checkin_report_turn').where({ campaign_id: campaignId, day: date }).sum('turn').as('day');
}

/** The classes in which something has changed between; nothing where changes were counted that name no class. */
export function movedClasses(before: Turns, after: Turns): string[] | undefined {
  if (beyondClasses(before) !== beyondClasses(after)) return undefined;
  const codes = new Set([...before.classes.keys(), ...after.classes.keys()]);
  return [...codes].filter((code) => before.classes.get(code) !== after.classes.get(code));
}

/** What the day was counted beyond its classes: by an older version of the module, or of the roster. */
function beyondClasses({ day, classes }: Turns): number {
  return [...classes.values()].reduce((left, turn) => left - turn, day);
}
