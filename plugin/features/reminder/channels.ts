import type { Db } from '../../kernel/database';
import { invalid } from '../../kernel/problem';
import type { Settings } from '../../kernel/settings';
import type { SendMessage } from '../notify';
import type { Robots } from '../robot';
import type { NameOfDay } from '../statistics';
import type { Channel } from './schema';
import { hostSender, robotSender, type Sender } from './senders';
import { missingPeople, type RemindAsked } from './targets';

/** What there is to reach people by. */
export interface Channels {
  /** Messages through the host; nothing where it takes none. */
  sendMessage: SendMessage | undefined;
  /** The page that a message leads to. */
  studentUrl: string;
  robots: Robots;
  settings: Pick<Settings, 'timeZone'>;
}

/**
 * The way that was asked for; else the host's messages, else the robots of the groups of those who are missing. Nothing
 * where there is no way, or a text was asked for. Throws 422 for a way that there is not.
 */
export async function chooseSender(
  db: Db,
  { sendMessage, studentUrl, robots, settings }: Channels,
  asked: RemindAsked,
  channel: Channel | undefined,
): Promise<Sender | undefined> {
  if (channel === 'text') return undefined;
  if (sendMessage && channel !== 'robot') return hostSender(sendMessage, studentUrl);
  if (channel === 'host') throw invalid([{ pointer: '/channel', message: '门户没有接消息，请用别的方式提醒' }]);
  const groups = await robots.departments(db);
  const reached = groups.size > 0 && (await missingPeople(db, asked)).names.some(isIn(groups));
  if (reached) return robotSender(robots, settings.timeZone);
  if (channel === undefined) return undefined;
  throw invalid([{ pointer: '/channel', message: '这些学生的系部没有设置群机器人，请用别的方式提醒' }]);
}

/** Whether somebody's department is among those that have a robot. */
export function isIn(groups: ReadonlySet<string>): (each: NameOfDay) => boolean {
  return ({ departmentCode }) => groups.has(departmentCode);
}
