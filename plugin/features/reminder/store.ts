import type { CivilDate } from '../../kernel/civil-date';
import type { Db, Tx } from '../../kernel/database';
import type { Channel } from './schema';

/** People in one statement. */
const BATCH = 400;

/** Who may be reminded no more than so often. */
export interface Limit {
  pauseMs: number;
  mostADay: number;
}

/** One day of a campaign on which people are reminded; the day on which it is sent, whatever day it is about. */
export interface SendingDay {
  campaignId: number;
  day: CivilDate;
}

interface ClaimRequest extends SendingDay {
  reminderId: string;
  people: readonly string[];
  now: number;
  limit: Limit;
}

/**
 * Books a reminder for those who were not reminded too lately or too often; answers who that is. Each row is changed under
 * its own condition, so that of two reminders at once one gets a person and the other does not.
 */
export async function claimPeople(tx: Tx, asked: ClaimRequest): Promise<Set<string>> {
  const claimed = new Set<string>();
  for (const batch of batches(asked.people))
    for (const personNo of await claim(tx, asked, batch)) claimed.add(personNo);
  return claimed;
}

async function claim(tx: Tx, { campaignId, day, reminderId, now, limit }: ClaimRequest, people: string[]) {
  const key = { campaign_id: campaignId, day };
  const fresh = people.map((person_no) => ({ ...key, person_no, times: 0, last_at: 0, reminder_id: '' }));
  await tx('checkin_reminded').insert(fresh).onConflict(['campaign_id', 'day', 'person_no']).ignore();
  await tx('checkin_reminded')
    .where(key)
    .whereIn('person_no', people)
    .where('last_at', '<=', now - limit.pauseMs)
    .where('times', '<', limit.mostADay)
    .update({ times: tx.raw('times + 1'), last_at: now, reminder_id: reminderId });
  const rows = await tx('checkin_reminded')
    .where({ ...key, reminder_id: reminderId })
    .whereIn('person_no', people)
    .pluck<string[]>('person_no');
  return rows;
}

/** Takes bookings back of people who certainly got nothing, so that they may be tried again at once. */
export async function releasePeople(
  tx: Tx,
  { campaignId, day, reminderId }: SendingDay & { reminderId: string },
  people: readonly string[],
): Promise<void> {
  for (const batch of batches(people))
    await tx('checkin_reminded')
      .where({ campaign_id: campaignId, day, reminder_id: reminderId })
      .whereIn('person_no', batch)
      .update({ times: tx.raw('times - 1'), last_at: 0, reminder_id: '' });
}

/** Notes that people got a reminder later than it was booked. */
export async function stampPeople(
  tx: Tx,
  { campaignId, day, reminderId }: SendingDay & { reminderId: string },
  people: readonly string[],
  at: number,
): Promise<void> {
  for (const batch of batches(people))
    await tx('checkin_reminded')
      .where({ campaign_id: campaignId, day, reminder_id: reminderId })
      .whereIn('person_no', batch)
      .update({ last_at: at });
}

/** How often somebody was reminded on a day, and when last. */
export interface RemindedTimes {
  times: number;
  /** Milliseconds. */
  lastAt: number;
}

/** Which of these people were reminded on a day. */
export async function remindedOf(
  db: Db,
  { campaignId, day }: SendingDay,
  people: readonly string[],
): Promise<Map<string, RemindedTimes>> {
  const found = new Map<string, RemindedTimes>();
  for (const batch of batches(people)) {
    const rows = await db('checkin_reminded')
      .where({ campaign_id: campaignId, day })
      .where('times', '>', 0)
      .whereIn('person_no', batch)
      .select('person_no', 'times', 'last_at');
    for (const { person_no, times, last_at } of rows) found.set(person_no, { times, lastAt: Number(last_at) });
  }
  return found;
}

/** A reminder's numbers. */
export interface Count {
  targeted: number;
  skipped: number;
  delivered: number;
  failed: number;
}

/** The same of one class. */
export interface ClassCount extends Count {
  classCode: string;
  departmentCode: string;
}

/** A reminder that was sent, or is being sent. */
export interface Reminder extends Count {
  id: string;
  campaignId: number;
  /** The day that it is about. */
  date: CivilDate;
  at: number;
  sender: { personNo: string; name: string };
  channel: Channel;
}

/** Keeps a reminder that is about to be sent. */
export async function insertReminder(tx: Tx, reminder: Reminder, classes: readonly ClassCount[]): Promise<void> {
  await tx('checkin_reminder').insert({
    id: reminder.id,
    campaign_id: reminder.campaignId,
    day: reminder.date,
    at: reminder.at,
    sender_no: reminder.sender.personNo,
    sender_name: reminder.sender.name,
    channel: reminder.channel,
    state: 'sending',
    targeted: reminder.targeted,
    skipped: reminder.skipped,
    delivered: reminder.delivered,
    failed: reminder.failed,
    trouble: '',
  });
  for (const batch of batches(classes)) await tx('checkin_reminder_class').insert(batch.map(toClassRow(reminder.id)));
}

function toClassRow(reminderId: string) {
  return ({ classCode, departmentCode, targeted, skipped, delivered, failed }: ClassCount) => ({
    reminder_id: reminderId,
    class_code: classCode,
    department_code: departmentCode,
    targeted,
    skipped,
    delivered,
    failed,
  });
}

const TROUBLE_LENGTH = 200;

/** Notes how a reminder went; `sending` where a group is still to get it. */
export async function finishReminder(
  tx: Tx,
  id: string,
  outcome: Pick<Count, 'delivered' | 'failed'> & { trouble: string | null; state: 'sending' | 'done' },
  classes: readonly ClassCount[],
): Promise<void> {
  const trouble = (outcome.trouble ?? '').slice(0, TROUBLE_LENGTH);
  await tx('checkin_reminder')
    .where({ id, state: 'sending' })
    .update({ ...outcome, trouble });
  for (const each of classes)
    await tx('checkin_reminder_class')
      .where({ reminder_id: id, class_code: each.classCode, department_code: each.departmentCode })
      .update({ delivered: each.delivered, failed: each.failed });
}

function batches<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / BATCH);
  return Array.from({ length: count }, (_, index) => items.slice(index * BATCH, (index + 1) * BATCH));
}
