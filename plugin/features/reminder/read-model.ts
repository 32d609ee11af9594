import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { whereInScope } from '../policy';
import type { Channel } from './schema';
import type { Count } from './store';

/** A reminder with the figures of the reader's own scope. */
export interface PastReminder extends Count {
  id: string;
  date: CivilDate;
  at: number;
  senderName: string;
  channel: Channel;
  state: 'sending' | 'done';
  trouble: string;
  /** Whose fate nobody can say. */
  unsure: number;
}

interface Row {
  id: string;
  day: string;
  at: number | string;
  sender_name: string;
  channel: Channel;
  state: PastReminder['state'];
  trouble: string;
  targeted: number | string;
  skipped: number | string;
  delivered: number | string;
  failed: number | string;
  all_targeted: number;
  all_delivered: number;
  all_failed: number;
}

const FACTS = ['r.id', 'r.day', 'r.at', 'r.sender_name', 'r.channel', 'r.state', 'r.trouble'];
const WHOLE = { all_targeted: 'r.targeted', all_delivered: 'r.delivered', all_failed: 'r.failed' };

/** The latest reminders that reached into the caller's scope of today, the last one first. */
export async function pastReminders(
  db: Db,
  { caller, campaignId, limit }: { caller: Caller; campaignId: number; limit: number },
): Promise<PastReminder[]> {
  const rows: Row[] = await db('checkin_reminder as r')
    .join('checkin_reminder_class as c', 'c.reminder_id', 'r.id')
    .where('r.campaign_id', campaignId)
    .modify(whereInScope(caller, 'reminder.send', 'c'))
    .groupBy(...FACTS, ...Object.values(WHOLE))
    .orderBy('r.id', 'desc')
    .limit(limit)
    .select(FACTS)
    .select(WHOLE)
    .sum({ targeted: 'c.targeted', skipped: 'c.skipped', delivered: 'c.delivered', failed: 'c.failed' });
  return rows.map(toReminder);
}

/** Where the host told but numbers, they are known of the whole and not of a class. */
function toReminder(row: Row): PastReminder {
  const targeted = Number(row.targeted);
  const isWhole = targeted === row.all_targeted;
  const count = {
    targeted,
    skipped: Number(row.skipped),
    delivered: isWhole ? row.all_delivered : Number(row.delivered),
    failed: isWhole ? row.all_failed : Number(row.failed),
  };
  return {
    ...count,
    id: row.id,
    date: row.day,
    at: Number(row.at),
    senderName: row.sender_name,
    channel: row.channel,
    state: row.state,
    trouble: row.trouble,
    unsure: count.targeted - count.skipped - count.delivered - count.failed,
  };
}
