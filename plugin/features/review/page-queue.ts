import { addDays, type CivilDate, civilDateOf, daysBetween, earlierOf } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import { BADGES, keyOf, type ReportStatus } from '../report';
import { exportBox } from './page-export';
import { queryText, type StaffAsked, type StaffFrame, staffFrame } from './page-frame';
import { compareAnswers, flagWords } from './page-words';
import { countQueue, type QueueFilter, type QueueItem, reviewQueue } from './queue';
import { reviewsOf } from './read-model';
import { DECISION_WORDS, REASONS } from './rules';
import type { Review } from './schema';

/** How many reports a page of the queue shows. */
const PAGE_SIZE = 50;

/** The piles of the queue, in the order of its tabs. */
export const PILES = ['pending', 'returned', 'confirmed', 'cleared'] as const satisfies readonly ReportStatus[];

/** Which part of the queue is looked at. */
export type QueueAsked = StaffAsked & { filter: QueueFilter; cursor?: string; timeZone: string };

/** What a reviewer typed that could not be taken, to be shown again. */
export interface Typed {
  /** The report it was typed at; nothing for several at once. */
  key?: string;
  note: string;
  reason: string;
  selected: readonly string[];
  message: string;
}

/** What the queue's page shows. `subjects` are those whose answers it shows. */
export async function queuePage(db: Db, vault: Vault, asked: QueueAsked, typed?: Typed) {
  const { campaign, caller, today, filter, cursor } = asked;
  const frame = await staffFrame(db, asked, 'reviews');
  const page = await reviewQueue(db, vault, { caller, campaign, filter, today, limit: PAGE_SIZE, cursor });
  const keys = page.items.map(({ studentNo, date }) => ({ campaignId: campaign.id, date, personNo: studentNo }));
  const reviews = await reviewsOf(db, vault, keys);
  const from = `reviews${queryOf(filter, cursor)}`;
  const show = (item: QueueItem) => {
    const key = keyOf({ campaignId: campaign.id, date: item.date, personNo: item.studentNo });
    return showItem(asked, item, reviews.get(key)?.at(-1), { from, typed, base: frame.base });
  };
  return {
    model: {
      frame,
      filter,
      pending: filter.status === 'pending',
      tabs: await tabsOf(db, asked, frame),
      items: page.items.map(show),
      total: await countQueue(db, { caller, campaign, today, filter }),
      here: queryOf(filter, cursor),
      all: queryText({ status: filter.status === 'pending' ? undefined : filter.status }),
      next: page.nextCursor ? queryOf(filter, page.nextCursor) : undefined,
      first: cursor ? queryOf(filter) : undefined,
      reasons: reasonsFor(typed && !typed.key ? typed.reason : ''),
      typed: typed && !typed.key ? typed : undefined,
      anyTyped: typed !== undefined,
      exporting: exportOf(asked),
    },
    subjects: page.items.map(({ studentNo }) => studentNo),
  };
}

/** A queue reaches over all days of a campaign, unless one of them is chosen; so does its file. */
function exportOf(asked: QueueAsked) {
  const { campaign, today, filter } = asked;
  const { status, class: classCode, date } = filter;
  const days = { from: date ?? campaign.startsOn, to: date ?? earlierOf(campaign.endsOn, today) };
  return exportBox(asked, { filter: { status, class: classCode }, ...days });
}

function queryOf({ status, date, class: classCode }: QueueFilter, cursor?: string): string {
  return queryText({ status: status === 'pending' ? undefined : status, date, class: classCode, cursor });
}

async function tabsOf(db: Db, { caller, campaign, today, filter }: QueueAsked, { base }: StaffFrame) {
  const counts = await Promise.all(
    PILES.map((status) => countQueue(db, { caller, campaign, today, filter: { ...filter, status } })),
  );
  return PILES.map((status, index) => ({
    status,
    word: BADGES[status].word,
    count: counts[index] ?? 0,
    current: status === filter.status,
    address: `${base}/reviews${queryOf({ ...filter, status })}`,
  }));
}

/** The ready-made reasons, one of them chosen or none. */
export function reasonsFor(chosen: string) {
  return REASONS.map((text) => ({ text, chosen: text === chosen }));
}

interface Around {
  from: string;
  base: string;
  typed: Typed | undefined;
}

/** A report as a form names it. */
export function reportValue({ date, revision, studentNo }: { date: CivilDate; revision: number; studentNo: string }) {
  return `${date}/${revision}/${studentNo}`;
}

/** How long ago a day was; nothing for today. */
function agoWord(days: number): string | undefined {
  if (days <= 0) return undefined;
  return days === 1 ? '昨天' : `${days} 天前`;
}

function showItem(
  { campaign, today, timeZone }: QueueAsked,
  item: QueueItem,
  last: Review | undefined,
  around: Around,
) {
  const { date, answers, dayBefore, flags, studentNo, submittedAt, status } = item;
  const key = reportValue(item);
  const typed = around.typed?.key === key ? around.typed : undefined;
  const before = addDays(date, -1);
  return {
    ...item,
    key,
    id: `r-${date}-${studentNo}`.replace(/[^\w-]/g, '_'),
    at: Date.parse(submittedAt),
    ago: agoWord(daysBetween(date, today)),
    sameDay: civilDateOf(Date.parse(submittedAt), timeZone) === date,
    badge: BADGES[status],
    why: flagWords(campaign, date, flags),
    before,
    hasBefore: dayBefore !== null,
    rows: compareAnswers(campaign, [
      { date: before, answers: dayBefore },
      { date, answers },
    ]),
    review: last && { ...last, word: DECISION_WORDS[last.decision] },
    person: `${around.base}/people/${encodeURIComponent(studentNo)}${queryText({ date, from: around.from })}`,
    reasons: reasonsFor(typed?.reason ?? ''),
    typed,
    selected: around.typed?.selected.includes(key) ?? false,
    canDecide: status === 'pending',
    canReopen: ['confirmed', 'cleared', 'returned'].includes(status),
  };
}
