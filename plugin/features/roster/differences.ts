import { type CivilDate, FOREVER } from '../../kernel/civil-date';
import type { Contact, Enrolment, HeldScope } from './schema';

/** What becomes different about a person. Telephone numbers are not shown: their field has neither value. */
export interface Difference {
  /** The heading of the column. */
  field: string;
  /** What held, and what will; left out where there was or will be nothing. */
  from?: string;
  to?: string;
}

const ENROLMENT_FIELDS = {
  系部: 'departmentCode',
  班级: 'classCode',
  年级: 'intake',
  学籍状态: 'status',
  学生类别: 'category',
} as const satisfies Record<string, keyof Enrolment>;

/** What differs from anything that would have held from that day on. */
export function enrolmentDifferences(
  before: readonly Enrolment[],
  after: readonly Enrolment[],
  effective: CivilDate,
): Difference[] {
  const next = after.find((row) => row.untilDay > effective);
  const replaced = before.filter((row) => row.untilDay > effective).sort((a, b) => (a.fromDay < b.fromDay ? -1 : 1));
  const fields = Object.entries(ENROLMENT_FIELDS).flatMap(([field, key]) => {
    const other = replaced.find((row) => row[key] !== next?.[key]);
    if (next && replaced.length > 0 && !other) return [];
    return different(field, other && `${other[key]}${since(other, effective)}`, next && String(next[key]));
  });
  return next && replaced.length > 0 ? [...fields, ...periodDifferences(replaced, effective)] : fields;
}

/** A beginning that was planned for later, and an end that was planned, be it for a while: both are given up. */
function periodDifferences(replaced: readonly Enrolment[], effective: CivilDate): Difference[] {
  const begins = replaced[0]?.fromDay ?? effective;
  const last = replaced.find(({ untilDay }, index) => untilDay < (replaced[index + 1]?.fromDay ?? FOREVER));
  return [
    ...(begins > effective ? different('入学日期', begins, effective) : []),
    ...(last ? different('离校日期', last.untilDay) : []),
  ];
}

/** Scopes lost and gained from that day on, each with its duty. */
export function scopeDifferences(
  before: readonly HeldScope[],
  after: readonly HeldScope[],
  effective: CivilDate,
): Difference[] {
  const [had, has] = [before, after].map((rows) => namesFrom(rows, effective)) as [string[], string[]];
  return [
    ...had.filter((name) => !has.includes(name)).map((from) => ({ field: '管辖范围', from })),
    ...has.filter((name) => !had.includes(name)).map((to) => ({ field: '管辖范围', to })),
  ];
}

function namesFrom(rows: readonly HeldScope[], effective: CivilDate): string[] {
  return rows
    .filter(({ untilDay }) => untilDay > effective)
    .map((row) => {
      const until = row.untilDay < FOREVER ? `（${row.untilDay} 起不再）` : '';
      return `${row.duty} ${row.code}${since(row, effective)}${until}`;
    });
}

/** Which of a student's telephone numbers become others. */
export function contactDifferences(before: Contact, after: Contact): Difference[] {
  return [
    ...(before.phone === after.phone ? [] : [{ field: '联系电话' }]),
    ...(before.parentPhone === after.parentPhone ? [] : [{ field: '家长电话' }]),
  ];
}

function since({ fromDay }: { fromDay: CivilDate }, effective: CivilDate): string {
  return fromDay > effective ? `（自 ${fromDay} 起）` : '';
}

function different(field: string, from = '', to = ''): Difference[] {
  if (from === to) return [];
  return [{ field, ...(from === '' ? {} : { from }), ...(to === '' ? {} : { to }) }];
}
