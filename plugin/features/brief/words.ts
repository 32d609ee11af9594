import { addDays, type CivilDate, wallTime } from '../../kernel/civil-date';
import type { Caller } from '../../kernel/http';
import { showDay, showRate, showShortDay } from '../../kernel/words';
import { type Campaign, isTrialDay } from '../campaign';
import { hasSchoolScope } from '../policy';
import { type Figures, sum } from '../statistics';
import type { Brief, FollowUpCount, MissingOfClass, Standing } from './schema';

/** Which day of which campaign a text is about. */
export interface OfDay {
  campaign: Campaign;
  date: CivilDate;
}

/**
 * A department's day to paste into a chat group: the figures first, then everybody who is missing by class, so that
 * nobody is left out, then the classes outside the app. Whoever is abnormal is counted, never named.
 */
export function departmentText(of: OfDay, department: string, standing: Standing, remark: string): string {
  const { figures, followUps, missing } = standing;
  return [
    headline(of, department),
    ...figureLines(figures),
    ...missing.map(missingLine),
    ...(followUps.length > 0 ? ['线下跟进的班级：', ...followUps.map(followUpLine)] : []),
    ...(remark ? [`备注：${remark}`] : []),
  ].join('\n');
}

/** All that a reader has of a day in one text: the only department's own, or a summary; empty where there is none. */
export function textOfAll(of: OfDay, caller: Caller, briefs: readonly Brief[], timeZone: string): string {
  const [only, ...others] = briefs;
  if (hasSchoolScope(caller)) return summaryText(of, '全校', briefs, timeZone);
  if (!only || others.length === 0) return only?.text ?? '';
  return summaryText(of, briefs.map(({ department }) => department.name).join('、'), briefs, timeZone);
}

/** Several departments in one text: who has reported and who has not, the figures of each, then all who are missing. */
function summaryText(of: OfDay, scope: string, briefs: readonly Brief[], timeZone: string): string {
  const total = sum(briefs.map(({ standing }) => standing.figures));
  const blocks = briefs.flatMap(({ department, standing: { missing, followUps } }) => {
    const unentered = followUps.filter(({ headcount }) => headcount === null);
    if (missing.length + unentered.length === 0) return [];
    return ['', `◆ ${department.name}`, ...missing.map(missingLine), ...unentered.map(followUpLine)];
  });
  return [
    headline(of, scope),
    ...figureLines(total),
    ...submissionLines(of, briefs, timeZone),
    '',
    ...briefs.map(briefLine),
    ...blocks,
  ].join('\n');
}

function headline({ campaign, date }: OfDay, whose: string): string {
  return `【${campaign.title}】${showDay(date)}${isTrialDay(campaign, date) ? '（试运行）' : ''} ${whose}日报`;
}

function figureLines(figures: Figures): string[] {
  const { due, reported, unreported, rate, pending, returned, confirmed, exempt } = figures;
  const missing =
    unreported === 0 ? '未反馈 0 人' : `未反馈 ${unreported} 人${returned > 0 ? `（含已退回 ${returned} 人）` : ''}`;
  return [
    `应打卡 ${due}，已反馈 ${reported}，完成率 ${showRate(rate)}`,
    `待审核 ${pending}，已退回 ${returned}，已核实 ${confirmed}，免打卡 ${exempt}`,
    due > 0 && unreported === 0 ? '未反馈 0 人，全部完成' : missing,
  ];
}

function missingLine({ classCode, people }: MissingOfClass): string {
  const names = people.map(({ name, returned }) => (returned ? `${name}（已退回）` : name));
  return `${classCode} 班（${people.length} 人）：${names.join('、')}`;
}

function followUpLine({ class: { name }, expected, headcount, abnormal }: FollowUpCount): string {
  if (headcount === null) return `${name} 班：应联系 ${expected}，还没有填写`;
  return `${name} 班：应联系 ${expected}，已联系 ${headcount}，异常 ${abnormal ?? 0}`;
}

function submissionLines({ date }: OfDay, briefs: readonly Brief[], timeZone: string): string[] {
  const open = briefs.filter(({ submitted }) => !submitted).map(({ department }) => department.name);
  const late = briefs.flatMap(({ department, submitted }) => {
    if (!submitted || submitted.onTime) return [];
    return [`${department.name}（${timeOf(submitted.submittedAt, date, timeZone)}）`];
  });
  const done = `已上报 ${briefs.length - open.length}/${briefs.length} 个系部`;
  return [
    open.length > 0 ? `${done}，还没有上报：${open.join('、')}` : `${done}，全部上报`,
    ...(late.length > 0 ? [`迟报：${late.join('、')}`] : []),
  ];
}

/** The time alone on the day on which a brief is due; with its day on a later one. */
export function timeOf(at: number, date: CivilDate, timeZone: string): string {
  const { date: day, time } = wallTime(at, timeZone);
  return day === addDays(date, 1) ? time : `${showShortDay(day)} ${time}`;
}

function briefLine({ department, standing: { figures, followUps }, submitted }: Brief): string {
  const { due, reported, unreported, rate, pending } = figures;
  const unentered = followUps.filter(({ headcount }) => headcount === null).length;
  return [
    `${department.name}：${due > 0 ? `${showRate(rate)}（${reported}/${due}）` : '无人应打卡'}`,
    ...(unreported > 0 ? [`未反馈 ${unreported}`] : []),
    ...(pending > 0 ? [`待审核 ${pending}`] : []),
    ...(unentered > 0 ? [`线下跟进缺 ${unentered} 个班`] : []),
    ...(submitted ? [] : ['日报未上报']),
  ].join('，');
}
