import { toInstant } from '../../kernel/clock';
import type { Database, Tx } from '../../kernel/database';
import { createTimeId } from '../../kernel/time-id';
import { recordAudit } from '../audit';
import type { NameOfDay } from '../statistics';
import { type Channels, chooseSender } from './channels';
import { countByClass } from './class-counts';
import { MOST_A_DAY, PAUSE_MS } from './rules';
import { type Channel, type Reminded, SKIPPED_NAMED, type Skipped } from './schema';
import type { Booked, Sender, SentBy } from './senders';
import { claimPeople, finishReminder, insertReminder, releasePeople, remindedOf } from './store';
import { findTargets, type RemindAsked, type Targets } from './targets';
import { groupText } from './text';

/** What reminding needs of the rest of the module. */
export type RemindParts = Channels & { database: Database };

/** `channel` is how; left out, the best way that there is. */
type Asked = RemindAsked & { now: number; channel?: Channel };

/** Beyond so many the record says how many it was about, and no longer whom. */
const LISTED = 1_000;

/** A reminder's answer, and its id where something was sent. */
export interface RemindResult {
  id: string | undefined;
  reminded: Reminded;
}

/**
 * Reminds those of the caller's scope who have not reported (contract, 4). They are booked before anything is sent and the
 * outcome is noted after, so that nobody is sent more than the limit allows, whatever happens meanwhile. Without a
 * channel it is a text with their names. Throws 404 and 409.
 */
export async function remind(parts: RemindParts, asked: Asked): Promise<RemindResult> {
  const { database } = parts;
  const sender = await chooseSender(database.knex, parts, asked, asked.channel);
  if (!sender) return { id: undefined, reminded: await database.transaction((tx) => giveText(tx, asked)) };
  const begun = await database.transaction((tx) => begin(tx, asked, sender));
  const sent = await sender.send(begun);
  await database.transaction((tx) => finish(tx, asked, begun, sent));
  const { delivered, failed, troubles } = sent;
  const reminded = { ...begun.answer, delivered, failed, trouble: troubleOf(troubles) };
  return { id: begun.due.length > 0 ? begun.id : undefined, reminded };
}

async function giveText(tx: Tx, asked: Asked): Promise<Reminded> {
  const targets = await findTargets(tx, asked);
  await audit(tx, asked, targets.names, 'text');
  return answerOf(asked, targets, 'text', []);
}

type Begun = Targets & Booked & { answer: Reminded };

/** Finds them, books those who may be reminded now, and keeps what is about to be sent. */
async function begin(tx: Tx, asked: Asked, sender: Sender): Promise<Begun> {
  const { channel } = sender;
  const { campaign, date, caller, now } = asked;
  const targets = await findTargets(tx, asked);
  const { names } = targets;
  const id = createTimeId(now);
  const claimed = await claimPeople(tx, {
    ...sendingDay(asked),
    reminderId: id,
    people: names.map(({ studentNo }) => studentNo),
    now,
    limit: { pauseMs: PAUSE_MS, mostADay: MOST_A_DAY },
  });
  const due = names.filter(({ studentNo }) => claimed.has(studentNo));
  const skipped = names.filter(({ studentNo }) => !claimed.has(studentNo));
  const count = { targeted: names.length, skipped: names.length - claimed.size, delivered: 0, failed: 0 };
  const reminder = { id, campaignId: campaign.id, date, at: now, sender: caller, channel, ...count };
  if (claimed.size > 0) await insertReminder(tx, reminder, countByClass(names, claimed));
  const booked = { ...targets, id, campaign, date, due, now };
  await sender.prepare(tx, booked);
  await audit(tx, asked, due, channel);
  const answer = answerOf(asked, targets, channel, await describeSkipped(tx, asked, skipped));
  return { ...booked, answer: { ...answer, skipped: count.skipped } };
}

function sendingDay({ campaign, today }: Asked) {
  return { campaignId: campaign.id, day: today };
}

async function describeSkipped(tx: Tx, asked: Asked, skipped: NameOfDay[]): Promise<Skipped[]> {
  const named = skipped.slice(0, SKIPPED_NAMED);
  const reminded = await remindedOf(
    tx,
    sendingDay(asked),
    named.map(({ studentNo }) => studentNo),
  );
  return named.map(({ studentNo, name }) => {
    const { lastAt = 0, times = 0 } = reminded.get(studentNo) ?? {};
    return { studentNo, name, remindedAt: toInstant(lastAt), timesToday: times };
  });
}

function answerOf({ campaign, date }: Asked, { missing, names }: Targets, channel: Channel, skippedPeople: Skipped[]) {
  const text = groupText(campaign, date, missing, names);
  const nothing = { delivered: 0, failed: 0, skipped: 0, trouble: null };
  return { targeted: names.length, ...nothing, skippedPeople, channel, text } satisfies Reminded;
}

async function audit(tx: Tx, asked: Asked, names: readonly NameOfDay[], channel: Channel): Promise<void> {
  const { caller, campaign, date, part, now } = asked;
  await recordAudit(tx, {
    actor: caller,
    action: 'reminder.send',
    at: now,
    campaign: campaign.code,
    people: names.length,
    subjects: names.length > LISTED ? [] : names.map(({ studentNo }) => studentNo),
    detail: { date, ...part, channel },
  });
}

async function finish(tx: Tx, asked: Asked, { id, names, due }: Begun, sent: SentBy): Promise<void> {
  if (due.length === 0) return;
  const claimed = new Set(due.map(({ studentNo }) => studentNo));
  await releasePeople(tx, { ...sendingDay(asked), reminderId: id }, [...sent.missed]);
  const { delivered, failed, pending } = sent;
  const state = pending ? 'sending' : 'done';
  await finishReminder(
    tx,
    id,
    { delivered, failed, trouble: troubleOf(sent.troubles), state },
    countByClass(names, claimed, sent.fates),
  );
}

function troubleOf(troubles: readonly string[]): string | null {
  return troubles.length > 0 ? troubles.join('；') : null;
}
