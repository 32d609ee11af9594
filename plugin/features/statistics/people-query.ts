import type { Knex } from 'knex';
import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { audienceOn, type Campaign, conditionsOf } from '../campaign';
import { whereInScope } from '../policy';

const COLUMNS = {
  classCode: 'e.class_code',
  departmentCode: 'e.department_code',
  status: 'e.status',
  category: 'e.category',
  intake: 'e.intake',
} as const;

/** The place in the audience's list of the first rule that exempts a student, as an expression; -1 where none does. */
export function exemptRule(db: Db, campaign: Campaign, date: CivilDate): Knex.Raw {
  const cases = audienceOn(campaign, date).exclude.map(conditionsOf);
  if (cases.length === 0) return db.raw('-1');
  const whens = cases.map((conditions, index) => {
    return `when ${conditions.map(([fact]) => `${COLUMNS[fact]} = ?`).join(' and ')} then ${index}`;
  });
  return db.raw(
    `case ${whens.join(' ')} else -1 end`,
    cases.flatMap((conditions) => conditions.map(([, wanted]) => wanted)),
  );
}

/** Everybody in the caller's scope who was on the roster that day (`e`), or those of a few classes of it. */
export function rosterOfDay(db: Db, caller: Caller, date: CivilDate, within?: readonly string[]): Knex.QueryBuilder {
  const query = db('checkin_enrolment as e')
    .where('e.from_day', '<=', date)
    .andWhere('e.until_day', '>', date)
    .modify(whereInScope(caller, 'student.read', 'e'));
  return within ? query.whereIn('e.class_code', [...within]) : query;
}

/** The same with the report of that day where there is one (`r`): what all figures and lists of a day are made of. */
export function peopleOfDay(
  db: Db,
  caller: Caller,
  campaign: Campaign,
  date: CivilDate,
  within?: readonly string[],
): Knex.QueryBuilder {
  return rosterOfDay(db, caller, date, within).leftJoin('checkin_report as r', (join) => {
    join.on('r.person_no', 'e.person_no').andOnVal('r.campaign_id', campaign.id).andOnVal('r.day', date);
  });
}

/** Any report at all of a person of an alias. */
export function anyReport(db: Db, campaign: Campaign, alias: string): Knex.QueryBuilder {
  return db('checkin_report as any')
    .select(db.raw('1'))
    .where('any.campaign_id', campaign.id)
    .whereRaw('any.person_no = ??', [`${alias}.person_no`]);
}

/** What rows say, by their class. */
export function gather<Row extends { class_code: string }, V>(
  rows: readonly Row[],
  value: (row: Row) => V,
): Map<string, V[]> {
  const classes = new Map<string, V[]>();
  for (const row of rows) {
    const known = classes.get(row.class_code);
    if (known) known.push(value(row));
    else classes.set(row.class_code, [value(row)]);
  }
  return classes;
}
