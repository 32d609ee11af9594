import { addDays } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import { hasSchoolScope, isAdmitted } from '../policy';
import { queryText, type StaffAsked, staffFrame } from '../review';
import { dayChoice, pageDay } from '../statistics';
import { briefsOfDay } from './briefs-of-day';
import { showDepartment, type Typed } from './page-department';
import { dueAtOf } from './rules';
import type { Brief } from './schema';
import type { StandingParts } from './standing';
import { textOfAll, timeOf } from './words';

/** How the page is asked for. */
export interface BriefsQuery {
  date?: string;
  department?: string;
}

type BriefsAsked = StaffAsked & { query: BriefsQuery; now: number; timeZone: string };

/** 日报: the only department of the reader, or the one that was opened; otherwise all of theirs side by side. */
export async function briefsPage(db: Db, parts: StandingParts, asked: BriefsAsked, typed?: Typed) {
  const { caller, campaign, today, query, now, timeZone } = asked;
  const date = pageDay(campaign, query.date ?? addDays(today, -1), today);
  const frame = await staffFrame(db, asked, 'briefs');
  const briefs = await briefsOfDay(db, parts, { caller, campaign, date });
  const single = briefs.length === 1 && !hasSchoolScope(caller) ? briefs[0] : undefined;
  const one = single ?? briefs.find(({ department }) => department.code === query.department);
  const here = (more: BriefsQuery) =>
    `${frame.base}/briefs${queryText({ department: query.department, date, ...more })}`;
  const day = dayChoice(campaign, date, today);
  const dueAt = dueAtOf(campaign, date, timeZone);
  return {
    frame,
    day,
    date,
    links: { previous: here({ date: day.previous }), next: here({ date: day.next }) },
    kept: query.department ? [{ name: 'department', value: query.department }] : [],
    action: `${frame.base}/briefs`,
    mine: isAdmitted(caller, 'brief.read'),
    running: date >= today,
    notBegun: today < campaign.startsOn,
    now,
    dueAt,
    overdue: now > dueAt,
    all: one && !single ? here({ department: undefined }) : undefined,
    one: one && (await showDepartment(db, { caller, campaign, date, today, base: frame.base }, one, typed)),
    several: one ? undefined : showAll(asked, briefs, date, here),
  };
}

/** Those who have not reported come first: they are what there is to do. */
function showAll(
  { campaign, caller, timeZone }: BriefsAsked,
  briefs: readonly Brief[],
  date: string,
  here: (more: BriefsQuery) => string,
) {
  const open = briefs.filter(({ submitted }) => !submitted);
  const done = briefs.filter(({ submitted }) => submitted);
  return {
    text: briefs.length > 0 ? textOfAll({ campaign, date }, caller, briefs, timeZone) : '',
    total: briefs.length,
    csv: `${here({}).split('?')[0]}.csv${queryText({ date })}`,
    done: done.length,
    late: done.filter(({ submitted }) => submitted && !submitted.onTime).length,
    open: open.map(({ department }) => ({ name: department.name, opens: here({ department: department.code }) })),
    rows: [...open, ...done].map((brief) => showRow(brief, date, here, timeZone)),
  };
}

function showRow(
  { department, standing: { figures, followUps }, submitted, changes }: Brief,
  date: string,
  here: (more: BriefsQuery) => string,
  timeZone: string,
) {
  const { rate } = figures;
  return {
    ...figures,
    name: department.name,
    opens: here({ department: department.code }),
    submitted: submitted && { ...submitted, time: timeOf(submitted.submittedAt, date, timeZone) },
    permille: rate === null ? undefined : Math.floor(rate * 1000),
    outside: followUps.length,
    entered: followUps.filter(({ headcount }) => headcount !== null).length,
    lacking: followUps.some(({ headcount }) => headcount === null),
    changed: changes.length > 0,
  };
}
