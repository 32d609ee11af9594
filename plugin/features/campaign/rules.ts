import type { CivilDate } from '../../kernel/civil-date';
import type { Audience, Campaign, CampaignState, ExemptRule, FormVersion } from './schema';

/** The facts about a student on a day that decide whether a report is due. */
export interface Standing {
  classCode: string;
  departmentCode: string;
  status: string;
  category: string;
  intake: number;
}

/** Which fact each key of a rule speaks of; the only place that knows. */
const FACTS = {
  class: 'classCode',
  department: 'departmentCode',
  status: 'status',
  category: 'category',
  intake: 'intake',
} as const satisfies Record<keyof ExemptRule, keyof Standing>;

/** A rule as facts that all have to hold. */
export function conditionsOf(rule: ExemptRule): [keyof Standing, string | number][] {
  return (Object.keys(FACTS) as (keyof ExemptRule)[]).flatMap((key) => {
    const wanted = rule[key];
    return wanted === undefined ? [] : [[FACTS[key], wanted] as [keyof Standing, string | number]];
  });
}

/** The first rule that exempts a student, if any does. */
export function findExemption(standing: Standing, rules: readonly ExemptRule[]): ExemptRule | undefined {
  return rules.find((rule) => conditionsOf(rule).every(([fact, wanted]) => standing[fact] === wanted));
}

/** Why somebody need not report, in words for that person; `followUp` classes are looked after by their teachers. */
export function explainExemption(rule: ExemptRule, followUp: readonly string[]): string {
  if (rule.class !== undefined && followUp.includes(rule.class)) return `${rule.class} 班由班主任线下跟进，不在线打卡`;
  const parts = [
    rule.department && `${rule.department}`,
    rule.class && `${rule.class} 班`,
    rule.intake && `${rule.intake} 级`,
    rule.category,
    rule.status && `学籍状态为${rule.status}`,
  ];
  return `不在打卡对象之内（${parts.filter(Boolean).join('，')}）`;
}

/** Whom a rule exempts: 2018 级、18级入伍士官生. */
export function ruleWords(rule: ExemptRule): string {
  const parts = [
    rule.department,
    rule.class && `${rule.class} 班`,
    rule.intake && `${rule.intake} 级`,
    rule.category,
    rule.status,
  ];
  return parts.filter(Boolean).join('、');
}

/** True while a campaign asks for the reports of a day. */
export function covers(campaign: Pick<Campaign, 'startsOn' | 'endsOn'>, day: CivilDate): boolean {
  return campaign.startsOn <= day && day <= campaign.endsOn;
}

/** True for a day of the trial run, which has no part in assessments. */
export function isTrialDay(
  { trialUntil, startsOn }: Pick<Campaign, 'trialUntil' | 'startsOn'>,
  day: CivilDate,
): boolean {
  return trialUntil !== null && startsOn <= day && day <= trialUntil;
}

/** How far a campaign is on a day. */
export function stateOn(campaign: Campaign, today: CivilDate): CampaignState {
  if (today < campaign.startsOn) return 'planned';
  if (today > campaign.endsOn) return 'ended';
  return isTrialDay(campaign, today) ? 'trial' : 'running';
}

/** The version that holds on a day: the last one that began by then; before all of them, the first. */
function versionOn<T extends { fromDay: CivilDate }>(versions: readonly T[], day: CivilDate): T {
  const held = versions.filter(({ fromDay }) => fromDay <= day).at(-1) ?? versions[0];
  if (!held) throw new Error('a campaign has at least one audience and one form');
  return held;
}

/** Who is exempt on a day. */
export function audienceOn(campaign: Campaign, day: CivilDate): Audience {
  return versionOn(campaign.audiences, day);
}

/** What is asked on a day. */
export function formOn(campaign: Campaign, day: CivilDate): FormVersion {
  return versionOn(campaign.forms, day);
}

/** The day of a campaign that is nearest to one: itself, or the first or last day. */
export function nearestDay(campaign: Campaign, day: CivilDate): CivilDate {
  if (day < campaign.startsOn) return campaign.startsOn;
  return day > campaign.endsOn ? campaign.endsOn : day;
}
