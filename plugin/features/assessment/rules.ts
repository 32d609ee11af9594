import { addDays, type CivilDate, earlierOf, instantOf } from '../../kernel/civil-date';
import { addWeeks, daysOfIsoWeek, type IsoWeek, isIsoWeek, isoWeekOf } from '../../kernel/iso-week';
import { invalid, Problem } from '../../kernel/problem';
import { showDay } from '../../kernel/words';
import { audienceOn, type Campaign, covers, isTrialDay } from '../campaign';
import { PARTS, type WeekState, type Weights } from './schema';

/** What the parts weigh where the school says nothing else. */
const DEFAULT_WEIGHTS: Weights = { completion: 50, fullCoverage: 20, briefsOnTime: 20, reviewsInTime: 10 };

/** What the parts weigh in a campaign; where it names some, the others weigh nothing. */
export function weightsOf({ assessment: { weights } }: Pick<Campaign, 'assessment'>): Weights {
  if (!weights) return DEFAULT_WEIGHTS;
  return Object.fromEntries(PARTS.map((part) => [part, weights[part] ?? 0])) as Weights;
}

/** A week in an address. Throws 422 unless it is one of the calendar. */
export function weekFrom(text: string | undefined): IsoWeek {
  if (isIsoWeek(text)) return text;
  throw invalid([{ pointer: '/isoWeek', message: '周应当写成 2021-W04 这样，并且是日历上有的一周' }]);
}

/** The number of an objection in an address or a form. Throws 404 where it can be none. */
export function idFrom(text = ''): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Problem('not-found', { detail: '没有这条异议' });
}

type Period = Pick<Campaign, 'startsOn' | 'endsOn' | 'trialUntil'>;

/** The days of a week that are assessed: those of the campaign, without its trial run. */
function assessedDays(campaign: Period, week: IsoWeek): CivilDate[] {
  return daysOfIsoWeek(week).filter((day) => covers(campaign, day) && !isTrialDay(campaign, day));
}

/** The first day that is assessed; nothing where the trial run is all there is. */
export function firstAssessedDay({ startsOn, endsOn, trialUntil }: Period): CivilDate | undefined {
  const first = trialUntil === null ? startsOn : addDays(trialUntil, 1);
  return first <= endsOn ? first : undefined;
}

/** The weeks that have begun, the first one first. */
export function weeksBegun(campaign: Period, today: CivilDate): IsoWeek[] {
  const first = firstAssessedDay(campaign);
  if (first === undefined || today < first) return [];
  const last = isoWeekOf(earlierOf(today, campaign.endsOn));
  const weeks: IsoWeek[] = [];
  for (let week = isoWeekOf(first); week <= last; week = addWeeks(week, 1)) weeks.push(week);
  return weeks;
}

/** When what happens to a week. */
export interface Span {
  week: IsoWeek;
  /** The first and the last day that is assessed. */
  from: CivilDate;
  to: CivilDate;
  /** The days that count: today is not over, and would mark everybody down. */
  days: CivilDate[];
  /** The instant at which the brief of the last day is due, in milliseconds. */
  provisionalAt: number;
}

/** When a week runs. Throws 404 where no day of it is assessed, or none has begun. */
export function spanOf(campaign: Campaign, week: IsoWeek, today: CivilDate, timeZone: string): Span {
  const all = assessedDays(campaign, week);
  const [from, to] = [all[0], all.at(-1)];
  if (from === undefined || to === undefined) throw notAssessed(campaign);
  if (from > today) throw new Problem('not-found', { detail: `这一周还没有开始，从 ${showDay(from)}起考核` });
  const days = all.filter((day) => day < today);
  return { week, from, to, days, provisionalAt: briefDueAt(campaign, to, timeZone) };
}

function notAssessed(campaign: Campaign): Problem {
  const first = firstAssessedDay(campaign);
  const period =
    first === undefined ? '活动只有试运行，不考核' : `考核从 ${showDay(first)}到 ${showDay(campaign.endsOn)}`;
  return new Problem('not-found', { detail: `这一周没有考核：${period}` });
}

/** The instant by which the brief of a day is to be submitted, in milliseconds. */
export function briefDueAt({ briefDueAt: time }: Campaign, day: CivilDate, timeZone: string): number {
  return instantOf(addDays(day, 1), time, timeZone);
}

/** How far an unconfirmed week is: provisional from the instant at which its last brief is due. */
export function openState(
  { provisionalAt }: Pick<Span, 'provisionalAt'>,
  now: number,
): Exclude<WeekState, 'confirmed'> {
  return now < provisionalAt ? 'running' : 'provisional';
}

/** Days by the audience that holds on them; hardly ever more than one run of them in a week. */
export function runsOf(campaign: Campaign, days: readonly CivilDate[]): CivilDate[][] {
  const runs = new Map<CivilDate, CivilDate[]>();
  for (const day of days) {
    const { fromDay } = audienceOn(campaign, day);
    runs.set(fromDay, [...(runs.get(fromDay) ?? []), day]);
  }
  return [...runs.values()];
}
