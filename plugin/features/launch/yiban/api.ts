import { type Answered, getJson, NoAnswer, postForm } from '../../../kernel/outgoing';
import { Problem } from '../../../kernel/problem';
import type { YibanSettings } from '../../../kernel/settings';

const OPTIONS = { timeoutMs: 5_000, mostBytes: 64 * 1024 };

/** What Yiban's open API refuses with: `e024` not verified by the school, `e006` authorise again, `e007` no right. */
export class YibanRefusal extends Error {
  constructor(readonly code: string) {
    super(`Yiban refuses with ${code}`);
    this.name = 'YibanRefusal';
  }
}

/** Yiban gave no usable answer in time. Shown to a person it is a 503. */
export class YibanSilence extends Problem {
  constructor(
    /** True when Yiban cannot have got the request. */
    readonly neverSent: boolean,
  ) {
    super('unavailable', { detail: '易班暂时没有回应，请过一会儿再从易班进入' });
  }
}

type Api = Pick<YibanSettings, 'apiUrl'>;

/** Asks Yiban's open API. Throws {@link YibanRefusal} and {@link YibanSilence}. */
export async function askYiban(
  { apiUrl }: Api,
  path: 'user/verify_me' | 'user/real_me',
  accessToken: string,
): Promise<Record<string, unknown>> {
  const query = new URLSearchParams({ access_token: accessToken });
  const info = await unwrapped(() => getJson(`${apiUrl}/${path}?${query}`, OPTIONS));
  return (typeof info === 'object' && info !== null ? info : {}) as Record<string, unknown>;
}

/** Writes to somebody at Yiban. Throws {@link YibanRefusal} and {@link YibanSilence}. */
export async function sendLetter(
  { apiUrl }: Api,
  accessToken: string,
  { userId, content }: { userId: string; content: string },
): Promise<void> {
  const fields = { access_token: accessToken, to_yb_uid: userId, content };
  await unwrapped(() => postForm(`${apiUrl}/msg/letter`, fields, OPTIONS));
}

/** What Yiban's envelope holds. The address carries the person's access token; what went wrong is told without it. */
async function unwrapped(exchange: () => Promise<Answered>): Promise<unknown> {
  const { status, info } = ((await exchange().catch(silent)).json ?? {}) as { status?: unknown; info?: unknown };
  if (status === 'success') return info;
  const { code } = (info ?? {}) as { code?: unknown };
  if (status === 'error' && typeof code === 'string') throw new YibanRefusal(code.toLowerCase());
  throw new YibanSilence(false);
}

function silent(error: unknown): never {
  if (error instanceof NoAnswer) throw new YibanSilence(error.neverSent);
  throw error;
}
