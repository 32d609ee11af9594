import type { Db, Tx } from '../../kernel/database';
import type { Job } from '../../kernel/jobs';
import { createTimeId } from '../../kernel/time-id';
import { type DeliverParts, deliver } from './deliver';
import { dueMessages, listRobots, messageOfSlot } from './read-model';
import type { RobotMessage, Target } from './schema';
import { insertMessage } from './store';

/** What a group is to be told. */
export interface GroupMessage {
  target: Target;
  text: string;
  /** Names the occasion, 120 characters at most: for one occasion a group is told once, whoever asks and however often. */
  slot: string;
  now: number;
  /** How long it is worth sending, in milliseconds. */
  lifeMs?: number;
}

const LIFE_MS = 3 * 3_600_000;
const AT_ONCE = 50;

/** The robots of chat groups: whoever has something to say leaves it here. */
export class Robots {
  constructor(private readonly parts: DeliverParts) {}

  /**
   * Queues a message in the caller's transaction: it is sent after the commit, or not at all. False where the group has no
   * robot. Wake the job, or `deliver`, to have it sent at once.
   */
  async send(tx: Tx, { target, text, slot, now, lifeMs = LIFE_MS }: GroupMessage): Promise<boolean> {
    if (!(await this.has(tx, target))) return false;
    const message = { id: createTimeId(now), target, slot, text, now, expiresAt: now + lifeMs };
    await insertMessage(tx, this.parts.vault, message);
    return true;
  }

  /** The departments whose groups have a robot. */
  async departments(db: Db): Promise<Set<string>> {
    const robots = await listRobots(db);
    return new Set(robots.flatMap(({ target: { kind, code } }) => (kind === 'department' ? [code] : [])));
  }

  /** True where a group has a robot. */
  async has(db: Db, { kind, code }: Target): Promise<boolean> {
    const robots = await listRobots(db);
    return robots.some(({ target }) => target.kind === kind && target.code === code);
  }

  /** The message of an occasion for a group; nothing where there is none. */
  find(db: Db, target: Target, slot: string): Promise<RobotMessage | undefined> {
    return messageOfSlot(db, target, slot);
  }

  /** Sends the message of an occasion now, if it is still to be sent, and answers how it stands. */
  async deliver(target: Target, slot: string): Promise<RobotMessage | undefined> {
    const { knex } = this.parts.database;
    const message = await messageOfSlot(knex, target, slot);
    if (!message) return undefined;
    await deliver(this.parts, message.id);
    return messageOfSlot(knex, target, slot);
  }

  /** Sends what is due. Each attempt is a slot of its own: a message decides by itself how often it is tried. */
  job(): Job {
    const { database, clock } = this.parts;
    return {
      name: 'robot',
      due: async (now) => {
        const messages = await dueMessages(database.knex, now, AT_ONCE);
        return messages.map(({ id }) => `${id}/${now}`);
      },
      run: (slot) => deliver(this.parts, slot.split('/')[0] ?? ''),
      givenUp: async (slot) => this.parts.log.error({ slot, at: clock.now() }, 'a message could not be looked at'),
    };
  }
}
