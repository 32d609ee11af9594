import { Problem } from '../../../kernel/problem';
import type { YibanSettings } from '../../../kernel/settings';

const TIMEOUT_MS = 5_000;
const LONGEST_ANSWER = 64 * 1024;

/** What Yiban's open API refuses with: `e024` not verified by the school, `e006` authorise again, `e007` no right. */
export class YibanRefusal extends Error {
  constructor(readonly code: string) {
    super(`Yiban refuses with ${code}`);
    this.name = 'YibanRefusal';
  }
}

/** Asks Yiban's open API. Throws {@link YibanRefusal}, and 503 when no usable answer comes in time. */
export async function askYiban(
  { apiUrl }: Pick<YibanSettings, 'apiUrl'>,
  path: 'user/verify_me' | 'user/real_me',
  accessToken: string,
): Promise<Record<string, unknown>> {
  const answer = await fetchJson(`${apiUrl}/${path}?${new URLSearchParams({ access_token: accessToken })}`);
  const { status, info } = (answer ?? {}) as { status?: unknown; info?: unknown };
  const facts = (typeof info === 'object' && info !== null ? info : {}) as Record<string, unknown>;
  if (status === 'success') return facts;
  if (status === 'error' && typeof facts.code === 'string') throw new YibanRefusal(facts.code.toLowerCase());
  throw silent();
}

function silent(): Problem {
  return new Problem('unavailable', { detail: '易班暂时没有回应，请过一会儿再从易班进入' });
}

async function fetchJson(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    return JSON.parse(await boundedText(response));
  } catch {
    // The address carries the person's access token, so that nothing of this error may be logged.
    throw silent();
  }
}

async function boundedText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > LONGEST_ANSWER) throw new Error('too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
