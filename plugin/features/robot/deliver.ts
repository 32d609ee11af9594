import type { Clock } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import type { Log } from '../../kernel/log';
import type { Metrics } from '../../kernel/metrics';
import { NoAnswer, postJson } from '../../kernel/outgoing';
import type { Vault } from '../../kernel/vault';
import { takeTurn } from './pace-rules';
import { PROTOCOLS, type Verdict } from './protocol-rules';
import { splitText } from './split-rules';
import { bookCall, type CallableRobot, type LeasedMessage, leaseMessage, openRobot, updateMessage } from './store';

/** What sending needs of the rest of the module. */
export interface DeliverParts {
  database: Database;
  vault: Vault;
  clock: Clock;
  log: Log;
  metrics: Metrics;
}

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 64 * 1024;
/** Longer than one call may take; held anew with each. */
const LEASE_MS = 60_000;
const MINUTE = 60_000;
/** After each attempt that failed, the next one waits longer; after the last, the message has failed. */
const PAUSES_MS = [1, 2, 5, 10, 20].map((minutes) => minutes * MINUTE);
const SERVER_ERROR = 500;
/** Nobody can say whether a call arrived whose answer nobody was left to read. */
const DOUBT = '发送时中断过，群里可能收到两次';
const TOO_MANY = 429;

/**
 * Sends what is left of a message, part by part, if it is due and nobody else is at it. A part is noted as sent after the
 * group has it: a process that dies in between says it twice rather than never, and the message says that this may be so.
 * Throws only where the database does.
 */
export async function deliver(parts: DeliverParts, id: string): Promise<void> {
  const now = parts.clock.now();
  const found = await parts.database.transaction(async (tx) => {
    const message = await leaseMessage(tx, parts.vault, id, { now, lease: now + LEASE_MS });
    return message && { message, robot: await openRobot(tx, parts.vault, message.target) };
  });
  if (!found) return;
  const { message, robot } = found;
  if (message.expiresAt <= now) return fail(parts, message, message.error || '没有按时发出');
  if (!robot) return fail(parts, message, '没有设置群机器人');
  await sendParts(parts, message, robot);
}

/** Where the robot is another one by now, its parts are others, and all are sent anew. */
async function sendParts(parts: DeliverParts, message: LeasedMessage, robot: CallableRobot): Promise<void> {
  const texts = splitText(robot.kind, message.text);
  const begun = message.robotVersion === robot.version ? message.partsSent : 0;
  let held = message;
  for (let index = begun; index < texts.length; index += 1) {
    const outcome = await sendPart(parts, robot, texts[index] ?? '');
    if (!outcome.ok) return putOff(parts, held, outcome);
    const lease = parts.clock.now() + LEASE_MS;
    const progress = { robot_version: robot.version, parts: texts.length, parts_sent: index + 1, lease_until: lease };
    if (!(await note(parts, held, progress))) return;
    held = { ...held, lease };
  }
  await finish(parts, held, 'sent', withDoubt(message, ''));
}

/** Why a message waits or failed, and that it may have arrived twice, as long as it is not over. */
function withDoubt({ takenOver, error }: LeasedMessage, words: string): string {
  const isDoubtful = takenOver || error.endsWith(DOUBT);
  return [words, isDoubtful && !words.endsWith(DOUBT) ? DOUBT : ''].filter(Boolean).join('；');
}

type Outcome = Verdict | { ok: false; notBefore: number };

async function sendPart(parts: DeliverParts, robot: CallableRobot, text: string): Promise<Outcome> {
  const booked = await book(parts, robot);
  if (booked !== undefined) return { ok: false, notBefore: booked };
  const { clock, log } = parts;
  const protocol = PROTOCOLS[robot.kind];
  const { address, body } = protocol.call(robot.access, text, clock.now());
  try {
    const answer = await postJson(address, body, { timeoutMs: TIMEOUT_MS, mostBytes: MOST_BYTES });
    const verdict = judge(answer, protocol.verdict);
    if (!verdict.ok) log.warn({ kind: robot.kind, status: answer.status, why: verdict.words }, 'a robot refused');
    return verdict;
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    log.warn({ kind: robot.kind, why: error.why }, 'a robot did not answer');
    return { ok: false, retryAfterMs: MINUTE, words: '群机器人的服务器没有应答' };
  }
}

interface Answer {
  status: number;
  json: unknown;
  retryAfter: number | undefined;
}

function judge({ status, json, retryAfter }: Answer, verdict: (body: Record<string, unknown>) => Verdict): Verdict {
  const words = `群机器人的服务器没有接收（HTTP ${status}）`;
  if (status === TOO_MANY) return { ok: false, retryAfterMs: (retryAfter ?? 60) * 1000, words };
  const isObject = typeof json === 'object' && json !== null;
  if (status >= SERVER_ERROR || !isObject) return { ok: false, retryAfterMs: MINUTE, words };
  const said = verdict(json as Record<string, unknown>);
  return said.ok && status > 299 ? { ok: false, retryAfterMs: MINUTE, words } : said;
}

/** Books a call within the robot's pace, over all instances; or answers when it may be tried again. */
async function book({ database, vault, clock }: DeliverParts, robot: CallableRobot): Promise<number | undefined> {
  return database.transaction(async (tx) => {
    const fresh = await openRobot(tx, vault, robot.target);
    if (!fresh || fresh.version !== robot.version) return clock.now();
    const turn = takeTurn(PROTOCOLS[robot.kind].paces, JSON.parse(fresh.recent) as number[], clock.now());
    if ('notBefore' in turn) return turn.notBefore;
    return (await bookCall(tx, fresh, turn.calls)) ? undefined : clock.now();
  });
}

/** A pause that the pace demands costs no attempt. */
async function putOff(parts: DeliverParts, message: LeasedMessage, outcome: Outcome & { ok: false }): Promise<void> {
  if ('notBefore' in outcome) {
    const error = withDoubt(message, message.error);
    await note(parts, message, { next_at: outcome.notBefore, lease_until: 0, error });
    return;
  }
  const pause = PAUSES_MS[message.attempts];
  if (outcome.retryAfterMs === undefined || pause === undefined) return fail(parts, message, outcome.words);
  const next_at = parts.clock.now() + Math.max(pause, outcome.retryAfterMs);
  const error = withDoubt(message, outcome.words);
  await note(parts, message, { attempts: message.attempts + 1, next_at, lease_until: 0, error });
}

function fail(parts: DeliverParts, message: LeasedMessage, words: string): Promise<void> {
  return finish(parts, message, 'failed', withDoubt(message, words));
}

async function finish(parts: DeliverParts, message: LeasedMessage, state: 'sent' | 'failed', error: string) {
  const done = await note(parts, message, { state, error, finished_at: parts.clock.now(), lease_until: 0 });
  if (done) parts.metrics.messages.inc({ channel: 'robot', outcome: state === 'sent' ? 'delivered' : 'failed' });
}

function note({ database }: DeliverParts, message: LeasedMessage, progress: Parameters<typeof updateMessage>[2]) {
  return database.transaction((tx) => updateMessage(tx, message, progress));
}
