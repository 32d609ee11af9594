import { toInstant } from '../../kernel/clock';
import type { Db } from '../../kernel/database';
import { fromCursor, type Page, toPage } from '../../kernel/paging';
import type { Vault } from '../../kernel/vault';
import { type Call, lastCalls } from '../call';
import { audienceOn, type Campaign, explainExemption } from '../campaign';
import { type CurrentReport, dayStatus, findReports, keyOf } from '../report';
import type { ClassBehind, FiguresMemory } from './memory';
import { type Asked, type NameOfDay, type Row, selectPeople } from './people';
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

/** The next rows of a list. Who is missing is remembered by name, where they are not nearly everybody. */
async function rowsAfter(db: Db, figures: FiguresMemory, asked: Asked, { after, count }: Stretch): Promise<Row[]> {
  const missing = await figures.missing(db, asked);
  if (!missing) return foundAfter(db, figures, asked, { after, count });
  const at = after === undefined ? 0 : missing.findIndex((each) => isBeyond(each, after));
  return at < 0 ? [] : missing.slice(at, at + count).map(toRow);
}

/** In the order of lists; beyond the basic plane that of bytes would be another, but no class is called so. */
function isBeyond({ classCode, studentNo }: NameOfDay, [lastClass, lastNo]: Place): boolean {
  return classCode === lastClass ? studentNo > lastNo : classCode > lastClass;
}

function toRow({ studentNo, name, classCode, departmentCode, returned }: NameOfDay): Row {
  const place = { class_code: classCode, department_code: departmentCode };
  return { person_no: studentNo, name, ...place, status: returned ? 'returned' : null, rule: -1 };
}

/**
 * The next rows of a list. Where few of many are looked for, what is remembered tells in which classes they are; where
 * one of them has changed since, it is looked for in the classes after it.
 */
async function foundAfter(db: Db, figures: FiguresMemory, asked: Asked, { after, count }: Stretch): Promise<Row[]> {
  const next = (within?: readonly string[], limit = count): Promise<Row[]> => {
    const query = selectPeople(db, { ...asked, within })
      .orderBy(['class_code', 'person_no'])
      .limit(limit);
    if (after) void query.whereRaw('(class_code, person_no) > (?, ?)', after);
    return query as unknown as Promise<Row[]>;
  };
  const classes = await figures.classesBehind(db, asked, after?.[0]);
  if (!classes) return next();
  const rows: Row[] = [];
  for (let left = classes; left.length > 0 && rows.length < count; ) {
    const some = classesFor(left, count - rows.length);
    left = left.slice(some.length);
    rows.push(...(await next(some, count - rows.length)));
  }
  return rows;
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
