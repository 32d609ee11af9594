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

/**
 * Everybody in the caller's scope who was on the roster that day (`e`), with the report of that day where there is one
 * (`r`): what all figures and lists of a day are made of.
 */
export function peopleOfDay(db: Db, caller: Caller, campaign: Campaign, date: CivilDate): Knex.QueryBuilder {
  return db('checkin_enrolment as e')
    .leftJoin('checkin_report as r', (join) => {
      join.on('r.person_no', 'e.person_no').andOnVal('r.campaign_id', campaign.id).andOnVal('r.day', date);
    })
    .where('e.from_day', '<=', date)
    .andWhere('e.until_day', '>', date)
    .modify(whereInScope(caller, 'student.read', 'e'));
}
