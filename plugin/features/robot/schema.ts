/** The chat programs whose group robots are known. */
export const ROBOT_KINDS = ['wecom', 'dingtalk', 'feishu'] as const;
export type RobotKind = (typeof ROBOT_KINDS)[number];

export const KIND_WORDS: Record<RobotKind, string> = { wecom: '企业微信', dingtalk: '钉钉', feishu: '飞书' };

/** Whose chat group: a department's, or that of the school, where the departments' contacts are. */
export interface Target {
  kind: 'department' | 'school';
  /** The department's; empty for the school. */
  code: string;
}

export const SCHOOL: Target = { kind: 'school', code: '' };

/** How a robot is reached. Both are secrets: whoever has them can speak in the group. */
export interface Access {
  address: string;
  /** Empty where the robot asks for no signature. */
  secret: string;
}

/** The robot of a group, without its secrets. */
export interface Robot {
  target: Target;
  kind: RobotKind;
  /** The last letters of its address, to be told from another. */
  hint: string;
  /** Changes with every setting. */
  version: string;
  setBy: { personNo: string; name: string };
  /** Milliseconds. */
  setAt: number;
}

export const MESSAGE_STATES = ['queued', 'sent', 'failed'] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** A message for a group, without its text. */
export interface RobotMessage {
  id: string;
  target: Target;
  /** The occasion: nothing is said twice for the same one. */
  slot: string;
  state: MessageState;
  /** The robot that the parts were sent by. */
  robotVersion: string;
  parts: number;
  partsSent: number;
  attempts: number;
  nextAt: number;
  createdAt: number;
  expiresAt: number;
  finishedAt: number | null;
  /** Why it failed, or why it waits. */
  error: string;
}
