import { toInstant } from '../../kernel/clock';
import type { Db } from '../../kernel/database';
import { fromCursor, type Page, toPage } from '../../kernel/paging';
import type { Vault } from '../../kernel/vault';
import { type Call, lastCalls } from '../call';
import { audienceOn, type Campaign, explainExemption } from '../campaign';
import { type CurrentReport, dayStatus, findReports, keyOf } from '../report';
import type { ClassBehind, FiguresMemory, Member } from './memory';
import { type Asked, type Row, selectPeople } from './people';
import type { CallOfDay, PeopleFilter, PersonOfDay } from './schema';

/** Where a page of a list ends: a class and a number. */
type Place = [classCode: string, studentNo: string];

/** So many rows of a list after a place, or from its beginning. */
interface Stretch {
  after: Place | undefined;
  count: number;
}

/** A page of the people behind a figure, by class and number. */
export async function peopleBehind(
  db: Db,
  { vault, figures }: { vault: Vault; figures: FiguresMemory },
  { caller, campaign, filter, limit, cursor }: Asked & { limit: number; cursor?: string },
): Promise<Page<PersonOfDay>> {
  const after = fromCursor(cursor, ['string', 'string']) as Place | undefined;
  const rows = await rowsAfter(db, figures, { caller, campaign, filter }, { after, count: limit + 1 });
  const day = { campaignId: campaign.id, date: filter.date };
  const reported = rows.filter(({ rule, status }) => rule < 0 && status !== null);
  const reports = await findReports(
    db,
    vault,
    reported.map(({ person_no: personNo }) => ({ ...day, personNo })),
  );
  const missing = rows.filter(isMissing).map(({ person_no }) => person_no);
  const calls = await lastCalls(db, day, missing);
  const show = (row: Row) => ({
    ...toPerson(row, campaign, filter, reports),
    call: showCall(calls.get(row.person_no)),
  });
  return toPage(rows, limit, ({ class_code, person_no }) => [class_code, person_no], show);
}

/** The next rows of a list. Where they are few, they are remembered. */
async function rowsAfter(db: Db, figures: FiguresMemory, asked: Asked, stretch: Stretch): Promise<Row[]> {
  const few = await figures.few(db, asked);
  if (few) return from(few, ({ class_code, person_no }) => [class_code, person_no], stretch).slice(0, stretch.count);
  const never = await figures.neverBehind(db, asked);
  return never ? neverAfter(db, asked, never, stretch) : foundAfter(db, figures, asked, stretch);
}

/** What is beyond a place. Past the basic plane the order of lists, that of bytes, is another, but no class is called so. */
function from<T>(sorted: readonly T[], placeOf: (each: T) => Place, { after }: Stretch): readonly T[] {
  if (!after) return sorted;
  const [lastClass, lastNo] = after;
  const at = sorted.findIndex((each) => {
    const [classCode, no] = placeOf(each);
    return classCode === lastClass ? no > lastNo : classCode > lastClass;
  });
  return at < 0 ? [] : sorted.slice(at);
}

/** Who has never reported is remembered by number: those who are next are looked for by theirs. */
function neverAfter(db: Db, asked: Asked, never: readonly Member[], stretch: Stretch): Promise<Row[]> {
  let left = from(never, ({ classCode, studentNo }) => [classCode, studentNo], stretch);
  return inParts(db, asked, stretch, (count) => {
    const among = left.slice(0, count).map(({ studentNo }) => studentNo);
    left = left.slice(count);
    return among.length > 0 ? { among } : undefined;
  });
}

/** Where few of many are looked for, what is remembered tells in which classes they are. */
async function foundAfter(db: Db, figures: FiguresMemory, asked: Asked, stretch: Stretch): Promise<Row[]> {
  const classes = await figures.classesBehind(db, asked, stretch.after?.[0]);
  if (!classes) return nextRows(db, asked, stretch);
  let left = classes;
  return inParts(db, asked, stretch, (count) => {
    const within = classesFor(left, count);
    left = left.slice(within.length);
    return within.length > 0 ? { within } : undefined;
  });
}

/** Rows from one part after the other, until there are enough: somebody may have changed since it was remembered. */
async function inParts(
  db: Db,
  asked: Asked,
  { after, count }: Stretch,
  next: (count: number) => Pick<Asked, 'within' | 'among'> | undefined,
): Promise<Row[]> {
  const rows: Row[] = [];
  while (rows.length < count) {
    const part = next(count - rows.length);
    if (!part) break;
    rows.push(...(await nextRows(db, { ...asked, ...part }, { after, count: count - rows.length })));
  }
  return rows;
}

function nextRows(db: Db, asked: Asked, { after, count }: Stretch): Promise<Row[]> {
  const query = selectPeople(db, asked).orderBy(['class_code', 'person_no']).limit(count);
  if (after) void query.whereRaw('(class_code, person_no) > (?, ?)', after);
  return query as unknown as Promise<Row[]>;
}

/** The first classes that hold so many people. */
function classesFor(classes: readonly ClassBehind[], count: number): string[] {
  let people = 0;
  const enough = classes.findIndex((each) => {
    people += each.people;
    return people >= count;
  });
  return classes.slice(0, enough < 0 ? classes.length : enough + 1).map(({ code }) => code);
}

function toPerson(
  row: Row,
  campaign: Campaign,
  { date }: PeopleFilter,
  reports: Map<string, CurrentReport>,
): Omit<PersonOfDay, 'call'> {
  const report = reports.get(keyOf({ campaignId: campaign.id, date, personNo: row.person_no }));
  const { exclude, followUp } = audienceOn(campaign, date);
  const rule = exclude[row.rule];
  return {
    studentNo: row.person_no,
    name: row.name,
    class: { code: row.class_code, name: row.class_code },
    department: { code: row.department_code, name: row.department_code },
    status: dayStatus(row.rule < 0, row.status ?? undefined),
    exemptReason: rule ? explainExemption(rule, followUp) : null,
    ...details(report),
  };
}

/** A call stands beside what is missing; once there is a report, that speaks for itself. */
function isMissing({ rule, status }: Row): boolean {
  return rule < 0 && (status === null || status === 'returned');
}

function showCall(call: Call | undefined): CallOfDay | null {
  return call ? { outcome: call.outcome, at: toInstant(call.at), by: call.by.name } : null;
}

function details(report: CurrentReport | undefined) {
  if (!report) return { revision: null, submittedAt: null, answers: null, flags: null };
  const { revision, submittedAt, answers, flags, erased } = report.current;
  return { revision, submittedAt: toInstant(submittedAt), answers, flags, ...(erased ? { erased } : {}) };
}
