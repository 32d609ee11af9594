import { addDays, type CivilDate, daysFrom, earlierOf } from '../../kernel/civil-date';
import type { Db, Tx } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import type { Vault } from '../../kernel/vault';
import { audienceOn, type Campaign, type Standing } from '../campaign';
import { whereInScope } from '../policy';
import { isExpected, isMissing } from './rules';
import type { ClassOfDay, FollowUp, FollowUpKey } from './schema';
import { type FollowUpRow, openFollowUp } from './store';

const TABLE = 'checkin_follow_up';

const FACTS = ['class_code', 'department_code', 'status', 'category', 'intake', 'from_day', 'until_day'];

interface Group {
  class_code: string;
  department_code: string;
  status: string;
  category: string;
  intake: number;
  from_day: string;
  until_day: string;
  people: number | string;
}

/** Which classes outside the app: on which days, and of whose scope of today; of everybody's where no caller is named. */
export interface ClassesAsked {
  campaign: Campaign;
  from: CivilDate;
  to: CivilDate;
  caller?: Caller;
}

/**
 * The classes that are followed up outside the app on each day from a day to a day, both included, by day and code. A
 * class that has nobody on the roster of a day is not in it.
 */
export async function classesBetween(db: Db, { campaign, from, to, caller }: ClassesAsked): Promise<ClassOfDay[]> {
  const days = daysFrom(from, to);
  const codes = [...new Set(days.flatMap((day) => audienceOn(campaign, day).followUp))];
  if (codes.length === 0) return [];
  const facts = FACTS.map((fact) => `e.${fact}`);
  const query = db('checkin_enrolment as e')
    .whereIn('e.class_code', codes)
    .where('e.from_day', '<=', to)
    .where('e.until_day', '>', from)
    .groupBy(facts);
  if (caller) void query.modify(whereInScope(caller, 'e'));
  const groups: Group[] = await query.select(facts).count({ people: '*' });
  return days.flatMap((date) => classesOn(campaign, date, groups));
}

function classesOn(campaign: Campaign, date: CivilDate, groups: readonly Group[]): ClassOfDay[] {
  const { exclude, followUp } = audienceOn(campaign, date);
  const classes = new Map<string, ClassOfDay>();
  for (const group of groups) {
    const { class_code: classCode, department_code: departmentCode, from_day, until_day } = group;
    if (date < from_day || until_day <= date || !followUp.includes(classCode)) continue;
    const known = classes.get(classCode) ?? { date, classCode, departmentCode, expected: 0 };
    const people = isExpected(toStanding(group), exclude) ? Number(group.people) : 0;
    classes.set(classCode, { ...known, expected: known.expected + people });
  }
  return [...classes.values()].sort((a, b) => (a.classCode < b.classCode ? -1 : 1));
}

function toStanding({ class_code, department_code, status, category, intake }: Group): Standing {
  return { classCode: class_code, departmentCode: department_code, status, category, intake: Number(intake) };
}

/** Somebody of a class on a day. */
export interface Member {
  studentNo: string;
  name: string;
  /** Exempt only by the class. */
  expected: boolean;
  /** 在读 or 休学. */
  status: string;
}

/** Everybody who is in a class on a day, by number. */
export async function membersOf(
  db: Db,
  { campaign, date, classCode }: { campaign: Campaign; date: CivilDate; classCode: string },
): Promise<Member[]> {
  const { exclude } = audienceOn(campaign, date);
  const rows: (Group & { person_no: string; name: string })[] = await db('checkin_enrolment as e')
    .join('checkin_person as p', 'p.person_no', 'e.person_no')
    .where('e.class_code', classCode)
    .where('e.from_day', '<=', date)
    .where('e.until_day', '>', date)
    .orderBy('e.person_no')
    .select('e.*', 'p.name');
  return rows.map((row) => ({
    studentNo: row.person_no,
    name: row.name,
    expected: isExpected(toStanding(row), exclude),
    status: row.status,
  }));
}

