import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';

/** How long a server waits for whom, in milliseconds, and how much one client may ask for before it reads. */
export interface Patience {
  /** For the head of a request, */
  headersMs: number;
  /** and for all of it: 32 MB of a roster take their time on a slow line. */
  requestMs: number;
  /** For a client that neither sends nor takes anything. */
  silenceMs: number;
  /** How often it is looked at who is late. */
  checkMs: number;
  /** Requests on one line whose answers have not been taken. Browsers and proxies wait for each answer. */
  unread: number;
}

const PATIENCE: Patience = { headersMs: 30_000, requestMs: 300_000, silenceMs: 90_000, checkMs: 10_000, unread: 16 };

/** A server that drops clients that are too slow with what they ask, or ask on without reading what they are told. */
export function createPatientServer(listener: RequestListener, patience: Patience = PATIENCE): Server {
  const { headersMs: headersTimeout, requestMs: requestTimeout, silenceMs, checkMs, unread } = patience;
  const waiting = new WeakMap<Socket, number>();
  const options = { headersTimeout, requestTimeout, connectionsCheckingInterval: checkMs };
  const server = createServer(options, (request, response) => {
    const { socket } = request;
    const count = (waiting.get(socket) ?? 0) + 1;
    waiting.set(socket, count);
    if (count > unread) return void socket.destroy();
    response.once('close', () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
    listener(request, response);
  });
  server.setTimeout(silenceMs);
  return server;
}
