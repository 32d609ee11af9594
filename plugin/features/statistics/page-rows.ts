import type { Campaign } from '../campaign';
import { audienceOn } from '../campaign';
import { queryText } from '../review';
import type { Figures, FiguresRow } from './schema';

export type SortBy = 'worst' | 'name';

/** What a row is compared with and measured by, beside its own figures. */
export interface Beside {
  never: ReadonlyMap<string, number>;
  /** Reported on the day before, by class; nothing where there is no such day. */
  before: ReadonlyMap<string, number> | undefined;
}

/** A class or a department with all its figures. */
export type Counted = FiguresRow & { never: number; change: number | undefined };

/** Adds to each class what stands beside its figures. */
export function countedRows(rows: readonly FiguresRow[], { never, before }: Beside): Counted[] {
  return rows.map((row) => {
    const code = row.class?.code ?? '';
    return { ...row, never: never.get(code) ?? 0, change: before && row.reported - (before.get(code) ?? 0) };
  });
}

/** The sum of classes as one row. */
export function totalOf(rows: readonly Counted[], total: Figures) {
  const changes = rows.map(({ change }) => change);
  return {
    ...total,
    never: rows.reduce((all, { never }) => all + never, 0),
    change: changes.includes(undefined) ? undefined : changes.reduce((all: number, each) => all + (each ?? 0), 0),
  };
}

/** Lowest rate first, among equals the one with more people missing; whoever owes nothing comes last. */
export function sortRows<Row extends FiguresRow>(rows: readonly Row[], sort: SortBy): Row[] {
  const name = (row: Row) => row.class?.name ?? row.department.name;
  const byName = (a: Row, b: Row) => name(a).localeCompare(name(b), 'zh-CN', { numeric: true });
  if (sort === 'name') return [...rows].sort(byName);
  return [...rows].sort((a, b) => (a.rate ?? 2) - (b.rate ?? 2) || b.unreported - a.unreported || byName(a, b));
}

/** `+3`, `−2`, `0`: a change that says its direction without a colour. */
export function showChange(change: number | undefined): string | undefined {
  if (change === undefined) return undefined;
  return change > 0 ? `+${change}` : change < 0 ? `−${-change}` : '0';
}

/** The people's addresses behind each figure of a row, below `people`. */
export function doorsOf(people: string, given: Record<string, string | undefined>) {
  const door = (more: Record<string, string>) => people + queryText({ ...given, ...more });
  return {
    due: door({ state: 'due' }),
    reported: door({ state: 'reported' }),
    unreported: door({ state: 'unreported' }),
    pending: door({ state: 'reported', status: 'pending' }),
    returned: door({ state: 'unreported', status: 'returned' }),
    exempt: door({ state: 'exempt' }),
    never: door({ state: 'never' }),
  };
}

/** What a class that owes nothing is called: followed up outside the app, or exempt. */
export function exemptWord(campaign: Campaign, date: string, row: FiguresRow): string | undefined {
  if (row.due > 0) return undefined;
  const outside = row.class && audienceOn(campaign, date).followUp.includes(row.class.code);
  return outside ? '线下跟进' : '免打卡';
}
