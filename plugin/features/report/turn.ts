import { randomInt } from 'node:crypto';
import { batches } from '../../kernel/batches';
import type { CivilDate } from '../../kernel/civil-date';
import type { Db, Write } from '../../kernel/database';

/** Where this instance counts. Two that share one wait for each other's commits, and count rightly all the same. */
const LANE = randomInt(256);

/** A report that has changed. */
export interface Change {
  campaignId: number;
  date: CivilDate;
  /** Where its student was on that day, by the version of the roster that is named beside; nothing where that is not known. */
  classCode: string | undefined;
}

/**
 * The statements that count changes of reports, for the transaction that makes them, as its last step: what instances remember of these
 * classes on these days ends with its commit. A day's own turn grows by as much as those of its classes; where a class is
 * not known, it grows beyond them, and all that is remembered of the day ends.
 * @param roster the version of the roster that the classes were found by, read with them or before; none where unknown
 */
export function countChange(db: Db, changes: readonly Change[], roster: number | undefined): Write[] {
  const days = new Map<string, Pick<Change, 'campaignId' | 'date'> & { classes: Set<string | undefined> }>();
  for (const { campaignId, date, classCode } of changes) {
    const key = `${date}/${campaignId}`;
    const day = days.get(key) ?? { campaignId, date, classes: new Set() };
    days.set(key, { ...day, classes: day.classes.add(roster === undefined ? undefined : classCode) });
  }
  // Whoever counts beside us does so in the same order.
  const sorted = [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, day]) => day);
  const ofDays = sorted.map(({ campaignId, date, classes }) =>
    db('checkin_report_turn')
      .insert({ campaign_id: campaignId, day: date, lane: LANE, turn: classes.size })
      .onConflict(['campaign_id', 'day', 'lane'])
      .merge({ turn: db.raw('?? + ?', ['checkin_report_turn.turn', classes.size]) }),
  );
  const rows = sorted.flatMap(({ campaignId, date, classes }) => {
    const known = [...classes].filter((code) => code !== undefined).sort();
    return known.map((class_code) => ({ campaign_id: campaignId, day: date, roster, class_code, lane: LANE, turn: 1 }));
  });
  const ofClasses = batches(rows).map((some) =>
    db('checkin_class_turn')
      .insert(some)
      .onConflict(['campaign_id', 'day', 'roster', 'class_code', 'lane'])
      .merge({ turn: db.raw('?? + 1', ['checkin_class_turn.turn']) }),
  );
  return [...ofDays, ...ofClasses].map((query) => ({ query }));
}
