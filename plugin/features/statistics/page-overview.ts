import { addDays, type CivilDate, instantOf, wallTime } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { CampaignMemory } from '../campaign';
import { hasSchoolScope } from '../policy';
import { exportBox, queryText, type StaffAsked, staffFrame } from '../review';
import { sum } from './figures';
import type { FiguresMemory } from './memory';
import { dayChoice, keptFields, pageDay } from './page-day';
import { namesText } from './page-names';
import {
  besideDepartments,
  type Counted,
  cellsOf,
  countedRows,
  doorsOf,
  exemptWord,
  type SortBy,
  showChange,
  sortRows,
  totalOf,
} from './page-rows';
import type { FiguresRow } from './schema';

/** How the overview is asked for. */
export interface OverviewQuery {
  date?: string;
  by?: 'class' | 'department';
  sort?: SortBy;
  department?: string;
}

type OverviewAsked = StaffAsked & { query: OverviewQuery; now: number; timeZone: string };

/** Up to so many missing names stand on the page itself; more have their own. */
const NAMES_AT_HAND = 300;
/** Before this time hardly anybody has reported. */
const EARLY = '06:00';

/** Whom to export from figures. */
const EXPORTS = [
  { value: 'reported', word: '已反馈，含填写的内容' },
  { value: 'unreported', word: '未反馈' },
  { value: '', word: '所有人' },
];

/** How a day stands in the caller's scope: the figures, and the classes or departments behind them. */
export async function overviewPage(
  db: Db,
  { figures, campaigns }: { figures: FiguresMemory; campaigns: CampaignMemory },
  asked: OverviewAsked,
) {
  const { campaign, today, query, now, timeZone } = asked;
  const date = pageDay(campaign, query.date, today);
  // Outside a transaction each waits for the database by itself.
  const [frame, counted, others] = await Promise.all([
    staffFrame(db, asked, 'statistics'),
    countedOf(db, figures, asked, date),
    otherCampaigns(db, campaigns, asked),
  ]);
  const { total: sums, classes, departments, beside } = counted;
  const view = viewOf(asked, departments.length);
  const here = (more: OverviewQuery) => frame.base + queryText({ ...linked(query), date, ...more });
  // A list goes back to its day by itself.
  const from = queryText(linked(query)) && queryText({ ...linked(query), date });
  const rows =
    view.by === 'class' ? countedRows(classes, beside) : countedRows(departments, besideDepartments(classes, beside));
  const total = totalOf(rows, sums);
  const people = `${frame.base}/people`;
  return {
    frame,
    day: dayChoice(campaign, date, today),
    campaigns: others,
    kept: keptFields(linked(query)),
    view: { ...view, byName: view.sort === 'name', isClass: view.by === 'class', sortable: rows.length > 1 },
    department: query.department,
    links: {
      previous: here({ date: addDays(date, -1) }),
      next: here({ date: addDays(date, 1) }),
      refresh: here({}),
      byClass: here({ by: 'class' }),
      byDepartment: here({ by: 'department', department: undefined }),
      worst: here({ sort: 'worst' }),
      byName: here({ sort: 'name' }),
    },
    total: { ...total, ...shown(total), doors: doorsOf(people, { date, department: query.department, from }) },
    rows: sortRows(rows, view.sort).map((row) => ({
      ...row,
      ...shown(row),
      name: view.by === 'class' ? row.class?.name : row.department.name,
      unit: view.by === 'class' ? ' 班' : '',
      opens: opensOf(row, here, people + queryText({ date, ...placeOf(row), from })),
      exemptWord: exemptWord(campaign, date, row),
      cells: cellsOf(row, doorsOf(people, { date, ...placeOf(row), from })),
    })),
    elsewhere: date === today && !query.department ? Math.max(0, frame.waiting - total.pending) : 0,
    compared: date === today ? '昨天此时' : '前一天',
    early: date === today && wallTime(now, timeZone).time < EARLY,
    allExempt: total.due === 0 && total.exempt > 0,
    notBegun: today < campaign.startsOn,
    now,
    names: await namesAtHand(db, figures, asked, date, total.unreported),
    chase: `${frame.base}/chase${queryText({ date, department: query.department })}`,
    namesPage: `${frame.base}/names${queryText({ date, department: query.department, from })}`,
    exporting: exportBox(asked, { filter: { department: query.department }, from: date, choices: EXPORTS }),
  };
}

