import { addDays, type CivilDate, instantOf } from '../../kernel/civil-date';
import { Problem } from '../../kernel/problem';
import { showDay } from '../../kernel/words';
import { type Campaign, covers } from '../campaign';
import type { Figures } from '../statistics';
import type { Change, Doubt, FollowUpCount, Standing } from './schema';

/** The instant by which a day is to be reported, that instant included: the campaign's time on the day after (notice). */
export function dueAtOf({ briefDueAt }: Pick<Campaign, 'briefDueAt'>, date: CivilDate, timeZone: string): number {
  return instantOf(addDays(date, 1), briefDueAt, timeZone);
}

/** Refuses with 404 a day that the campaign does not ask for. */
export function demandDay(campaign: Campaign, date: CivilDate): void {
  if (covers(campaign, date)) return;
  const period = `${showDay(campaign.startsOn)}至 ${showDay(campaign.endsOn)}`;
  throw new Problem('not-found', { detail: `这一天没有日报，活动期间是 ${period}` });
}

/** Refuses with 409 to freeze a day that still runs, or is to come. */
export function demandOver(date: CivilDate, today: CivilDate): void {
  if (date >= today) throw new Problem('conflict', { detail: `${showDay(date)}还没有过完，次日零点以后才能上报` });
}

/** Characters that are not seen and change what is: controls but the line break, halves of a character, and marks that turn the direction of writing. */
const UNSEEN = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** A remark without what nobody can see, its line breaks alike, and no more than one empty line between two. */
export function cleanRemark(remark = ''): string {
  const lines = remark.replace(/\r\n?/g, '\n').split('\n');
  const seen = lines.map((line) => line.replace(/\t/g, ' ').replace(UNSEEN, '').trimEnd());
  return seen
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The figures in the order of a row, and what each is called. */
const LABELS = {
  due: '应打卡',
  reported: '已反馈',
  unreported: '未反馈',
  normal: '正常',
  pending: '待审核',
  returned: '已退回',
  confirmed: '已核实',
  cleared: '无异常',
  exempt: '免打卡',
  rate: '完成率',
} as const satisfies Record<keyof Figures, string>;

const FOLLOW_UP_LABELS = { expected: '应联系', headcount: '已联系', abnormal: '异常' } as const;

/** What of a department's day is another figure now than it was. */
export function changesBetween(before: Standing, now: Standing): Change[] {
  const fields = Object.keys(LABELS) as (keyof Figures)[];
  const figures = fields.map((field): Change => {
    return { field, label: LABELS[field], before: before.figures[field], after: now.figures[field] };
  });
  const codes = new Set([...before.followUps, ...now.followUps].map((each) => each.class.code));
  const followUps = [...codes].flatMap((code) => followUpChanges(find(before, code), find(now, code)));
  return [...figures, ...followUps].filter((change) => change.before !== change.after);
}

function find({ followUps }: Standing, code: string): FollowUpCount | undefined {
  return followUps.find((each) => each.class.code === code);
}

function followUpChanges(before: FollowUpCount | undefined, now: FollowUpCount | undefined): Change[] {
  const unit = (before ?? now)?.class;
  if (!unit) return [];
  const fields = Object.keys(FOLLOW_UP_LABELS) as (keyof typeof FOLLOW_UP_LABELS)[];
  return fields.map((field) => {
    const label = `${unit.name} 班线下跟进${FOLLOW_UP_LABELS[field]}`;
    return { field, label, class: unit, before: before?.[field] ?? null, after: now?.[field] ?? null };
  });
}

/** What looks unfinished about a day that is about to be reported: reports that nobody has looked into, people not reached. */
export function doubtsAbout({ figures: { pending }, followUps }: Standing): Doubt[] {
  const unentered = followUps.filter(({ headcount }) => headcount === null).map((each) => each.class.name);
  const unreached = followUps.flatMap(({ class: { name }, expected, headcount }) => {
    const missing = headcount === null ? 0 : expected - headcount;
    return missing > 0
      ? [{ key: `${name}-${missing}`, text: `${name} 班还有 ${missing} 人没有联系上`, section: 'follow-ups' as const }]
      : [];
  });
  return [
    ...(pending > 0
      ? [{ key: `pending-${pending}`, text: `还有 ${pending} 份反馈待审核`, section: 'reviews' as const }]
      : []),
    ...(unentered.length > 0
      ? [
          {
            key: `none-${unentered.join('-')}`,
            text: `${unentered.join('、')} 班的线下跟进还没有填写`,
            section: 'follow-ups' as const,
          },
        ]
      : []),
    ...unreached,
  ];
}
