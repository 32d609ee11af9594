import type { MessageState, Robot, RobotKind, RobotMessage, Target } from './schema';

/** A row of `checkin_robot`. */
export interface RobotRow {
  target_kind: Target['kind'];
  target_code: string;
  kind: RobotKind;
  sealed: string;
  hint: string;
  version: string;
  recent: string;
  set_by_no: string;
  set_by_name: string;
  set_at: number | string;
}

/** A row of `checkin_robot_message`. */
export interface MessageRow {
  id: string;
  target_kind: Target['kind'];
  target_code: string;
  slot: string;
  sealed: string;
  state: MessageState;
  robot_version: string;
  parts: number;
  parts_sent: number;
  attempts: number;
  next_at: number | string;
  lease_until: number | string;
  created_at: number | string;
  expires_at: number | string;
  finished_at: number | string | null;
  error: string;
}

/** The key of a target's rows. */
export function keyOf({ kind, code }: Target) {
  return { target_kind: kind, target_code: code };
}

export function toRobot(row: RobotRow): Robot {
  return {
    target: { kind: row.target_kind, code: row.target_code },
    kind: row.kind,
    hint: row.hint,
    version: row.version,
    setBy: { personNo: row.set_by_no, name: row.set_by_name },
    setAt: Number(row.set_at),
  };
}

export function toMessage(row: MessageRow): RobotMessage {
  return {
    id: row.id,
    target: { kind: row.target_kind, code: row.target_code },
    slot: row.slot,
    state: row.state,
    robotVersion: row.robot_version,
    parts: row.parts,
    partsSent: row.parts_sent,
    attempts: row.attempts,
    nextAt: Number(row.next_at),
    createdAt: Number(row.created_at),
    expiresAt: Number(row.expires_at),
    finishedAt: row.finished_at === null ? null : Number(row.finished_at),
    error: row.error,
  };
}
