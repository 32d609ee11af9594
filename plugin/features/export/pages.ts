import type { CivilDate } from '../../kernel/civil-date';
import { audienceOn, type Campaign, explainExemption, formOn } from '../campaign';
import { dayStatus, type ReportStatus, revisionContext } from '../report';
import { DECISION_WORDS, type Decision, noteContext, staffBadge } from '../review';
import type { SheetPage } from './sheet/plan';

type Instant = number | string | null;

/** A person on a day as the database gives it. What comes after the revision is read for lists with answers alone. */
export type Row = [
  personNo: string,
  name: string,
  classCode: string,
  departmentCode: string,
  rule: number,
  status: ReportStatus | null,
  revision: number | null,
  version?: number | null,
  sealed?: string | null,
  submittedAt?: Instant,
  sequence?: number | null,
  decision?: Decision | null,
  note?: string | null,
  reviewer?: string | null,
  decidedAt?: Instant,
];

/** Makes pages of a day's rows: in words what is known, sealed what was answered. A report hidden by an exemption is not in it. */
export function pageMaker(campaign: Campaign, date: CivilDate): (rows: readonly Row[]) => SheetPage {
  const { exclude, followUp } = audienceOn(campaign, date);
  const reasons = exclude.map((rule) => explainExemption(rule, followUp));
  const day = { campaignId: campaign.id, date, version: formOn(campaign, date).version };
  return (rows) => {
    const page = emptyPage(date);
    for (const row of rows) {
      addPerson(page, row, reasons);
      addReport(page, row, day);
      addReview(page, row, day);
    }
    return page;
  };
}

function emptyPage(date: CivilDate): SheetPage {
  const who = { studentNo: [], name: [], department: [], class: [], status: [], exemptReason: [] };
  const report = { version: [], revision: [], submittedAt: [], sealed: [], context: [] };
  return { date, ...who, ...report, decision: [], note: [], noteContext: [], reviewer: [], decidedAt: [] };
}

function addPerson(page: SheetPage, row: Row, reasons: readonly string[]): void {
  const [personNo, name, classCode, departmentCode, rule, status] = row;
  page.studentNo.push(personNo);
  page.name.push(name);
  page.department.push(departmentCode);
  page.class.push(classCode);
  page.status.push(staffBadge(dayStatus(rule < 0, status ?? undefined)).word);
  page.exemptReason.push(reasons[rule] ?? null);
}

interface Day {
  campaignId: number;
  date: CivilDate;
  version: number;
}

function addReport(page: SheetPage, row: Row, { campaignId, date, version: versionOfDay }: Day): void {
  const [personNo, , , , rule, , revision, version, sealed, submittedAt] = row;
  const isThere = rule < 0 && revision !== null && typeof sealed === 'string';
  page.version.push(isThere ? (version ?? versionOfDay) : null);
  page.revision.push(isThere ? revision : null);
  page.submittedAt.push(isThere ? Number(submittedAt) : null);
  page.sealed.push(isThere ? sealed : null);
  page.context.push(isThere ? revisionContext({ campaignId, date, personNo, revision }) : null);
}

function addReview(page: SheetPage, row: Row, { campaignId, date }: Day): void {
  const [personNo, , , , rule, , , , , , sequence, decision, note, reviewer, decidedAt] = row;
  const isThere = rule < 0 && sequence && decision && typeof note === 'string';
  page.decision.push(isThere ? DECISION_WORDS[decision] : null);
  page.note.push(isThere ? note : null);
  page.noteContext.push(isThere ? noteContext({ campaignId, date, personNo }, sequence) : null);
  page.reviewer.push(isThere ? (reviewer ?? '') : null);
  page.decidedAt.push(isThere ? Number(decidedAt) : null);
}
