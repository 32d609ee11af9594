import { audienceOn, type Campaign } from '../../plugin/features/campaign';
import type { Database } from '../../plugin/kernel/database';
import type { Caller } from '../../plugin/kernel/http';

const REPORTED = ['normal', 'pending', 'confirmed', 'cleared'];
const STATUSES = [...REPORTED, 'returned'];

interface Enrolment {
  person_no: string;
  class_code: string;
  department_code: string;
  status: string;
  category: string;
  intake: number;
  from_day: string;
  until_day: string;
}

type Count = Record<string, number>;

/** Every day's figures, person by person from the bare tables: without the module's rules, joins and sums. */
export async function countPlainly({ knex }: Database, campaign: Campaign, days: readonly string[]) {
  const enrolments: Enrolment[] = await knex('checkin_enrolment');
  const reports: { day: string; person_no: string; status: string }[] = await knex('checkin_report');
  const found = new Map(reports.map(({ day, person_no, status }) => [`${day} ${person_no}`, status]));
  return new Map(
    days.map((day) => {
      const counts = new Map<string, Count>();
      for (const each of enrolments.filter(({ from_day, until_day }) => from_day <= day && day < until_day))
        add(counts, each, isExempt(campaign, day, each), found.get(`${day} ${each.person_no}`));
      return [day, Object.fromEntries(counts)] as const;
    }),
  );
}

function isExempt(campaign: Campaign, day: string, each: Enrolment): boolean {
  const { class_code, department_code, status, category } = each;
  const facts = { class: class_code, department: department_code, status, category, intake: Number(each.intake) };
  const matches = (wanted: object) => Object.entries(wanted).every(([key, value]) => facts[key as 'class'] === value);
  return audienceOn(campaign, day).exclude.some(matches);
}

function add(counts: Map<string, Count>, { class_code }: Enrolment, exempt: boolean, status: string | undefined) {
  const count = counts.get(class_code) ?? nothing();
  counts.set(class_code, count);
  const bump = (key: string) => {
    count[key] = (count[key] ?? 0) + 1;
  };
  if (exempt) return bump('exempt');
  bump('due');
  if (status !== undefined && STATUSES.includes(status)) bump(status);
  bump(status !== undefined && REPORTED.includes(status) ? 'reported' : 'unreported');
}

function nothing(): Count {
  return Object.fromEntries(['due', 'reported', 'unreported', 'exempt', ...STATUSES].map((key) => [key, 0]));
}

interface Asked {
  caller: Caller;
  campaign: Campaign;
  date: string;
}

/** How many of a day's due are meant by their number, by class: person by person, of somebody's scope. */
async function countDue({ knex }: Database, { caller, campaign, date }: Asked, isMeant: (personNo: string) => boolean) {
  const enrolments: Enrolment[] = await knex('checkin_enrolment').orderBy('class_code');
  const counts = new Map<string, number>();
  for (const each of enrolments) {
    const isHere = each.from_day <= date && date < each.until_day;
    const isMine = caller.scopes.some(({ kind, code }) => kind === 'school' || code === each.department_code);
    if (!isHere || !isMine || isExempt(campaign, date, each) || !isMeant(each.person_no)) continue;
    counts.set(each.class_code, (counts.get(each.class_code) ?? 0) + 1);
  }
  return [...counts];
}

/** How many of a day's due had sent a first report by an instant, by class. */
export async function countReportedBy(database: Database, { at, ...asked }: Asked & { at: number }) {
  const sent: { person_no: string }[] = await database
    .knex('checkin_report_revision')
    .where({ day: asked.date, revision: 1 })
    .where('submitted_at', '<=', at);
  const people = new Set(sent.map(({ person_no }) => person_no));
  return countDue(database, asked, (personNo) => people.has(personNo));
}

/** How many of a day's due never reported, by class. */
export async function countNever(database: Database, asked: Asked) {
  const reports: { person_no: string }[] = await database.knex('checkin_report');
  const people = new Set(reports.map(({ person_no }) => person_no));
  return countDue(database, asked, (personNo) => !people.has(personNo));
}