/** Where a class stands on a day as far as the caller's scope of today reaches; nothing outside it. */
export async function findDepartment(
  db: Db,
  { caller, date, classCode }: { caller: Caller; date: CivilDate; classCode: string },
): Promise<string | undefined> {
  const row = await db('checkin_enrolment as e')
    .where('e.class_code', classCode)
    .where('e.from_day', '<=', date)
    .where('e.until_day', '>', date)
    .modify(whereInScope(caller, 'e'))
    .first('e.department_code');
  return row?.department_code;
}

/** A text that stands for a class and day in a map. */
export function keyOf({ date, classCode }: Pick<FollowUpKey, 'date' | 'classCode'>): string {
  return `${date}/${classCode}`;
}

/** How many times each class was entered, by {@link keyOf}; who never was is not in it. */
export async function countRevisions(
  db: Db,
  { campaign, from, to }: { campaign: Campaign; from: CivilDate; to: CivilDate },
): Promise<Map<string, number>> {
  const rows: { day: string; class_code: string; last: number }[] = await db(TABLE)
    .where('campaign_id', campaign.id)
    .where('day', '>=', from)
    .where('day', '<=', to)
    .groupBy('day', 'class_code')
    .select('day', 'class_code')
    .max({ last: 'revision' });
  return new Map(rows.map((row) => [keyOf({ date: row.day, classCode: row.class_code }), Number(row.last)]));
}

/** The entries that hold for these classes and days, by {@link keyOf}. */
export async function currentOf(
  db: Db,
  vault: Vault,
  campaign: Campaign,
  wanted: readonly Pick<FollowUpKey, 'date' | 'classCode'>[],
): Promise<Map<string, FollowUp>> {
  const days = [...new Set(wanted.map(({ date }) => date))].sort();
  const [from, to] = [days[0], days.at(-1)];
  if (from === undefined || to === undefined) return new Map();
  const last = await countRevisions(db, { campaign, from, to });
  const keys = wanted.flatMap((each) => {
    const revision = last.get(keyOf(each));
    return revision === undefined ? [] : [[campaign.id, each.date, each.classCode, revision]];
  });
  if (keys.length === 0) return new Map();
  const columns = ['campaign_id', 'day', 'class_code', 'revision'];
  const rows = await db<FollowUpRow>(TABLE).whereIn(columns, keys as never);
  return new Map(rows.map((row) => [keyOf({ date: row.day, classCode: row.class_code }), openFollowUp(vault, row)]));
}

/** Every entry about a class on a day, the first one first. */
export async function revisionsOf(db: Db, vault: Vault, key: FollowUpKey): Promise<FollowUp[]> {
  const { campaignId, date, classCode } = key;
  const rows = await db<FollowUpRow>(TABLE)
    .where({ campaign_id: campaignId, day: date, class_code: classCode })
    .orderBy('revision');
  return rows.map((row) => openFollowUp(vault, row));
}

/** The last entry, read so that a rival who writes the next one waits for this transaction. */
export async function lockLast(tx: Tx, vault: Vault, key: FollowUpKey): Promise<FollowUp | undefined> {
  const { campaignId, date, classCode } = key;
  const row = await tx<FollowUpRow>(TABLE)
    .where({ campaign_id: campaignId, day: date, class_code: classCode })
    .orderBy('revision', 'desc')
    .forUpdate()
    .first();
  return row && openFollowUp(vault, row);
}

/** The days on which a class should have been entered and was not, of those before today, by class; the last one first. */
export async function missingDays(
  db: Db,
  { caller, campaign, today }: { caller: Caller; campaign: Campaign; today: CivilDate },
): Promise<Map<string, CivilDate[]>> {
  const asked = { caller, campaign, from: campaign.startsOn, to: earlierOf(addDays(today, -1), campaign.endsOn) };
  const revisions = await countRevisions(db, asked);
  const missing = new Map<string, CivilDate[]>();
  for (const each of await classesBetween(db, asked)) {
    const days = missing.get(each.classCode) ?? [];
    missing.set(each.classCode, isMissing(each, revisions.get(keyOf(each))) ? [each.date, ...days] : days);
  }
  return missing;
}

/** What people are called, by number. */
export async function namesOf(db: Db, people: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(people)];
  if (wanted.length === 0) return new Map();
  const rows: { person_no: string; name: string }[] = await db('checkin_person').whereIn('person_no', wanted);
  return new Map(rows.map(({ person_no, name }) => [person_no, name]));
}
