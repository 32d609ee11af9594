import { civilDateOf } from '../../kernel/civil-date';
import type { Clock } from '../../kernel/clock';
import type { Database, Db, Tx } from '../../kernel/database';
import type { Job } from '../../kernel/jobs';
import type { Settings } from '../../kernel/settings';
import type { RobotMessage, Robots } from '../robot';
import { groupOf, slotOf, troubleWith } from './senders';
import { bookedPeople, type OpenReminder, openReminders } from './settle-store';
import { finishReminder, releasePeople, stampPeople } from './store';

interface Parts {
  database: Database;
  clock: Clock;
  settings: Settings;
  robots: Robots;
}

const DAY_MS = 24 * 3_600_000;

/**
 * Notes what became of reminders whose groups got them later, or whose process died at them. Whoever was named late is left
 * in peace from then on; whoever was not may be reminded again at once.
 */
export function settleJob({ database, clock, settings, robots }: Parts): Job {
  const open = (db: Db) => openReminders(db, clock.now() - DAY_MS);
  return {
    name: 'reminder-settle',
    async due() {
      const over: string[] = [];
      for (const reminder of await open(database.knex))
        if (isOver(await messagesOf(database.knex, robots, reminder))) over.push(reminder.id);
      return over;
    },
    run: (slot) =>
      database.transaction(async (tx) => {
        const reminder = (await open(tx)).find(({ id }) => id === slot);
        if (reminder) await settle(tx, reminder, await messagesOf(tx, robots, reminder), settings.timeZone);
      }),
  };
}

/** By department; nothing for one whose group has no robot. */
type Messages = ReadonlyMap<string, RobotMessage | undefined>;

async function messagesOf(db: Db, robots: Robots, { id, classes }: OpenReminder): Promise<Messages> {
  const named = classes.filter(({ targeted, skipped }) => targeted > skipped);
  const messages = new Map<string, RobotMessage | undefined>();
  for (const department of new Set(named.map(({ departmentCode }) => departmentCode)))
    messages.set(department, await robots.find(db, groupOf(department), slotOf(id)));
  return messages;
}

function isOver(messages: Messages): boolean {
  return [...messages.values()].every((message) => message?.state !== 'queued');
}

async function settle(tx: Tx, reminder: OpenReminder, messages: Messages, timeZone: string): Promise<void> {
  const { id, campaignId, at } = reminder;
  const day = civilDateOf(at, timeZone);
  for (const [department, people] of await bookedPeople(tx, reminder, day)) {
    const message = messages.get(department);
    if (message?.state === 'sent')
      await stampPeople(tx, { campaignId, day, reminderId: id }, people, message.finishedAt ?? at);
    else await releasePeople(tx, { campaignId, day, reminderId: id }, people);
  }
  const classes = reminder.classes.map((each) => {
    const people = each.targeted - each.skipped;
    const delivered = messages.get(each.departmentCode)?.state === 'sent' ? people : 0;
    return { ...each, delivered, failed: people - delivered };
  });
  const delivered = classes.reduce((total, each) => total + each.delivered, 0);
  const failed = classes.reduce((total, each) => total + each.failed, 0);
  const troubles = [...messages].map(([department, message]) => troubleWith(department, message)).filter(Boolean);
  await finishReminder(tx, id, { delivered, failed, trouble: troubles.join('；'), state: 'done' }, classes);
}
