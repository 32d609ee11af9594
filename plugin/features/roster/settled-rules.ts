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

/** Finds the settled days on which an import would alter who belonged to a department, or as what (contract, 5). */
export class SettledDays {
  private readonly days: string[];
  private readonly touched = new Set<string>();

  constructor(private readonly settled: readonly SettledDay[]) {
    this.days = [...new Set(settled.map(({ day }) => day))];
  }

  /** Looks at what some students had before the import, and have after it. */
  look(turns: Iterable<Turn>): void {
    if (this.days.length === 0) return;
    for (const [before, after] of turns)
      for (const day of this.days)
        for (const code of departmentsTouched(before, after, day)) this.touched.add(day).add(`${day}/${code}`);
  }

  /** 409 where a settled day would be altered, with the earliest effective date that would do. */
  get refusal(): Problem | undefined {
    const touched = this.settled
      .filter((each) => this.touched.has(each.departmentCode === undefined ? each.day : keyOf(each)))
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const last = touched.at(-1);
    if (!last) return undefined;
    const message = `${nameDays(touched)}，名单不能再改动这些日子；请把生效日期改为 ${addDays(last.day, 1)} 或以后`;
    return new Problem('day-settled', { detail: message, errors: [{ pointer: '/effective', message }] });
  }
}

function keyOf({ day, departmentCode = '' }: SettledDay): string {
  return `${day}/${departmentCode}`;
}

const NAMED = 5;

function nameDays(days: readonly SettledDay[]): string {
  const named = days.slice(0, NAMED).map(({ departmentCode, day, because }) => {
    return `${departmentCode ?? '全校'} ${showShortDay(day)}的${because}`;
  });
  return `${named.join('、')}${days.length > NAMED ? `等 ${days.length} 处` : ''}`;
}

/** Where a student was and will have been on a day, if anything about that becomes different. */
function departmentsTouched(before: Turn[0], after: Turn[1], day: CivilDate): string[] {
  const [was, is] = [before, after].map((rows) => rows.find((row) => holdsOn(row, day)));
  if (was === is || (was && is && factsOfEnrolment(was) === factsOfEnrolment(is))) return [];
  return [was, is].flatMap((row) => (row ? [row.departmentCode] : []));
}
