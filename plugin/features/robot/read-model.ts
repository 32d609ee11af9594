import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import { keyOf, type MessageRow, type RobotRow, toMessage, toRobot } from './rows';
import type { Robot, RobotMessage, Target } from './schema';

/** Which robots are set, by target. */
export async function listRobots(db: Db): Promise<Robot[]> {
  const rows = await db<RobotRow>('checkin_robot').orderBy(['target_kind', 'target_code']);
  return rows.map(toRobot);
}

/** The latest messages for these targets, the last one first. */
export async function latestMessages(db: Db, targets: readonly Target[], limit: number): Promise<RobotMessage[]> {
  if (targets.length === 0) return [];
  const rows: MessageRow[] = await db('checkin_robot_message')
    .where((any) => {
      for (const target of targets) void any.orWhere(keyOf(target));
    })
    .orderBy('id', 'desc')
    .limit(limit);
  return rows.map(toMessage);
}

/** A message; nothing where there is none. */
export async function findMessage(db: Db, id: string): Promise<RobotMessage | undefined> {
  const row: MessageRow | undefined = await db('checkin_robot_message').where({ id }).first();
  return row && toMessage(row);
}

/** The message for an occasion; nothing where there is none. */
export async function messageOfSlot(db: Db, target: Target, slot: string): Promise<RobotMessage | undefined> {
  const row: MessageRow | undefined = await db('checkin_robot_message')
    .where({ ...keyOf(target), slot })
    .first();
  return row && toMessage(row);
}

/** The messages that are due and that nobody is at, with how often each was tried. */
export async function dueMessages(db: Db, now: number, limit: number): Promise<{ id: string; attempts: number }[]> {
  return db('checkin_robot_message')
    .where('state', 'queued')
    .where('next_at', '<=', now)
    .where('lease_until', '<=', now)
    .orderBy(['next_at', 'id'])
    .limit(limit)
    .select('id', 'attempts');
}

/** How many messages have failed since an instant. */
export async function countFailures(db: Db, since: number): Promise<number> {
  const [row] = await db('checkin_robot_message')
    .where('state', 'failed')
    .where('finished_at', '>=', since)
    .count({ messages: '*' });
  return Number(row?.messages ?? 0);
}

/** The departments of a day, in the order of their codes. */
export async function departmentsOn(db: Db, day: CivilDate): Promise<string[]> {
  return db('checkin_enrolment')
    .where('from_day', '<=', day)
    .where('until_day', '>', day)
    .distinct('department_code')
    .orderBy('department_code')
    .pluck<string[]>('department_code');
}
