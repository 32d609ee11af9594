import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const HEADER = 'X-Request-Id';
const WELL_FORMED = /^[\w.-]{1,64}$/;

/** Gives a request the id that whoever stands before the module has given it, or one of its own; the answer carries it. */
export function markRequest(request: IncomingMessage, response: ServerResponse): void {
  const given = request.headers['x-request-id'];
  response.setHeader(HEADER, typeof given === 'string' && WELL_FORMED.test(given) ? given : randomUUID());
}

/** The id of the request that an answer belongs to. */
export function requestIdOf(response: ServerResponse): string {
  return String(response.getHeader(HEADER));
}
