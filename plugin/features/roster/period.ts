import { type CivilDate, FOREVER } from '../../kernel/civil-date';
import type { Period } from './schema';

/**
 * Rows that hold for one person, after `wanted` has taken the place of all that holds from `effective` on; no day before
 * it is altered. A row that ends that day and says the same as a wanted one goes on instead. `wanted` holds from
 * `effective` to `FOREVER`.
 */
function replaceFrom<Row extends Period>(
  rows: readonly Row[],
  wanted: readonly Row[],
  effective: CivilDate,
  factsOf: (row: Row) => string,
): Row[] {
  const stays = new Set(wanted.map(factsOf));
  const past = rows
    .filter(({ fromDay }) => fromDay < effective)
    .map((row) => {
      if (row.untilDay < effective) return row;
      return { ...row, untilDay: stays.has(factsOf(row)) ? FOREVER : effective };
    });
  const goesOn = new Set(past.filter(({ untilDay }) => untilDay === FOREVER).map(factsOf));
  return [...past, ...wanted.filter((row) => !goesOn.has(factsOf(row)))];
}

/** {@link replaceFrom} for everybody who is wanted to have something, or nothing: what each of them has afterwards. */
export function replaceAll<Row extends Period>(
  standing: ReadonlyMap<string, Row[]>,
  wanted: ReadonlyMap<string, Row[]>,
  effective: CivilDate,
  factsOf: (row: Row) => string,
): Map<string, Row[]> {
  return new Map(
    [...wanted].map(([person, rows]) => [person, replaceFrom(standing.get(person) ?? [], rows, effective, factsOf)]),
  );
}

/** True when any row holds on that day or later. */
export function isThereFrom(rows: readonly Period[], day: CivilDate): boolean {
  return rows.some(({ untilDay }) => untilDay > day);
}

/** True when both say the same of the same days, whatever the order. */
export function sameRows<Row extends Period>(a: readonly Row[], b: readonly Row[], factsOf: (row: Row) => string) {
  const whole = (row: Row) => `${row.fromDay} ${row.untilDay} ${factsOf(row)}`;
  const known = new Set(a.map(whole));
  return a.length === b.length && b.every((row) => known.has(whole(row)));
}

/** True for what holds on a day. */
export function holdsOn({ fromDay, untilDay }: Period, day: CivilDate): boolean {
  return fromDay <= day && day < untilDay;
}
