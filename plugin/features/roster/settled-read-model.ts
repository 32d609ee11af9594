import { type CivilDate, daysFrom } from '../../kernel/civil-date';
import type { Tx } from '../../kernel/database';
import type { SettledDay } from './settled-rules';

/** One kind of what settles a day: the days from one on. */
type Source = (tx: Tx, from: CivilDate) => Promise<SettledDay[]>;

const SOURCES: readonly Source[] = [submittedBriefs, confirmedWeeks];

/**
 * The days from one on that no import may alter any more. They are read as they are at this moment, not as the
 * transaction began: whoever settles one has committed, or waits for us (`holdRoster`).
 */
export async function settledDays(tx: Tx, from: CivilDate): Promise<SettledDay[]> {
  const found: SettledDay[] = [];
  for (const source of SOURCES) found.push(...(await source(tx, from)));
  return found;
}

async function submittedBriefs(tx: Tx, from: CivilDate): Promise<SettledDay[]> {
  const rows: { day: string; department_code: string }[] = await tx('checkin_brief')
    .where('day', '>=', from)
    .select('day', 'department_code')
    .forShare();
  const days = new Map(rows.map((row) => [`${row.day}/${row.department_code}`, row]));
  return [...days.values()].map(({ day, department_code: departmentCode }) => {
    return { day, departmentCode, because: '日报已上报' };
  });
}

/** A confirmed week ranks all departments against each other, those that come new as well. */
async function confirmedWeeks(tx: Tx, from: CivilDate): Promise<SettledDay[]> {
  const rows: { from_day: string; to_day: string }[] = await tx('checkin_assessment')
    .where('to_day', '>=', from)
    .select('from_day', 'to_day')
    .forShare();
  const days = new Set(rows.flatMap(({ from_day, to_day }) => daysFrom(from_day > from ? from_day : from, to_day)));
  return [...days].map((day) => ({ day, departmentCode: undefined, because: '周考核已确认' }));
}
