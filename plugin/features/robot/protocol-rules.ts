import { createHmac } from 'node:crypto';
import type { Access, RobotKind } from './schema';

/** What is posted where. */
export interface Call {
  address: string;
  body: object;
}

/** How a robot took a call: for good, not yet (ask again after so many milliseconds), or never. */
export type Verdict =
  | { ok: true }
  | { ok: false; retryAfterMs: number; words: string }
  | { ok: false; retryAfterMs: undefined; words: string };

const MINUTE = 60_000;

/** No more calls than `calls` in any span of `ms`. */
export interface Pace {
  calls: number;
  ms: number;
}

interface Protocol {
  /** The program's own server. */
  origin: string;
  path: RegExp;
  /** The parameter of the address that is its key; nothing where the path is. */
  key: string | undefined;
  paces: readonly Pace[];
  /** Bytes that a text may have, as {@link Protocol.size} counts them. */
  mostBytes: number;
  /** The size of two texts together is the sum of theirs. */
  size(text: string): number;
  call(access: Access, text: string, now: number): Call;
  verdict(body: Record<string, unknown>): Verdict;
}

const bytesOf = (text: string): number => Buffer.byteLength(text);
/** What a text takes within a JSON body: line ends and quotes are two bytes there. */
const bytesInJson = (text: string): number => bytesOf(JSON.stringify(text)) - 2;

/**
 * What each program documents for its group robots: a text of 2048 bytes at 企业微信, a body of 20,000 bytes at 钉钉, of 20 KB
 * at 飞书; 20 calls a minute, 20, and 100 with 5 a second. Room is left for what stands around the text.
 */
export const PROTOCOLS: Record<RobotKind, Protocol> = {
  wecom: {
    origin: 'https://qyapi.weixin.qq.com',
    path: /^\/cgi-bin\/webhook\/send$/,
    key: 'key',
    paces: [{ calls: 20, ms: MINUTE }],
    mostBytes: 2_048,
    size: bytesOf,
    call: ({ address }, text) => ({ address, body: { msgtype: 'text', text: { content: text } } }),
    verdict: ({ errcode }) => judge(errcode, WECOM),
  },
  dingtalk: {
    origin: 'https://oapi.dingtalk.com',
    path: /^\/robot\/send$/,
    key: 'access_token',
    paces: [{ calls: 20, ms: MINUTE }],
    mostBytes: 19_000,
    size: bytesInJson,
    call: ({ address, secret }, text, now) => ({
      address: secret === '' ? address : signAddress(address, secret, now),
      body: { msgtype: 'text', text: { content: text } },
    }),
    verdict: ({ errcode }) => judge(errcode, DINGTALK),
  },
  feishu: {
    origin: 'https://open.feishu.cn',
    path: /^\/open-apis\/bot\/v2\/hook\/[\w-]{8,128}$/,
    key: undefined,
    paces: [
      { calls: 100, ms: MINUTE },
      { calls: 5, ms: 1_000 },
    ],
    mostBytes: 19_000,
    size: bytesInJson,
    call: ({ address, secret }, text, now) => ({
      address,
      body: { ...(secret === '' ? {} : signBody(secret, now)), msg_type: 'text', content: { text } },
    }),
    verdict: ({ code, StatusCode }) => judge(code ?? StatusCode, FEISHU),
  },
};

/** 钉钉: milliseconds and secret signed by the secret, in the address. */
function signAddress(address: string, secret: string, now: number): string {
  const url = new URL(address);
  url.searchParams.set('timestamp', String(now));
  url.searchParams.set('sign', createHmac('sha256', secret).update(`${now}\n${secret}`).digest('base64'));
  return url.href;
}

/** 飞书: nothing signed by seconds and secret, in the body. */
function signBody(secret: string, now: number) {
  const timestamp = String(Math.floor(now / 1000));
  return { timestamp, sign: createHmac('sha256', `${timestamp}\n${secret}`).digest('base64') };
}

/** What a code means: words, and after how long it is worth trying again. */
type Codes = Record<number, [words: string, retryAfterMs?: number]>;

const WECOM: Codes = {
  [-1]: ['企业微信系统繁忙', MINUTE],
  45009: ['发得太快，企业微信要求等一等', MINUTE],
  45033: ['发得太快，企业微信要求等一等', MINUTE],
  93000: ['地址无效，机器人可能已被移出群'],
  93008: ['机器人不在群里'],
};

const DINGTALK: Codes = {
  [-1]: ['钉钉系统繁忙', MINUTE],
  // Whoever is too fast is shut out for ten minutes.
  130101: ['发得太快，钉钉限流 10 分钟', 10 * MINUTE],
  410100: ['发得太快，钉钉限流 10 分钟', 10 * MINUTE],
  300001: ['地址无效，机器人可能已被移出群'],
  300005: ['地址无效，机器人可能已被移出群'],
  400101: ['地址无效，机器人可能已被移出群'],
  400102: ['机器人已停用'],
  310000: ['不符合机器人的安全设置，请核对加签密钥、关键词和 IP 白名单'],
};

const FEISHU: Codes = {
  11232: ['飞书限流，稍后再发', MINUTE],
  19001: ['地址无效，机器人可能已被移出群'],
  19021: ['签名校验没有通过，请核对密钥'],
  19022: ['本服务器不在机器人的 IP 白名单里'],
  19024: ['不符合机器人的关键词设置'],
};

function judge(code: unknown, known: Codes): Verdict {
  if (code === 0) return { ok: true };
  const [words, retryAfterMs] = known[Number(code)] ?? ['没有发出', MINUTE];
  const told = typeof code === 'number' ? `${words}（错误码 ${code}）` : words;
  return retryAfterMs === undefined
    ? { ok: false, retryAfterMs, words: told }
    : { ok: false, retryAfterMs, words: told };
}
