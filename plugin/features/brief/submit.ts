import type { CivilDate } from '../../kernel/civil-date';
import { isDuplicate, type Tx } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import type { Vault } from '../../kernel/vault';
import { showDay } from '../../kernel/words';
import { recordAudit } from '../audit';
import { type Campaign, getCampaign } from '../campaign';
import { dutyForDepartment, isDepartmentInScope } from '../policy';
import type { Robots } from '../robot';
import { holdRoster } from '../roster';
import { FiguresMemory } from '../statistics';
import { announceBrief } from './announce';
import { toBrief } from './briefs-of-day';
import { cleanRemark, demandDay, demandOver, dueAtOf } from './rules';
import type { Brief, Standing, SubmittedBrief } from './schema';
import { standingsOf } from './standing';
import { insertBrief } from './store';
import { departmentText } from './words';

/** What reporting needs beside what is reported. */
export interface BriefParts {
  vault: Vault;
  timeZone: string;
  /** Who tells the contacts' group; nobody is told where it is left out. */
  robots?: Robots;
}

export interface BriefRequest {
  caller: Caller;
  /** The campaign's code. */
  campaign: string;
  date: CivilDate;
  department: string;
  remark?: string;
  /** Milliseconds. */
  now: number;
  today: CivilDate;
}

/**
 * Reports a department's day (上报): it is frozen as it stands, with the time, and whether that was in time. Throws 403
 * where the caller answers for no such department, 404 outside the campaign or the caller's scope or where nobody was on
 * the roster, 409 while the day runs and when it was reported before; of two at once one wins.
 */
export async function submitBrief(
  tx: Tx,
  { vault, timeZone, robots }: BriefParts,
  request: BriefRequest,
): Promise<Brief> {
  const { caller, date, department, now, today } = request;
  // Before anything is read: what is frozen is then the roster that no import is about to change.
  await holdRoster(tx);
  const campaign = await getCampaign(tx, request.campaign);
  demandDay(campaign, date);
  const duty = demandDuty(caller, department);
  demandOver(date, today);
  const standing = await demandStanding(tx, vault, { caller, campaign, date }, department);
  const remark = cleanRemark(request.remark);
  const dueAt = dueAtOf(campaign, date, timeZone);
  const brief: SubmittedBrief = {
    ...standing,
    department,
    remark,
    text: departmentText({ campaign, date }, department, standing, remark),
    dueAt,
    submittedAt: now,
    submittedBy: { personNo: caller.personNo, name: caller.name, duty },
    onTime: now <= dueAt,
  };
  await keep(tx, vault, campaign, date, brief);
  await recordAudit(tx, {
    actor: caller,
    action: 'brief.submit',
    at: now,
    campaign: campaign.code,
    people: standing.figures.due,
    detail: { date, department, onTime: brief.onTime },
  });
  const { text } = brief;
  if (robots) await announceBrief(tx, robots, { campaignId: campaign.id, date, department, text, now, today });
  return toBrief({ campaign, date }, department, standing, brief);
}

function demandDuty(caller: Caller, department: string): string {
  const duty = dutyForDepartment(caller, 'brief.submit', department);
  if (duty !== undefined) return duty;
  if (isDepartmentInScope(caller, 'brief.read', department))
    throw new Problem('wrong-role', { detail: `${department}的日报由系部负责人上报，学工处可以代为上报` });
  throw notThere();
}

function notThere(): Problem {
  return new Problem('not-found', { detail: '没有这个系部，或者不在您的管辖范围内' });
}

async function demandStanding(
  tx: Tx,
  vault: Vault,
  asked: { caller: Caller; campaign: Campaign; date: CivilDate },
  department: string,
): Promise<Standing> {
  // What is frozen is counted, and not remembered.
  const parts = { vault, figures: new FiguresMemory() };
  const only = { kind: 'department', code: department, duty: '' } as const;
  const standings = await standingsOf(tx, parts, { ...asked, caller: { ...asked.caller, scopes: [only] } });
  const standing = standings.get(department);
  if (!standing) throw notThere();
  return standing;
}

async function keep(tx: Tx, vault: Vault, campaign: Campaign, date: CivilDate, brief: SubmittedBrief): Promise<void> {
  try {
    await insertBrief(tx, vault, { campaignId: campaign.id, date }, brief);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const which = `${brief.department} ${showDay(date)}的日报`;
    throw new Problem('conflict', { detail: `${which}已经上报过；之后的变化会自动列在后面，不用再报` });
  }
}
