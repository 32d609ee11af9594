import type { CivilDate } from '../../kernel/civil-date';
import { Overtaken, type Tx } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import type { Vault } from '../../kernel/vault';
import { recordAudit } from '../audit';
import type { Campaign } from '../campaign';
import { dutyFor, type Place } from '../policy';
import { type CurrentReport, countChange, findReports, keyOf, type Report, updateReport } from '../report';
import { enrolmentsOn, rosterVersion } from '../roster';
import { reviewsOf } from './read-model';
import { demandNote, nextStatus } from './rules';
import type { Decide, Decision, Review } from './schema';
import { insertReview } from './store';

/** How one report of a decision ended. */
export type Decided = { studentNo: string; date: CivilDate } & ({ status: Report['status'] } | { problem: Problem });

/** A report that was decided: what it was, and what it is now. */
export interface DecidedReport {
  caller: Caller;
  /** In which the caller acted. */
  duty: string;
  campaign: Campaign;
  studentNo: string;
  date: CivilDate;
  decision: Decision;
  fromStatus: Report['status'];
  status: Report['status'];
  now: number;
}

/** What decisions are made with. */
export interface ReviewParts {
  vault: Vault;
  /** Told of each report that was decided, in the decision's transaction. */
  onDecided(tx: Tx, decided: DecidedReport): Promise<void>;
}

interface DecideRequest {
  caller: Caller;
  campaign: Campaign;
  body: Decide;
  now: number;
  today: CivilDate;
}

/**
 * Decides one report or many, each for itself: those that cannot be decided are answered with their problem and changed
 * in nothing. The note of a return is demanded before anything is looked at (422).
 */
export async function decide(tx: Tx, parts: ReviewParts, request: DecideRequest): Promise<Decided[]> {
  const { body, campaign, caller } = request;
  const { vault } = parts;
  demandNote(body);
  const keys = body.reports.map(({ studentNo, date }) => ({ campaignId: campaign.id, date, personNo: studentNo }));
  const reports = await findReports(tx, vault, keys);
  const reviews = await reviewsOf(tx, vault, keys);
  const roster = await rosterVersion(tx);
  const places = await findPlaces(tx, request);
  const results: Decided[] = [];
  for (const { studentNo, date, revision } of body.reports) {
    const key = keyOf({ campaignId: campaign.id, date, personNo: studentNo });
    const found = {
      report: reports.get(key),
      reviews: reviews.get(key) ?? [],
      duty: dutyFor(caller, 'review.decide', places(studentNo, date, request.today)),
    };
    const result = await decideOne(tx, vault, request, found, revision);
    results.push({ studentNo, date, ...result });
    if (!('status' in result) || !found.report) continue;
    await parts.onDecided(tx, toDecided(request, found.report, found.duty ?? '', result.status));
    // A report that is named twice is judged the second time by what became of it the first time.
    reports.set(key, { ...found.report, status: result.status, decisions: found.report.decisions + 1 });
  }
  await auditDecision(tx, request, results);
  const decided = results.filter((result) => 'status' in result);
  const changeOf = ({ studentNo, date }: Decided) => {
    return { campaignId: campaign.id, date, classCode: places(studentNo, date)[0]?.classCode };
  };
  for (const { query } of countChange(tx, decided.map(changeOf), roster)) await query;
  return results;
}

/** A student stands where they were on the day of the report, and where they are today (contract, 3). */
async function findPlaces(tx: Tx, { body, today }: DecideRequest) {
  const days = body.reports.flatMap(({ studentNo: personNo, date }) => [
    { personNo, day: date },
    { personNo, day: today },
  ]);
  const standings = await enrolmentsOn(tx, days);
  return (personNo: string, ...on: CivilDate[]): Place[] =>
    on.flatMap((day) => standings.get(`${personNo}/${day}`) ?? []);
}

/** What is told of a report that was decided. */
function toDecided(
  { caller, campaign, body, now }: DecideRequest,
  { personNo: studentNo, date, status: fromStatus }: Report,
  duty: string,
  status: Report['status'],
): DecidedReport {
  return { caller, duty, campaign, studentNo, date, decision: body.decision, fromStatus, status, now };
}

interface Found {
  report: CurrentReport | undefined;
  reviews: Review[];
  duty: string | undefined;
}

async function decideOne(
  tx: Tx,
  vault: Vault,
  request: DecideRequest,
  found: Found,
  revision: number | undefined,
): Promise<{ status: Report['status'] } | { problem: Problem }> {
  try {
    return { status: await change(tx, vault, request, found, revision) };
  } catch (error) {
    if (error instanceof Problem) return { problem: error };
    throw error;
  }
}

async function change(
  tx: Tx,
  vault: Vault,
  request: DecideRequest,
  found: Found,
  revision: number | undefined,
): Promise<Report['status']> {
  const { report, reviews, duty } = found;
  if (!report || duty === undefined) throw new Problem('not-found', { detail: '没有这份反馈，或者不在您的管辖范围内' });
  if (revision !== undefined && revision !== report.revision) throw new Problem('revision-conflict');
  const { body, caller, now } = request;
  const last = reviews.at(-1);
  const status = nextStatus(body.decision, report.status, last);
  const review: Review = {
    sequence: report.decisions + 1,
    revision: report.revision,
    decision: body.decision,
    fromStatus: report.status,
    toStatus: status,
    note: body.note?.trim() ?? '',
    reviewer: { personNo: caller.personNo, name: caller.name, duty },
    decidedAt: now,
  };
  await keep(tx, vault, report, review, status);
  return status;
}

/** One of two reviewers wins; the other is told. */
async function keep(tx: Tx, vault: Vault, report: Report, review: Review, status: Report['status']): Promise<void> {
  try {
    await updateReport(tx, report, { ...report, status, decisions: review.sequence });
    await insertReview(tx, vault, report, review);
  } catch (error) {
    if (error instanceof Overtaken)
      throw new Problem('decision-conflict', { detail: '刚刚有人处理过这份反馈，或学生又提交了一次，请看最新情况' });
    throw error;
  }
}

async function auditDecision(
  tx: Tx,
  { caller, campaign, body, now }: DecideRequest,
  results: Decided[],
): Promise<void> {
  const subjects = results.filter((result) => 'status' in result).map(({ studentNo }) => studentNo);
  if (subjects.length === 0) return;
  await recordAudit(tx, {
    actor: caller,
    action: 'review.decide',
    at: now,
    campaign: campaign.code,
    subjects,
    detail: { decision: body.decision },
  });
}
