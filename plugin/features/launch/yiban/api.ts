import { getJson, NoAnswer } from '../../../kernel/outgoing';
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
  const answer = await ask(`${apiUrl}/${path}?${new URLSearchParams({ access_token: accessToken })}`);
  const { status, info } = (answer ?? {}) as { status?: unknown; info?: unknown };
  const facts = (typeof info === 'object' && info !== null ? info : {}) as Record<string, unknown>;
  if (status === 'success') return facts;
  if (status === 'error' && typeof facts.code === 'string') throw new YibanRefusal(facts.code.toLowerCase());
  throw silent();
}

function silent(): Problem {
  return new Problem('unavailable', { detail: '易班暂时没有回应，请过一会儿再从易班进入' });
}

/** The address carries the person's access token; what went wrong is told without it. */
async function ask(address: string): Promise<unknown> {
  try {
    return (await getJson(address, { timeoutMs: TIMEOUT_MS, mostBytes: LONGEST_ANSWER })).json;
  } catch (error) {
    if (error instanceof NoAnswer) throw silent();
    throw error;
  }
}
