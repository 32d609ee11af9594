import { type CivilDate, daysFrom } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import { type Campaign, covers } from '../campaign';
import { enrolmentsOf } from '../roster';
import { type CurrentReport, reportsBetween } from './read-model';
import { dayStatus, whyNotDue } from './rules';
import type { DayStatus } from './schema';

/** How one day stands for a student. */
export interface DayOfMine {
  date: CivilDate;
  /** Null on days that the campaign does not ask about, and on days when the student was not on the roster. */
  status: DayStatus | null;
  /** A report is expected. */
  due: boolean;
  exemptReason: string | null;
  report: CurrentReport | undefined;
}

/** How every day from a day to a day stands for a student, both included. */
export async function daysOfStudent(
  db: Db,
  vault: Vault,
  { campaign, personNo, from, to }: { campaign: Campaign; personNo: string; from: CivilDate; to: CivilDate },
): Promise<DayOfMine[]> {
  const enrolments = await enrolmentsOf(db, personNo);
  const reports = await reportsBetween(db, vault, { campaignId: campaign.id, personNo, from, to });
  return daysFrom(from, to).map((date) => {
    const report = reports.get(date);
    const standing = enrolments.find(({ fromDay, untilDay }) => fromDay <= date && date < untilDay);
    if (!covers(campaign, date) || !standing) return { date, status: null, due: false, exemptReason: null, report };
    const exemptReason = whyNotDue(campaign, standing, date) ?? null;
    const due = exemptReason === null;
    return { date, status: dayStatus(due, report?.status), due, exemptReason, report };
  });
}
