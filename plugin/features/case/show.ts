import { toInstant } from '../../kernel/clock';
import type { CaseOfStudent } from './read-model';
import { reportDays, standingOf } from './rules';
import type { CaseEntry } from './schema';

const unit = (code = '') => ({ code, name: code });
const instant = (at: number | null) => (at === null ? null : toInstant(at));

/** A case as the outside sees it. */
export function showCase(found: CaseOfStudent, entries: readonly CaseEntry[]) {
  const [place] = found.places;
  return {
    id: found.id,
    studentNo: found.personNo,
    name: found.name,
    class: unit(place?.classCode),
    department: unit(place?.departmentCode),
    state: found.isOpen ? 'open' : 'closed',
    since: found.fromDay,
    openedAt: toInstant(found.openedAt),
    notedAt: instant(found.notedAt),
    closedAt: instant(found.closedAt),
    ...standingOf(found, entries),
    reports: reportDays(entries),
  };
}

/** An entry as the outside sees it. */
export function showEntry({ sequence, kind, day, note, step, outcome, decision, by, at }: CaseEntry) {
  return {
    sequence,
    kind,
    date: day,
    note,
    step: step ?? null,
    outcome: outcome ?? null,
    decision: decision ?? null,
    by,
    at: toInstant(at),
  };
}
