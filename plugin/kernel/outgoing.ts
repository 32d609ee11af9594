/** What another server answered. */
export interface Answered {
  status: number;
  /** The body where it is JSON; undefined where it is none. */
  json: unknown;
  /** Seconds after which the other side wants to be asked again, where it says so. */
  retryAfter: number | undefined;
}

/** Why nothing came back. */
export type Silence = 'unreachable' | 'timeout' | 'too-large';

/** No answer that could be read. Holds no address: those of group robots are secrets. */
export class NoAnswer extends Error {
  constructor(
    readonly why: Silence,
    /** True when the other side cannot have got the request: no connection was made. */
    readonly neverSent: boolean,
  ) {
    super(`no answer: ${why}`);
    this.name = 'NoAnswer';
  }
}

interface Options {
  headers?: Record<string, string>;
  /** All of it together: connecting, sending, and the whole answer. */
  timeoutMs: number;
  /** A longer answer is not read to its end. */
  mostBytes: number;
}

/** Codes of a connection that never came to be. */
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * Sends JSON to another server and reads its answer. Follows no redirect: an address that was allowed must not lead to one
 * that was not. Throws {@link NoAnswer}.
 */
export function postJson(address: string, body: unknown, options: Options): Promise<Answered> {
  const headers = { ...options.headers, 'Content-Type': 'application/json; charset=utf-8' };
  return exchange(address, { method: 'POST', body: JSON.stringify(body) }, { ...options, headers });
}

/** Sends the fields of a form to another server, as {@link postJson} does. */
export function postForm(address: string, fields: Record<string, string>, options: Options): Promise<Answered> {
  const headers = { ...options.headers, 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' };
  return exchange(address, { method: 'POST', body: String(new URLSearchParams(fields)) }, { ...options, headers });
}

/** Asks another server and reads its answer, as {@link postJson} does. */
export function getJson(address: string, options: Options): Promise<Answered> {
  return exchange(address, { method: 'GET' }, options);
}

async function exchange(
  address: string,
  request: { method: string; body?: string },
  { headers, timeoutMs, mostBytes }: Options,
): Promise<Answered> {
  const how = { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) } as const;
  try {
    const response = await fetch(address, { ...request, ...how, headers: { ...headers, Accept: 'application/json' } });
    const text = await readText(response, mostBytes);
    return { status: response.status, json: parse(text), retryAfter: secondsOf(response.headers.get('retry-after')) };
  } catch (error) {
    throw asNoAnswer(error);
  }
}

async function readText(response: Response, mostBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new NoAnswer('too-large', false);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function secondsOf(header: string | null): number | undefined {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) : undefined;
}

function asNoAnswer(error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error;
  const { name, cause } = error as Error & { cause?: { code?: string } };
  if (name === 'TimeoutError') return new NoAnswer('timeout', false);
  return new NoAnswer('unreachable', NOT_CONNECTED.has(cause?.code ?? ''));
}
