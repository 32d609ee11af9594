import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import { findExemption, type Standing } from './rules';
import type { Audience, ExemptRule } from './schema';

/** People of one class by whether a report is due. */
export interface DueClass {
  classCode: string;
  departmentCode: string;
  due: number;
  exempt: number;
}

/** Who is due on a day: by class, and who is not, by the rule that exempts them. */
export interface DueCount {
  due: number;
  exempt: number;
  classes: DueClass[];
  rules: { rule: ExemptRule; people: number }[];
}

interface Group {
  class_code: string;
  department_code: string;
  status: string;
  category: string;
  intake: number;
  people: number | string;
}

/** What the roster of a day knows, to choose from: the words that a rule has to use. */
export async function audienceChoices(db: Db, day: CivilDate) {
  const rows: Pick<Group, 'class_code' | 'department_code' | 'category'>[] = await onRoster(db, day).distinct(
    'class_code',
    'department_code',
    'category',
  );
  const all = (values: string[]) => [...new Set(values)].filter(Boolean).sort();
  return {
    classes: all(rows.map(({ class_code }) => class_code)),
    departments: all(rows.map(({ department_code }) => department_code)),
    categories: all(rows.map(({ category }) => category)),
  };
}

function onRoster(db: Db, day: CivilDate) {
  return db('checkin_enrolment').where('from_day', '<=', day).andWhere('until_day', '>', day);
}

type Rules = Pick<Audience, 'exclude'>;

/** Counts who would be due on a day under some rules. A rule that exempts nobody is counted as well. */
export async function countDue(db: Db, { exclude }: Rules, day: CivilDate): Promise<DueCount> {
  const facts = ['class_code', 'department_code', 'status', 'category', 'intake'];
  const groups: Group[] = await onRoster(db, day).select(facts).count({ people: '*' }).groupBy(facts);
  const byRule = new Map<ExemptRule, number>(exclude.map((rule) => [rule, 0]));
  const byClass = new Map<string, DueClass>();
  for (const group of groups) {
    const people = Number(group.people);
    const rule = findExemption(toStanding(group), exclude);
    if (rule) byRule.set(rule, (byRule.get(rule) ?? 0) + people);
    addTo(byClass, group, { due: rule ? 0 : people, exempt: rule ? people : 0 });
  }
  const classes = [...byClass.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const sum = (key: 'due' | 'exempt') => classes.reduce((total, each) => total + each[key], 0);
  const rules = [...byRule].map(([rule, people]) => ({ rule, people }));
  return { due: sum('due'), exempt: sum('exempt'), classes, rules };
}

function toStanding(group: Group): Standing {
  const { class_code: classCode, department_code: departmentCode, status, category, intake } = group;
  return { classCode, departmentCode, status, category, intake: Number(intake) };
}

function keyOf({ departmentCode, classCode }: Pick<DueClass, 'departmentCode' | 'classCode'>): string {
  return `${departmentCode}\n${classCode}`;
}

function addTo(byClass: Map<string, DueClass>, group: Group, { due, exempt }: { due: number; exempt: number }): void {
  const { classCode, departmentCode } = toStanding(group);
  const key = keyOf({ classCode, departmentCode });
  const known = byClass.get(key) ?? { classCode, departmentCode, due: 0, exempt: 0 };
  byClass.set(key, { ...known, due: known.due + due, exempt: known.exempt + exempt });
}
