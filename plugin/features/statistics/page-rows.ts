import type { Campaign } from '../campaign';
import { audienceOn } from '../campaign';
import { queryText } from '../review';
import type { Figures, FiguresRow } from './schema';

export type SortBy = 'worst' | 'name';

/** What rows are compared with and measured by, beside their own figures, by the codes of their classes or departments. */
export interface Beside {
  never: ReadonlyMap<string, number>;
  /** Reported on the day before; nothing where there is no such day. */
  before: ReadonlyMap<string, number> | undefined;
}

/** A class or a department with all its figures. */
export type Counted = FiguresRow & { never: number; change: number | undefined };

/** Adds to each class, or department, what stands beside its figures. */
export function countedRows(rows: readonly FiguresRow[], { never, before }: Beside): Counted[] {
  return rows.map((row) => {
    const { code } = row.class ?? row.department;
    return { ...row, never: never.get(code) ?? 0, change: before && row.reported - (before.get(code) ?? 0) };
  });
}

/** What stands beside classes, summed up by their departments. */
export function besideDepartments(classes: readonly FiguresRow[], { never, before }: Beside): Beside {
  return { never: sumsOf(classes, never), before: before && sumsOf(classes, before) };
}

function sumsOf(classes: readonly FiguresRow[], counts: ReadonlyMap<string, number>): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { class: unit, department } of classes)
    sums.set(department.code, (sums.get(department.code) ?? 0) + (counts.get(unit?.code ?? '') ?? 0));
  return sums;
}

/** The sum of rows as one. */
export function totalOf(rows: readonly Counted[], total: Figures) {
  const changes = rows.map(({ change }) => change);
  return {
    ...total,
    never: rows.reduce((all, { never }) => all + never, 0),
    change: changes.includes(undefined) ? undefined : changes.reduce((all: number, each) => all + (each ?? 0), 0),
  };
}

/** Made once: of a whole school, thousands of names are compared. */
const NAMES = new Intl.Collator('zh-CN', { numeric: true });

/** Lowest rate first, among equals the one with more people missing; whoever owes nothing comes last. */
export function sortRows<Row extends FiguresRow>(rows: readonly Row[], sort: SortBy): Row[] {
  const name = (row: Row) => row.class?.name ?? row.department.name;
  const byName = (a: Row, b: Row) => NAMES.compare(name(a), name(b));
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
  const all = people + queryText(given);
  const door = (more: string) => `${all}${all === people ? '?' : '&'}${more}`;
  return {
    due: door('state=due'),
    reported: door('state=reported'),
    unreported: door('state=unreported'),
    pending: door('state=reported&status=pending'),
    returned: door('state=unreported&status=returned'),
    exempt: door('state=exempt'),
    never: door('state=never'),
  };
}

/** The figures of a row as the table shows them: each leads to its people; what ought to be none is strong. */
export function cellsOf(row: Counted, doors: ReturnType<typeof doorsOf>) {
  const cell = (label: string, n: number, to: string, look = '') => ({ label, n, to, look });
  const quiet = (n: number) => (n ? '' : 's-zero');
  const { due, reported, unreported, pending, returned, never, exempt } = row;
  return [
    cell('应打卡', due, doors.due, 's-minor'),
    cell('已反馈', reported, doors.reported),
    cell('未反馈', unreported, doors.unreported, 's-strong'),
    cell('待审核', pending, doors.pending, `s-strong ${quiet(pending)}`),
    cell('已退回', returned, doors.returned, quiet(returned)),
    cell('从未使用', never, doors.never, quiet(never)),
    cell('免打卡', exempt, doors.exempt, quiet(exempt)),
  ];
}

/** What a class that owes nothing is called: followed up outside the app, or exempt. */
export function exemptWord(campaign: Campaign, date: string, row: FiguresRow): string | undefined {
  if (row.due > 0) return undefined;
  const outside = row.class && audienceOn(campaign, date).followUp.includes(row.class.code);
  return outside ? '线下跟进' : '免打卡';
}
