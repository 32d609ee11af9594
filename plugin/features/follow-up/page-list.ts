import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import { queryText, type StaffAsked, staffFrame } from '../review';
import { dayChoice } from '../statistics';
import { classesBetween } from './classes-read-model';
import { currentOf, keyOf, missingDays } from './read-model';
import { isMissing } from './rules';
import type { ClassOfDay, FollowUp } from './schema';

/** So many missing days are shown at once; the others unfold. */
const DAYS_AT_HAND = 7;

/** Whose classes, and which day. */
export type DayAsked = StaffAsked & { date: CivilDate };

/** The classes outside the app of a day: who has been entered, and on which days nobody was. */
export async function listPage(db: Db, vault: Vault, asked: DayAsked) {
  const { campaign, caller, date, today } = asked;
  const frame = await staffFrame(db, asked, 'follow-ups');
  const classes = await classesBetween(db, { campaign, caller, from: date, to: date });
  const entries = await currentOf(db, vault, campaign, classes);
  const missing = await missingDays(db, asked);
  const address = addressOf(frame.base);
  const rows = classes.map((each) => {
    const entry = entries.get(keyOf(each));
    return { ...showRow(each, entry), address: address({ date, class: each.classCode }) };
  });
  const day = dayChoice(campaign, date, today);
  return {
    frame,
    day,
    links: { previous: address({ date: day.previous }), next: address({ date: day.next }) },
    csv: `${frame.base}/follow-ups.csv${queryText({ date })}`,
    rows,
    missingToday: rows.filter(({ isMissing: is }) => is).length,
    several: new Set(classes.map(({ departmentCode }) => departmentCode)).size > 1,
    missing: [...missing].sort().flatMap(([classCode, days]) => showMissing(classCode, days, address)),
    known: missing.size > 0,
    none: rows.length === 0,
  };
}

type Address = (query: Record<string, string | undefined>) => string;

/** The addresses of this page below the module's own. */
export function addressOf(base: string): Address {
  return (query) => `${base}/follow-ups${queryText(query)}`;
}

function showRow(each: ClassOfDay, entry: FollowUp | undefined) {
  const { classCode, departmentCode, expected } = each;
  return {
    classCode,
    departmentCode,
    expected,
    entered: entry && {
      headcount: entry.headcount,
      short: entry.headcount < expected,
      abnormal: entry.abnormal.length,
      by: entry.by,
      at: entry.at,
      revision: entry.revision,
    },
    isMissing: isMissing(each, entry?.revision),
  };
}

/** The days of a class that nobody has entered; nothing where there are none. */
export function showMissing(classCode: string, days: readonly CivilDate[], address: Address) {
  if (days.length === 0) return [];
  const links = days.map((date) => ({ date, address: address({ date, class: classCode }) }));
  return [{ classCode, count: days.length, days: links.slice(0, DAYS_AT_HAND), more: links.slice(DAYS_AT_HAND) }];
}
