import { batches } from '../../kernel/batches';
import type { Log } from '../../kernel/log';
import type { Metrics } from '../../kernel/metrics';
import { NoAnswer, postJson } from '../../kernel/outgoing';
import { allOf, type Fate, type Outcome, readOutcome } from './answer-rules';
import type { SignModuleToken } from './module-token';

/** What people are told. */
export interface Message {
  people: readonly string[];
  title: string;
  text: string;
  /** Where it leads. */
  url: string;
}

/** How a message went. */
export interface Sent extends Outcome {
  /** Those who certainly got nothing, and may be tried again at once. */
  missed: Set<string>;
  /** What went wrong, in words, once each. */
  troubles: string[];
}

/** Sends a message to people by a channel of theirs. */
export type SendMessage = (message: Message) => Promise<Sent>;

/** People in one call. */
const PEOPLE = 500;
const AT_ONCE = 4;
const TIMEOUT_MS = 10_000;
/** Two lists of numbers fit in several times over. */
const MOST_BYTES = 256 * 1024;
const GATEWAY_TIMEOUT = 504;

interface Parts {
  notifyUrl: string;
  signToken: SignModuleToken;
  log: Log;
  metrics: Metrics;
}

/** One call and what became of it. */
interface Call {
  outcome: Outcome;
  missed: readonly string[];
  trouble?: string;
  /** The host is away: nothing else is tried. */
  away?: boolean;
}

/**
 * Sends messages to the host's people by `POST HOST_NOTIFY_URL` (contract, 8), at most 500 people a call. A host that does
 * not answer is not asked for the others. Never throws for what the host does; nothing is sent twice.
 */
export function createHostMessages(parts: Parts): SendMessage {
  return async (message) => {
    const calls: Call[] = [];
    for (const group of batches(batches(message.people, PEOPLE), AT_ONCE)) {
      const away = calls.some((call) => call.away);
      const tell = async (people: readonly string[]) => (away ? notTried(people) : call(parts, { ...message, people }));
      calls.push(...(await Promise.all(group.map(tell))));
    }
    return count(parts.metrics, sumOf(calls));
  };
}

async function call({ notifyUrl, signToken, log }: Parts, { people, title, text, url }: Message): Promise<Call> {
  const headers = { Authorization: `Bearer ${await signToken()}` };
  const options = { headers, timeoutMs: TIMEOUT_MS, mostBytes: MOST_BYTES };
  try {
    const { status, json } = await postJson(notifyUrl, { people, title, text, url }, options);
    const told = judge(people, status, json);
    if (told.trouble !== undefined) log.warn({ status, people: people.length }, 'the host did not take a message');
    return told;
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    log.warn({ why: error.why, people: people.length }, 'the host did not answer to a message');
    return noAnswer(people, error);
  }
}

const SILENCE: Record<NoAnswer['why'], string> = {
  unreachable: '连不上门户',
  timeout: '门户没有及时回答',
  'too-large': '门户的回答太长',
};

function judge(people: readonly string[], status: number, json: unknown): Call {
  // Whoever waited for the host in vain does not know what it did meanwhile.
  if (status === GATEWAY_TIMEOUT) return { outcome: allOf(people, 'unsure'), missed: [], trouble: SILENCE.timeout };
  if (status < 200 || status > 299)
    return { outcome: allOf(people, 'failed'), missed: people, trouble: `门户没有接收（HTTP ${status}）` };
  const outcome = readOutcome(people, json);
  if (!outcome) return { outcome: allOf(people, 'unsure'), missed: [], trouble: '门户没有说明送达了多少' };
  const failed = people.filter((personNo) => outcome.fates.get(personNo) === 'failed');
  return { outcome, missed: failed };
}

function noAnswer(people: readonly string[], { why, neverSent }: NoAnswer): Call {
  const fate: Fate = neverSent ? 'failed' : 'unsure';
  const away = why !== 'too-large';
  return { outcome: allOf(people, fate), missed: neverSent ? people : [], trouble: SILENCE[why], away };
}

function notTried(people: readonly string[]): Call {
  return { outcome: allOf(people, 'failed'), missed: people };
}

function sumOf(calls: readonly Call[]): Sent {
  const sum = (key: 'delivered' | 'failed') => calls.reduce((total, { outcome }) => total + outcome[key], 0);
  return {
    delivered: sum('delivered'),
    failed: sum('failed'),
    fates: new Map(calls.flatMap(({ outcome }) => [...outcome.fates])),
    missed: new Set(calls.flatMap(({ missed }) => missed)),
    troubles: [...new Set(calls.flatMap(({ trouble }) => trouble ?? []))],
  };
}

function count({ messages }: Metrics, sent: Sent): Sent {
  messages.inc({ channel: 'host', outcome: 'delivered' }, sent.delivered);
  messages.inc({ channel: 'host', outcome: 'failed' }, sent.failed);
  return sent;
}
