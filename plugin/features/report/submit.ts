import equal from 'fast-deep-equal';
import type { CivilDate } from '../../kernel/civil-date';
import type { Database, Db, Tx } from '../../kernel/database';
import { invalid, Problem } from '../../kernel/problem';
import { createReceipt } from '../../kernel/receipt';
import type { Vault } from '../../kernel/vault';
import { type Campaign, type CampaignMemory, type FormChecks, formOn, type RememberedCampaigns } from '../campaign';
import type { Answers } from '../form';
import type { RosterMemory } from '../roster';
import { type DayOfStudent, type DaysOfStudents, daysOfStudents, recallDays } from './days-read-model';
import { type CurrentReport, keyOf } from './read-model';
import { demandDue, demandOpen, judge } from './rules';
import type { ReportStatus } from './schema';
import { type NextRevision, revisionWrites } from './store';

/** One student's answers for one day. */
export interface SubmissionRequest {
  personNo: string;
  campaign: string;
  date: CivilDate;
  answers: Answers;
  formVersion?: number;
  /** The instant at which the request was complete decides what is today. */
  now: number;
  today: CivilDate;
}

/** What a submission came to: stored anew, or found to be there already. */
export interface Submitted {
  outcome: 'created' | 'revised' | 'repeated';
  date: CivilDate;
  status: ReportStatus;
  flags: string[];
  revision: number;
  submittedAt: number;
  receipt: string;
}

/** What {@link submitMany} needs beside the database. */
export interface SubmitParts {
  vault: Vault;
  forms: FormChecks;
  campaigns: CampaignMemory;
  roster: RosterMemory;
}

/** How one submission of several ended. */
export type Outcome = { submitted: Submitted } | { refused: Problem };

/**
 * Judges and keeps submissions that arrived together, each for itself: a refused one never fails its neighbours. The
 * list holds one submission of a person's day at most. Reads once for all, writes once for all, and answers after the
 * commit. Throws only what concerns all of them, a rival's interference among it: what was read is read before the
 * transaction, and holds only if each report is still found as it was. Then it may be done {@link again}.
 */
export async function submitMany(
  database: Database,
  parts: SubmitParts,
  list: readonly SubmissionRequest[],
): Promise<Outcome[]> {
  const { knex } = database;
  const school = await readSchool(database, parts, list);
  const kept: NextRevision[] = [];
  const outcomes = list.map((request): Outcome => {
    try {
      const { submitted, next } = consider(request, school, parts);
      if (next) kept.push(next);
      return { submitted };
    } catch (error) {
      if (error instanceof Problem) return { refused: error };
      throw error;
    }
  });
  if (kept.length > 0) await database.write(revisionWrites(knex, parts.vault, kept, school.roster));
  return outcomes;
}

interface School {
  campaigns: ReadonlyMap<string, Campaign>;
  /** By campaign, day and person. */
  days: ReadonlyMap<string, DayOfStudent>;
  /** The version of the roster by which they were read. */
  roster: number | undefined;
}

/**
 * One statement for all who report on one day, as nearly everybody does, where what is remembered still holds. Where it does
 * not, everything is read anew, at one moment.
 */
async function readSchool(database: Database, parts: SubmitParts, list: readonly SubmissionRequest[]): Promise<School> {
  const { remembered } = parts.campaigns;
  const recalled = remembered && (await recallSchool(database.knex, parts, list, remembered));
  return recalled ?? database.knex.transaction((tx) => readAnew(tx, parts, list));
}

/** Nothing where somebody asks for a campaign that is not known: it may be a new one. */
async function recallSchool(
  db: Db,
  parts: SubmitParts,
  list: readonly SubmissionRequest[],
  { campaigns, epoch }: RememberedCampaigns,
): Promise<School | undefined> {
  if (list.some(({ campaign }) => !campaigns.has(campaign))) return undefined;
  const read: DaysOfStudents[] = [];
  for (const group of groupsOf(list, campaigns)) {
    const days = await recallDays(db, parts, group, epoch);
    if (!days) return undefined;
    read.push(days);
  }
  return toSchool(campaigns, read);
}

