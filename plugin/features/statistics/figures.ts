import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import type { Campaign } from '../campaign';
import { REPORTED, type ReportStatus } from '../report';
import { exemptRule, peopleOfDay } from './people-query';
import type { Figures, FiguresRow } from './schema';

interface Counted {
  class_code: string;
  department_code: string;
  rule: number;
  status: ReportStatus | null;
  people: number;
}

/** What is counted: of a day, for somebody's scope of today, or of a few classes in it. */
export interface CountAsked {
  caller: Caller;
  campaign: Campaign;
  date: CivilDate;
  within?: readonly string[];
}

/** The figures of each class of a day, by code; of a class with people in two departments, for each of them. */
export async function figuresByClass(db: Db, { caller, campaign, date, within }: CountAsked) {
  const query = peopleOfDay(db, caller, campaign, date, within).select(
    'e.class_code',
    'e.department_code',
    'r.status',
    db.raw('? as ??', [exemptRule(db, campaign, date), 'rule']),
  );
  const counted: Counted[] = await db
    .from(query.as('p'))
    .select('class_code', 'department_code', 'status', 'rule')
    .count({ people: '*' })
    .groupBy('class_code', 'department_code', 'status', 'rule')
    .orderBy(['class_code', 'department_code']);
  const classes = new Map<string, FiguresRow[]>();
  let from = 0;
  for (const [at, each] of counted.entries()) {
    const next = counted[at + 1];
    if (next?.class_code === each.class_code && next.department_code === each.department_code) continue;
    const rows = classes.get(each.class_code) ?? [];
    classes.set(each.class_code, [...rows, toRow(each, counted.slice(from, at + 1))]);
    from = at + 1;
  }
  return classes;
}

function toRow({ class_code, department_code }: Counted, group: readonly Counted[]): FiguresRow {
  return {
    class: { code: class_code, name: class_code },
    department: { code: department_code, name: department_code },
    ...count(group),
  };
}

function count(group: readonly Counted[]): Figures {
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
