import { toInstant } from '../../kernel/clock';
import type { Db } from '../../kernel/database';
import { namesOf } from './read-model';
import type { ClassOfDay, FollowUp } from './schema';

/** A class on a day as the outside sees it. */
export function showClass({ date, classCode, departmentCode, expected }: ClassOfDay) {
  return {
    date,
    class: { code: classCode, name: classCode },
    department: { code: departmentCode, name: departmentCode },
    expected,
  };
}

const NOTHING = { headcount: null, abnormal: [], note: '', revision: 0, updatedAt: null, updatedBy: null };

/** Entries as the outside sees them, each abnormal student by name; nothing yet where nothing was entered. */
export async function showEntries(db: Db, entries: readonly (FollowUp | undefined)[]) {
  const names = await namesOf(
    db,
    entries.flatMap((entry) => entry?.abnormal.map(({ studentNo }) => studentNo) ?? []),
  );
  return entries.map((entry) => {
    if (!entry) return NOTHING;
    const { headcount, note, revision, at, by } = entry;
    const abnormal = entry.abnormal.map(({ studentNo, note: word }) => {
      return { studentNo, name: names.get(studentNo) ?? studentNo, note: word };
    });
    return { headcount, abnormal, note, revision, updatedAt: toInstant(at), updatedBy: by };
  });
}

/** True for what leaves a record when it is read: who is abnormal, and any note. */
export function isTelling(entry: FollowUp | undefined): entry is FollowUp {
  return entry !== undefined && (entry.abnormal.length > 0 || entry.note !== '');
}
