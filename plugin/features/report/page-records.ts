import { addDays, type CivilDate, weekdayOf } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import type { Vault } from '../../kernel/vault';
import type { Campaign } from '../campaign';
import { reviewsOf } from '../review';
import { type DayCell, toCell } from './badge';
import { daysOfStudent } from './mine';
import { describeReview, describeRevision } from './page';
import { findReport, keyOf, revisionsOf } from './read-model';

interface Asked {
  caller: Caller;
  campaign: Campaign;
  today: CivilDate;
}

function firstOf(month: string): CivilDate {
  return `${month}-01`;
}

function monthAfter(month: string): string {
  return addDays(firstOf(month), 31).slice(0, 7);
}

function monthBefore(month: string): string {
  return addDays(firstOf(month), -1).slice(0, 7);
}

/** A month of my days, in weeks from Monday to Sunday. `month` is `YYYY-MM`, kept within the campaign. */
export async function recordsPage(db: Db, vault: Vault, { caller, campaign, today }: Asked, asked: string | undefined) {
  const [first, last] = [campaign.startsOn.slice(0, 7), campaign.endsOn.slice(0, 7)];
  const wanted = asked ?? today.slice(0, 7);
  const month = wanted < first ? first : wanted > last ? last : wanted;
  const from = firstOf(month);
  const to = addDays(firstOf(monthAfter(month)), -1);
  const days = await daysOfStudent(db, vault, { campaign, personNo: caller.personNo, from, to });
  return {
    campaign,
    month,
    monthName: `${Number(month.slice(0, 4))}年${Number(month.slice(5))}月`,
    previous: month > first ? monthBefore(month) : undefined,
    next: month < last ? monthAfter(month) : undefined,
    weeks: inWeeks(days.map((day) => toCell(day, today))),
  };
}

/** Weeks of seven, with nothing where the month has no day. */
function inWeeks(cells: DayCell[]): (DayCell | null)[][] {
  const before = (weekdayOf(cells[0]?.date ?? '2021-01-04') + 6) % 7;
  const padded: (DayCell | null)[] = [...Array<null>(before).fill(null), ...cells];
  while (padded.length % 7 !== 0) padded.push(null);
  return Array.from({ length: padded.length / 7 }, (_, week) => padded.slice(week * 7, week * 7 + 7));
}

/** Everything about one of my days: what I sent, the latest first, and what was decided. 404 where nothing was sent. */
export async function recordPage(db: Db, vault: Vault, { caller, campaign, today }: Asked, date: CivilDate) {
  const key = { campaignId: campaign.id, date, personNo: caller.personNo };
  const report = await findReport(db, vault, key);
  if (!report) throw new Problem('not-found', { detail: '这一天您没有反馈过' });
  const [day] = await daysOfStudent(db, vault, { campaign, personNo: caller.personNo, from: date, to: date });
  const reviews = (await reviewsOf(db, vault, [key])).get(keyOf(key)) ?? [];
  return {
    campaign,
    date,
    cell: day && toCell(day, today),
    isReturned: report.status === 'returned',
    revisions: (await revisionsOf(db, vault, key)).reverse().map((revision) => describeRevision(campaign, revision)),
    reviews: reviews.reverse().map(describeReview),
  };
}

/** What a student holds in hand after sending: the time, the number, what was sent and what happens next. */
export async function receiptPage(db: Db, vault: Vault, { caller, campaign, today }: Asked, date: CivilDate) {
  const report = await findReport(db, vault, { campaignId: campaign.id, date, personNo: caller.personNo });
  if (!report) throw new Problem('not-found', { detail: '这一天您还没有反馈' });
  return {
    campaign,
    date,
    sent: describeRevision(campaign, report.current),
    waits: report.status === 'pending',
    isReturned: report.status === 'returned',
    canCorrect: report.status === 'normal' && date === today,
  };
}
