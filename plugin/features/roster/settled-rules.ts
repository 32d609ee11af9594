import { addDays, type CivilDate } from '../../kernel/civil-date';
import { Problem } from '../../kernel/problem';
import { showShortDay } from '../../kernel/words';
import { holdsOn } from './period';
import { factsOfEnrolment } from './plan-import';
import type { Enrolment } from './schema';

/** A day that is settled, of a department or of all: whatever holds the roster to it names what settled it. */
export interface SettledDay {
  day: CivilDate;
  departmentCode: string | undefined;
  /** In Chinese: 日报已上报. */
  because: string;
}

/** What one student had before an import, and has after it. */
export type Turn = readonly [before: readonly Enrolment[], after: readonly Enrolment[]];

/**
 * Refuses an import that would alter who belonged to a department, or as what, on a day that is settled (contract, 5):
 * 409, with the earliest effective date that would do.
 */
export function demandUnsettled(settled: readonly SettledDay[], turns: Iterable<Turn>): void {
  const touched = touchedDays(settled, turns);
  const last = touched.at(-1);
  if (!last) return;
  const named = touched.slice(0, NAMED).map(({ departmentCode, day, because }) => {
    return `${departmentCode ?? '全校'} ${showShortDay(day)}的${because}`;
  });
  const more = touched.length > NAMED ? `等 ${touched.length} 处` : '';
  const message = `${named.join('、')}${more}，名单不能再改动这些日子；请把生效日期改为 ${addDays(last.day, 1)} 或以后`;
  throw new Problem('day-settled', { detail: message, errors: [{ pointer: '/effective', message }] });
}

const NAMED = 5;

/** Those of the settled days, in their order, on which anybody comes, goes or changes. */
function touchedDays(settled: readonly SettledDay[], turns: Iterable<Turn>): SettledDay[] {
  const days = [...new Set(settled.map(({ day }) => day))];
  const touched = new Set<string>();
  if (days.length > 0)
    for (const [before, after] of turns)
      for (const day of days)
        for (const code of departmentsTouched(before, after, day)) touched.add(day).add(`${day}/${code}`);
  return settled
    .filter(({ day, departmentCode }) => touched.has(departmentCode === undefined ? day : `${day}/${departmentCode}`))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf({ day, departmentCode = '' }: SettledDay): string {
  return `${day}/${departmentCode}`;
}

/** Where a student was and will have been on a day, if anything about that becomes different. */
function departmentsTouched(before: Turn[0], after: Turn[1], day: CivilDate): string[] {
  const [was, is] = [before, after].map((rows) => rows.find((row) => holdsOn(row, day)));
  if (was === is || (was && is && factsOfEnrolment(was) === factsOfEnrolment(is))) return [];
  return [was, is].flatMap((row) => (row ? [row.departmentCode] : []));
}
