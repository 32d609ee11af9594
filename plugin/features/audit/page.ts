import { type CivilDate, instantOf, isCivilDate } from '../../kernel/civil-date';
import { invalid } from '../../kernel/problem';
import type { AuditFilter, AuditRecord } from './read-model';
import { ACTIONS } from './record-audit';
import { nameOf, type Part, partsOf, valueInWords } from './words';

/** What a reader asks the trail for: days in the school's time zone. */
export interface AuditQuery {
  actor?: string;
  action?: string;
  campaign?: string;
  subject?: string;
  from?: CivilDate;
  to?: CivilDate;
  cursor?: string;
}

/** The days of a query as instants: from the first midnight to the midnight after the last day. */
export function toFilter({ from, to, cursor: _, ...texts }: AuditQuery, timeZone: string): AuditFilter {
  return {
    ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.trim() || undefined])),
    from: midnight('from', from, timeZone),
    until: to ? (midnight('to', to, timeZone) ?? 0) + DAY : undefined,
  };
}

const DAY = 86_400_000;

function midnight(name: string, date: string | undefined, timeZone: string): number | undefined {
  if (!date) return undefined;
  if (!isCivilDate(date)) throw invalid([{ pointer: `/${name}`, message: '日期应当是真实的日期，如 2021-01-18' }]);
  return instantOf(date, '00:00', timeZone);
}

/** A record in words: a line a fact, and what was changed, part by part, before and after. */
export function describeRecord({ action, detail, people, ...record }: AuditRecord) {
  const { before, after, ...facts } = detail;
  return {
    ...record,
    people: people || undefined,
    word: ACTIONS[action as keyof typeof ACTIONS] ?? action,
    lines: linesOf(facts),
    parts: partsOf(before, after) satisfies Part[],
    isNew: before === undefined,
  };
}

/** Lists are shown item by item. */
function linesOf(facts: Record<string, unknown>): string[] {
  return Object.entries(facts).flatMap(([name, value]) => {
    if (value === undefined || value === null || value === '') return [];
    if (Array.isArray(value)) return value.map(String);
    return [`${nameOf(name)}：${valueInWords(value)}`];
  });
}

/** The actions to choose from. */
export function actionOptions(chosen: string | undefined) {
  return Object.entries(ACTIONS).map(([value, label]) => ({ value, label, selected: value === chosen }));
}
