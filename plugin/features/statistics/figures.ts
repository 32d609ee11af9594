import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import type { Campaign } from '../campaign';
import { REPORTED, type ReportStatus } from '../report';
import { exemptRule, peopleOfDay } from './people-query';
import type { Figures, FiguresRow, Statistics } from './schema';

interface Counted {
  class_code: string;
  department_code: string;
  rule: number;
  status: ReportStatus | null;
  people: number;
}

/** The figures of a day for the caller's scope of today, by class or by department, in the order of their codes. */
export async function figuresOf(
  db: Db,
  { caller, campaign, date, by }: { caller: Caller; campaign: Campaign; date: CivilDate; by: 'class' | 'department' },
): Promise<Statistics> {
  const query = peopleOfDay(db, caller, campaign, date).select(
    'e.class_code',
    'e.department_code',
    'r.status',
    db.raw('? as ??', [exemptRule(db, campaign, date), 'rule']),
  );
  const counted: Counted[] = await db
    .from(query.as('p'))
    .select('class_code', 'department_code', 'status', 'rule')
    .count({ people: '*' })
    .groupBy('class_code', 'department_code', 'status', 'rule');
  const rows = rowsBy(by, counted);
  return { date, total: sum(rows), rows };
}

function rowsBy(by: 'class' | 'department', counted: Counted[]): FiguresRow[] {
  const groups = new Map<string, Counted[]>();
  for (const each of counted) {
    const key = JSON.stringify(by === 'class' ? [each.department_code, each.class_code] : [each.department_code]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, group]) => toRow(key, group));
}

function toRow(key: string, group: Counted[]): FiguresRow {
  const [department = '', code] = JSON.parse(key) as [string, string?];
  return {
    ...(code === undefined ? {} : { class: { code, name: code } }),
    department: { code: department, name: department },
    ...count(group),
  };
}

function count(group: Counted[]): Figures {
  const people = (matches: (each: Counted) => boolean) =>
    group.filter(matches).reduce((total, each) => total + Number(each.people), 0);
  const of = (status: ReportStatus | null) => people((each) => each.rule < 0 && each.status === status);
  const [normal, pending, returned, confirmed, cleared] = [
    of('normal'),
    of('pending'),
    of('returned'),
    of('confirmed'),
    of('cleared'),
  ];
  const due = people(({ rule }) => rule < 0);
  const reported = people(({ rule, status }) => rule < 0 && status !== null && REPORTED.includes(status));
  const exempt = people(({ rule }) => rule >= 0);
  return withRate({ due, reported, unreported: due - reported, normal, pending, returned, confirmed, cleared, exempt });
}

function withRate(figures: Omit<Figures, 'rate'>): Figures {
  return { ...figures, rate: figures.due === 0 ? null : figures.reported / figures.due };
}

const NOTHING = {
  due: 0,
  reported: 0,
  unreported: 0,
  normal: 0,
  pending: 0,
  returned: 0,
  confirmed: 0,
  cleared: 0,
  exempt: 0,
};

/** The sum over rows. */
export function sum(rows: readonly Figures[]): Figures {
  const keys = Object.keys(NOTHING) as (keyof typeof NOTHING)[];
  const total = { ...NOTHING };
  for (const row of rows) for (const key of keys) total[key] += row[key];
  return withRate(total);
}