/** The campaigns to choose from; nothing where there is but one. */
async function otherCampaigns(db: Db, campaigns: CampaignMemory, { campaign }: OverviewAsked) {
  const all = [...(await campaigns.current(db)).values()];
  if (all.length < 2) return undefined;
  return all.map(({ code, title }) => ({ code, title, current: code === campaign.code }));
}

/** Every class and department of the scope, or of the department that was opened, and what stands beside the classes. */
async function countedOf(db: Db, figures: FiguresMemory, asked: OverviewAsked, date: CivilDate) {
  const { caller, campaign, query } = asked;
  const day = await figures.figures(db, { caller, campaign, date });
  const opened = query.department;
  const isOpen = ({ department }: FiguresRow) => opened === undefined || department.code === opened;
  const { total, rows } = day.by('class');
  const classes = opened === undefined ? rows : rows.filter(isOpen);
  const departments = day.by('department').rows.filter(isOpen);
  const never = await figures.never(db, { caller, campaign, date });
  const beside = { never, before: await reportedBefore(db, figures, asked, date) };
  return { total: opened === undefined ? total : sum(classes), classes, departments, beside };
}

/** What the day before had brought by the same minute; of a past day, all that it brought. */
async function reportedBefore(
  db: Db,
  figures: FiguresMemory,
  { caller, campaign, today, now, timeZone }: OverviewAsked,
  date: CivilDate,
) {
  const before = addDays(date, -1);
  if (before < campaign.startsOn || date > today) return undefined;
  if (date === today) {
    const at = instantOf(before, wallTime(now, timeZone).time, timeZone);
    return figures.reportedBy(db, { caller, campaign, date: before, at });
  }
  const { rows } = (await figures.figures(db, { caller, campaign, date: before })).by('class');
  return new Map(rows.map((row) => [row.class?.code ?? '', row.reported]));
}

/** Whoever has many departments begins with them. */
function viewOf({ query, caller }: OverviewAsked, departments: number) {
  const first = hasSchoolScope(caller) && query.department === undefined ? 'department' : 'class';
  return {
    by: query.by ?? first,
    sort: query.sort ?? ('worst' as SortBy),
    several: departments > 1 || Boolean(query.department),
  };
}

/** What of a view is kept in its links. */
function linked({ by, sort, department }: OverviewQuery): Record<string, string | undefined> {
  return { by, sort, department };
}

/** A department opens its classes, a class its people. */
function opensOf(row: Counted, here: (more: OverviewQuery) => string, people: string): string {
  return row.class ? people : here({ by: 'class', department: row.department.code });
}

function placeOf(row: Counted): Record<string, string> {
  return row.class ? { class: row.class.code } : { department: row.department.code };
}

function shown({ change, rate, due }: Counted | ReturnType<typeof totalOf>) {
  return {
    changeText: due > 0 ? showChange(change) : undefined,
    permille: rate === null ? undefined : Math.floor(rate * 1000),
  };
}

async function namesAtHand(
  db: Db,
  figures: FiguresMemory,
  { caller, campaign, query }: OverviewAsked,
  date: CivilDate,
  missing: number,
) {
  if (missing === 0 || missing > NAMES_AT_HAND) return undefined;
  const filter = { date, state: 'unreported' as const, department: query.department };
  return namesText(campaign, date, '未反馈', await figures.names(db, { caller, campaign, filter }));
}
