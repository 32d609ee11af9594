import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import compression from 'compression';
import type { Problem } from '../problem';
import type { Reply } from './operation';

type Streamed = Extract<Reply, { stream: unknown }>;

/** Renders a page of a name with a model. */
export type Render = (view: string, model: object) => string;

/** What is shorter is sent as it is. In bytes. */
const WORTH_PACKING = 1024;

/** Makes a response pack what it is sent, in a way that its reader can unpack. */
export const pack = compression({ threshold: WORTH_PACKING }) as unknown as (
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
) => void;

/** What JSON is sent as; of one that is written already, too. */
export const JSON_TYPE = 'application/json; charset=utf-8';
const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Writes an answer. Nothing that is about people is ever kept by a cache. */
export async function sendReply(response: ServerResponse, reply: Reply, render: Render): Promise<void> {
  response.setHeader('Cache-Control', 'no-store');
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (reply.cookies) response.appendHeader('Set-Cookie', reply.cookies);
  if ('redirect' in reply) {
    response.setHeader('Location', reply.redirect);
    return finish(response, reply.status ?? 303, '', undefined);
  }
  const status = reply.status ?? 200;
  if ('stream' in reply) return send(response, status, reply);
  if ('view' in reply) return finish(response, status, render(reply.view, reply.model), 'text/html; charset=utf-8');
  if ('text' in reply) return finish(response, status, reply.text, reply.type);
  return finish(response, status, JSON.stringify(reply.json), JSON_TYPE);
}

/** Sends bytes as fast as the reader takes them, and no faster; one that hangs up ends it. */
async function send(response: ServerResponse, status: number, { stream, type, length }: Streamed): Promise<void> {
  // Neither we nor anybody on the way may pack it: its length is known, and the reader is told how far it is.
  response.setHeader('Cache-Control', 'no-store, no-transform');
  response.statusCode = status;
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', length);
  if (response.req.method === 'HEAD') return void response.end();
  await pipeline(Readable.from(stream), response).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}

/** Writes a refusal as RFC 9457. */
export function sendProblem(response: ServerResponse, problem: Problem): void {
  response.setHeader('Cache-Control', 'no-store');
  setRetryAfter(response, problem);
  finish(response, problem.status, JSON.stringify(problem), PROBLEM_TYPE);
}

/** Tells when to come back, where a refusal knows. */
export function setRetryAfter(response: ServerResponse, { details, status }: Problem): void {
  const seconds = details.retryAfter ?? (status === 503 ? 5 : undefined);
  if (seconds !== undefined) response.setHeader('Retry-After', String(seconds));
}

function finish(response: ServerResponse, status: number, text: string | Buffer, type: string | undefined): void {
  const body = typeof text === 'string' ? Buffer.from(text) : text;
  response.statusCode = status;
  if (type !== undefined) response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', body.length);
  if (body.length < WORTH_PACKING) return void response.end(body);
  pack(response.req, response, () => response.end(body));
}