async function readAnew(tx: Tx, parts: SubmitParts, list: readonly SubmissionRequest[]): Promise<School> {
  const campaigns = await parts.campaigns.current(tx);
  const read: DaysOfStudents[] = [];
  for (const group of groupsOf(list, campaigns)) read.push(await daysOfStudents(tx, parts, group));
  return toSchool(campaigns, read);
}

function toSchool(campaigns: School['campaigns'], read: readonly DaysOfStudents[]): School {
  return { campaigns, roster: read[0]?.roster, days: new Map(read.flatMap(({ days }) => [...days])) };
}

/** Those who report on one day of one campaign, of the campaigns that are known. */
function groupsOf(list: readonly SubmissionRequest[], campaigns: School['campaigns']) {
  const groups = new Map<string, { campaignId: number; date: CivilDate; today: CivilDate; people: string[] }>();
  for (const { campaign, date, today, personNo } of list) {
    const campaignId = campaigns.get(campaign)?.id;
    if (campaignId === undefined) continue;
    const key = `${campaignId}/${date}/${today}`;
    const group = groups.get(key) ?? { campaignId, date, today, people: [] };
    group.people.push(personNo);
    groups.set(key, group);
  }
  return groups.values();
}

/** The rules in the order of the contract: a repetition first, then what is due, then the report's life, then the form. */
function consider(request: SubmissionRequest, school: School, { forms }: SubmitParts) {
  const { personNo, date, answers } = request;
  const campaign = school.campaigns.get(request.campaign);
  if (!campaign) throw new Problem('not-found', { detail: '没有这个打卡活动' });
  const day = school.days.get(keyOf({ campaignId: campaign.id, date, personNo }));
  if (!day) throw new Problem('no-session', { detail: '学校名单里已经没有您，有疑问请联系班主任' });
  const { standing, report: before } = day;
  if (before && isRepetition(before, request)) return { submitted: { outcome: 'repeated', ...show(before) } as const };

  demandDue(campaign, standing, date);
  demandOpen(before?.status, date, request.today);
  const version = formOn(campaign, date);
  if (request.formVersion !== undefined && request.formVersion !== version.version)
    throw new Problem('form-changed', { detail: '表单已经更新，请刷新页面，核对后再提交' });
  const errors = forms.check(campaign, version)(answers);
  if (errors.length > 0)
    throw invalid(errors.map(({ pointer, message }) => ({ pointer: `/answers${pointer}`, message })));

  const flags = forms.flagsOf(campaign, version, answers);
  const revision = (before?.revision ?? 0) + 1;
  const status = judge(flags);
  const submittedAt = request.now;
  const decisions = before?.decisions ?? 0;
  const after = { campaignId: campaign.id, date, personNo, status, revision, decisions, submittedAt };
  const next = {
    revision,
    formVersion: version.version,
    status,
    answers,
    flags,
    receipt: createReceipt(),
    submittedAt,
  };
  const outcome = before ? ('revised' as const) : ('created' as const);
  return {
    submitted: { outcome, ...show({ ...after, current: next }) },
    next: { before, after, next, classCode: standing?.classCode },
  };
}

/** Sending the same again is safe, unless it was sent back: then every accepted body is a new revision. */
function isRepetition(before: CurrentReport, { answers, formVersion }: SubmissionRequest): boolean {
  const { current, status } = before;
  if (status === 'returned' || !equal(current.answers, answers)) return false;
  return formVersion === undefined || formVersion === current.formVersion;
}

function show({ date, status, revision, current }: CurrentReport): Omit<Submitted, 'outcome'> {
  const { flags, submittedAt, receipt } = current;
  return { date, status, flags, revision, submittedAt, receipt };
}
