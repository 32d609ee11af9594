import { queryText } from '../review';
import type { NameOfDay } from '../statistics';

/** How the page is asked for. */
export interface ChaseQuery {
  date?: string;
  class?: string;
  department?: string;
  page?: number;
  /** The reminder that was just sent. */
  sent?: string;
  /** How many were left in peace, where nothing was sent at all. */
  rested?: number;
}

/** The query of the page's address: where one is, without what was just done there. */
export function chaseQuery({ date, class: classCode, department, page }: ChaseQuery): string {
  const pageText = page === undefined || page === 1 ? undefined : String(page);
  return queryText({ date, department, class: classCode, page: pageText });
}

/** A part to choose, with how many are missing in it. */
export interface PartChip {
  word: string;
  people: number;
  current: boolean;
  address: string;
}

/**
 * The departments and classes that somebody can choose among, those with most people missing first; classes where there is
 * but one department, or one was chosen.
 */
export function partsOf(names: readonly NameOfDay[], chosen: ChaseQuery, here: (more: ChaseQuery) => string) {
  const departments = countBy(names, ({ departmentCode }) => departmentCode);
  const only = departments.length === 1 ? departments[0]?.[0] : chosen.department;
  const inOnly = names.filter(({ departmentCode }) => departmentCode === only);
  const classes = countBy(inOnly, ({ classCode }) => classCode);
  return {
    departments: several(departments).map(([code, people]): PartChip => {
      const address = here({ department: code, class: undefined });
      return { word: code, people, current: code === chosen.department, address };
    }),
    classes: several(classes).map(([code, people]): PartChip => {
      return { word: `${code} 班`, people, current: code === chosen.class, address: here({ class: code }) };
    }),
    everybody: { people: names.length, address: here({ department: undefined, class: undefined }) },
  };
}

function countBy(names: readonly NameOfDay[], keyOf: (each: NameOfDay) => string): [string, number][] {
  const counts = new Map<string, number>();
  for (const each of names) counts.set(keyOf(each), (counts.get(keyOf(each)) ?? 0) + 1);
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
}

/** There is no choice of one. */
function several<T>(items: readonly T[]): readonly T[] {
  return items.length > 1 ? items : [];
}
