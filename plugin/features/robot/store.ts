import type { Db, Tx } from '../../kernel/database';
import { createTimeId } from '../../kernel/time-id';
import type { Vault } from '../../kernel/vault';
import { keyOf, type MessageRow, type RobotRow, toMessage, toRobot } from './rows';
import type { Access, Robot, RobotKind, RobotMessage, Target } from './schema';

const ROBOTS = 'checkin_robot';
const MESSAGES = 'checkin_robot_message';

/** Names the row that a robot's sealed address belongs to. */
export function robotContext({ kind, code }: Target): string {
  return `robot/${kind}/${code}`;
}

/** Names the row that a sealed text belongs to. */
export function textContext(id: string): string {
  return `robot-message/${id}`;
}

/** What is kept of a robot when it is set. */
export interface NewRobot extends Access {
  target: Target;
  kind: RobotKind;
  hint: string;
  setBy: { personNo: string; name: string };
  now: number;
}

/** Sets a target's robot, in place of the one before. */
export async function saveRobot(tx: Tx, vault: Vault, robot: NewRobot): Promise<void> {
  const { target, kind, hint, address, secret, setBy, now } = robot;
  const row: RobotRow = {
    ...keyOf(target),
    kind,
    sealed: vault.sealJson({ address, secret } satisfies Access, robotContext(target)),
    hint,
    version: createTimeId(now),
    recent: '[]',
    set_by_no: setBy.personNo,
    set_by_name: setBy.name,
    set_at: now,
  };
  await tx(ROBOTS).insert(row).onConflict(['target_kind', 'target_code']).merge();
}

/** Forgets a target's robot. False where there was none. */
export async function deleteRobot(tx: Tx, target: Target): Promise<boolean> {
  return (await tx(ROBOTS).where(keyOf(target)).delete()) === 1;
}

/** A robot with what is needed to call it. */
export interface CallableRobot extends Robot {
  access: Access;
  /** The instants of its latest calls, as they are kept. */
  recent: string;
}

/** A target's robot, its secrets opened; nothing where none is set. */
export async function openRobot(db: Db, vault: Vault, target: Target): Promise<CallableRobot | undefined> {
  const row = await db<RobotRow>(ROBOTS).where('target_kind', target.kind).andWhere('target_code', target.code).first();
  if (!row) return undefined;
  return { ...toRobot(row), access: vault.openJson<Access>(row.sealed, robotContext(target)), recent: row.recent };
}

/** Books a call of a robot, unless another was booked meanwhile: then false. */
export async function bookCall(tx: Tx, robot: CallableRobot, calls: readonly number[]): Promise<boolean> {
  const key = { ...keyOf(robot.target), version: robot.version, recent: robot.recent };
  return (
    (await tx(ROBOTS)
      .where(key)
      .update({ recent: JSON.stringify(calls) })) === 1
  );
}

/** What is to be said, to whom, on which occasion. */
export interface NewMessage {
  id: string;
  target: Target;
  slot: string;
  text: string;
  now: number;
  expiresAt: number;
}

/** Queues a message, unless there is one for that occasion already: whoever is first decides what it says. */
export async function insertMessage(tx: Tx, vault: Vault, message: NewMessage): Promise<void> {
  const row: MessageRow = {
    id: message.id,
    ...keyOf(message.target),
    slot: message.slot,
    sealed: vault.seal(message.text, textContext(message.id)),
    state: 'queued',
    robot_version: '',
    parts: 0,
    parts_sent: 0,
    attempts: 0,
    next_at: message.now,
    lease_until: 0,
    created_at: message.now,
    expires_at: message.expiresAt,
    finished_at: null,
    error: '',
  };
  await tx(MESSAGES).insert(row).onConflict(['target_kind', 'target_code', 'slot']).ignore();
}

/** A message that somebody is at, with its text, and by what they know that it is still theirs. */
export interface LeasedMessage extends RobotMessage {
  text: string;
  lease: number;
  /** Whoever was at it before died at it: what was being sent then may have arrived. */
  takenOver: boolean;
}

/** Takes a message that is due until `lease`; nothing where it is not due, or another instance is at it. */
export async function leaseMessage(
  tx: Tx,
  vault: Vault,
  id: string,
  { now, lease }: { now: number; lease: number },
): Promise<LeasedMessage | undefined> {
  const row: MessageRow | undefined = await tx(MESSAGES).where({ id }).first();
  if (!row) return undefined;
  const taken = await tx(MESSAGES)
    .where({ id, state: 'queued', lease_until: row.lease_until })
    .where('next_at', '<=', now)
    .where('lease_until', '<=', now)
    .update({ lease_until: lease });
  if (taken !== 1) return undefined;
  const takenOver = Number(row.lease_until) > 0;
  return { ...toMessage(row), text: vault.open(row.sealed, textContext(id)), lease, takenOver };
}

/** How far a message is. */
type Progress = Partial<
  Pick<
    MessageRow,
    'state' | 'robot_version' | 'parts' | 'parts_sent' | 'attempts' | 'next_at' | 'finished_at' | 'error'
  >
> & { lease_until: number };

/** Notes how far a message is, if it is still the caller's. */
export async function updateMessage(tx: Tx, { id, lease }: LeasedMessage, progress: Progress): Promise<boolean> {
  return (await tx(MESSAGES).where({ id, state: 'queued', lease_until: lease }).update(progress)) === 1;
}

/** Queues a failed message once more. False where it is not there, did not fail, or has lost its text to age. */
export async function requeueMessage(tx: Tx, id: string, { now, expiresAt }: { now: number; expiresAt: number }) {
  const again = {
    state: 'queued',
    attempts: 0,
    next_at: now,
    lease_until: 0,
    expires_at: expiresAt,
    finished_at: null,
  };
  return (await tx(MESSAGES).where({ id, state: 'failed' }).whereNot({ sealed: '' }).update(again)) === 1;
}
