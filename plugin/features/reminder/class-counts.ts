import type { Fate } from '../notify';
import type { NameOfDay } from '../statistics';
import type { ClassCount } from './store';

/** A reminder's numbers by class: those whose fate is not known are neither delivered nor failed. */
export function countByClass(
  names: readonly NameOfDay[],
  claimed: ReadonlySet<string>,
  fates: ReadonlyMap<string, Fate> = new Map(),
): ClassCount[] {
  const counts = new Map<string, ClassCount>();
  for (const { studentNo, classCode, departmentCode } of names) {
    const key = JSON.stringify([departmentCode, classCode]);
    const count = counts.get(key) ?? { classCode, departmentCode, targeted: 0, skipped: 0, delivered: 0, failed: 0 };
    const fate = claimed.has(studentNo) ? fates.get(studentNo) : 'skipped';
    counts.set(key, {
      ...count,
      targeted: count.targeted + 1,
      skipped: count.skipped + Number(fate === 'skipped'),
      delivered: count.delivered + Number(fate === 'delivered'),
      failed: count.failed + Number(fate === 'failed'),
    });
  }
  return [...counts.values()];
}
