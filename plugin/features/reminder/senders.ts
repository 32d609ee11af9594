import { addDays, type CivilDate, civilDateOf, instantOf } from '../../kernel/civil-date';
import type { Tx } from '../../kernel/database';
import type { Campaign } from '../campaign';
import type { Fate, SendMessage, Sent } from '../notify';
import type { RobotMessage, Robots, Target } from '../robot';
import type { NameOfDay } from '../statistics';
import type { Missing } from './rules';
import { groupText, personalText } from './text';

/** A reminder that is booked, and those whom it is for. */
export interface Booked {
  id: string;
  campaign: Campaign;
  date: CivilDate;
  missing: Missing;
  due: readonly NameOfDay[];
  now: number;
}

/** A way to bring a reminder to people. */
export interface Sender {
  channel: 'host' | 'robot';
  /** What has to be left in the transaction that books it. */
  prepare(tx: Tx, booked: Booked): Promise<void>;
  send(booked: Booked): Promise<SentBy>;
}

/** What became of it so far. */
export interface SentBy extends Sent {
  /** Some of it may still arrive: the outcome is noted once it is known. */
  pending: boolean;
}

function numbersOf(people: readonly NameOfDay[]): string[] {
  return people.map(({ studentNo }) => studentNo);
}

/** A message to each of them through the host. Those whose report was sent back are told what to do about it. */
export function hostSender(send: SendMessage, url: string): Sender {
  return {
    channel: 'host',
    prepare: async () => {},
    async send({ campaign, date, due }) {
      const sent: Sent[] = [];
      for (const returned of [false, true]) {
        const people = numbersOf(due.filter((each) => each.returned === returned));
        if (people.length > 0) sent.push(await send({ people, url, ...personalText(campaign, date, returned) }));
      }
      return { ...sumOf(sent), pending: false };
    },
  };
}

/** A group's message that was held up so long is given up, before the same people may be reminded anew. */
const LIFE_MS = 30 * 60_000;

/** Their names to the group of their department, by its robot; never once the day is over on which it was asked for. */
export function robotSender(robots: Robots, timeZone: string): Sender {
  return {
    channel: 'robot',
    async prepare(tx, booked) {
      const { now } = booked;
      const midnight = instantOf(addDays(civilDateOf(now, timeZone), 1), '00:00', timeZone);
      const lifeMs = Math.min(LIFE_MS, midnight - now);
      for (const [department, names] of byDepartment(booked.due)) {
        const text = groupText(booked.campaign, booked.date, booked.missing, names);
        await robots.send(tx, { target: groupOf(department), slot: slotOf(booked.id), text, now, lifeMs });
      }
    },
    async send(booked) {
      const sent: Sent[] = [];
      let pending = false;
      for (const [department, names] of byDepartment(booked.due)) {
        const message = await robots.deliver(groupOf(department), slotOf(booked.id));
        pending ||= message?.state === 'queued';
        sent.push(judge(department, numbersOf(names), message));
      }
      return { ...sumOf(sent), pending };
    },
  };
}

/** The occasion of a reminder's messages. */
export function slotOf(reminderId: string): string {
  return `reminder/${reminderId}`;
}

export function groupOf(department: string): Target {
  return { kind: 'department', code: department };
}

function byDepartment(names: readonly NameOfDay[]): Map<string, NameOfDay[]> {
  const groups = new Map<string, NameOfDay[]>();
  for (const each of names) groups.set(each.departmentCode, [...(groups.get(each.departmentCode) ?? []), each]);
  return groups;
}

/** A message that still waits may yet arrive: nobody of it is tried again meanwhile. */
function judge(department: string, people: string[], message: RobotMessage | undefined): Sent {
  const trouble = troubleWith(department, message);
  const fate = ({ sent: 'delivered', queued: 'unsure', failed: 'failed' } as const)[message?.state ?? 'failed'];
  return all(people, fate, trouble === '' ? [] : [trouble]);
}

/** Why a department's group has not got it; empty where it has, and nothing is in doubt. */
export function troubleWith(department: string, message: RobotMessage | undefined): string {
  if (!message) return `${department}没有设置群机器人`;
  if (message.state === 'queued') return `${department}的群消息还在排队`;
  return message.error === '' ? '' : `${department}：${message.error}`;
}

function all(people: string[], fate: Fate, troubles: string[]): Sent {
  return {
    delivered: fate === 'delivered' ? people.length : 0,
    failed: fate === 'delivered' ? 0 : people.length,
    fates: new Map(people.map((personNo) => [personNo, fate])),
    missed: new Set(fate === 'failed' ? people : []),
    troubles,
  };
}

function sumOf(sent: readonly Sent[]): Sent {
  return {
    delivered: sent.reduce((total, { delivered }) => total + delivered, 0),
    failed: sent.reduce((total, { failed }) => total + failed, 0),
    fates: new Map(sent.flatMap(({ fates }) => [...fates])),
    missed: new Set(sent.flatMap(({ missed }) => [...missed])),
    troubles: [...new Set(sent.flatMap(({ troubles }) => troubles))],
  };
}
