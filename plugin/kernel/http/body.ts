import type { IncomingMessage, ServerResponse } from 'node:http';
import { raw } from 'express';
import { Problem } from '../problem';

/** No body is larger, unless its operation says so. */
const LIMIT = '64kb';

const TOO_LARGE = 'entity.too.large';
const NOT_SUPPORTED = new Set(['encoding.unsupported', 'charset.unsupported']);

type Request = IncomingMessage & { body?: unknown; _body?: boolean };
type Parse = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

const readers = new Map<string, Parse>();

/** There are few limits, and a reader keeps nothing of a request. */
function readerOf(limit: string): Parse {
  const reader = readers.get(limit) ?? (raw({ type: () => true, limit }) as unknown as Parse);
  readers.set(limit, reader);
  return reader;
}

/**
 * The body of a request as a value: JSON, or the fields of a form (a field that comes twice is a list). A body that the
 * host has parsed before us is taken as it is. Throws 400, 413 and 415.
 */
export async function readBody(request: IncomingMessage, response: ServerResponse, limit = LIMIT): Promise<unknown> {
  const type = mediaType(request);
  if (type !== 'application/json' && type !== 'application/x-www-form-urlencoded')
    throw new Problem('unsupported-type', { detail: '请求的内容类型应当是 application/json 或表单' });
  if (!isUtf8(request)) throw new Problem('unsupported-type', { detail: '请求的文字应当是 UTF-8 编码' });
  const body = await receive(request as Request, response, limit);
  if (typeof body === 'object' && body !== null && !Buffer.isBuffer(body)) return body;
  const text = typeof body === 'string' ? body : decode(body as Buffer | undefined);
  return type === 'application/json' ? parseJson(text) : parseForm(text);
}

function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** UTF-8 is what JSON and the forms of browsers are in, whether they say so or not. */
function isUtf8({ headers }: IncomingMessage): boolean {
  const [, charset = 'utf-8'] = /;\s*charset="?([^";\s]+)/i.exec(headers['content-type'] ?? '') ?? [];
  return /^utf-?8$/i.test(charset);
}

/** Bytes that we read ourselves, or whatever the host's own parser has made of them. */
async function receive(request: Request, response: ServerResponse, limit: string): Promise<unknown> {
  if (request._body || (request.readableEnded && request.body !== undefined)) return request.body;
  await new Promise<void>((resolve, reject) => {
    readerOf(limit)(request, response, (error) => (error ? reject(toProblem(error, limit)) : resolve()));
  });
  return request.body;
}

function toProblem(error: unknown, limit: string): Problem {
  const { type = '' } = error as { type?: string };
  if (type === TOO_LARGE) return new Problem('too-large', { detail: `内容不能超过 ${limit.toUpperCase()}` });
  if (NOT_SUPPORTED.has(type)) return new Problem('unsupported-type', { detail: '不支持这种内容编码' });
  return new Problem('malformed-request', { detail: '请求没有完整送达' });
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Buffer | undefined): string {
  try {
    return UTF8.decode(bytes ?? Buffer.alloc(0));
  } catch {
    throw new Problem('malformed-request', { detail: '请求的文字不是 UTF-8 编码' });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('malformed-json');
  }
}

function parseForm(text: string): Record<string, string | string[]> {
  const fields = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(fields.keys())].map((name) => {
      const values = fields.getAll(name);
      return [name, values.length > 1 ? values : (values[0] ?? '')];
    }),
  );
}
