#!/usr/bin/env node
import type { Server } from 'node:http';
import express, { type Response } from 'express';
import { type Checkin, createCheckin, SettingsError } from './index';
import { createPatientServer } from './kernel/http';
import { proxiesOf } from './kernel/proxies';

const TICK_MS = 30_000;
const GRACE_MS = 10_000;
/** How long we still listen after we were told to stop: balancers see that we are not ready, and lines are closed politely. */
const FAREWELL_MS = 1_000;
const QUIET_MS = 0.2;
const QUIET_TURNS = 1_000;

/** The process around the module: environment, listening, signals, the timer of the jobs. */
async function main(): Promise<void> {
  const checkin = await createCheckin(process.env);
  const port = Number(process.env.PORT || 3000);
  const farewell: Farewell = { isSaid: false, unanswered: new Set() };
  const server = listen(checkin, { path: new URL(process.env.PUBLIC_URL ?? '').pathname, port, farewell });
  const timer = setInterval(() => void checkin.jobs.tick(), TICK_MS);
  const stop = (): void => {
    clearInterval(timer);
    void shutDown(server, checkin, farewell);
  };
  process.on('SIGHUP', () => checkin.flushKeys());
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** Whether we were told to stop, and what nobody has been answered yet. */
interface Farewell {
  isSaid: boolean;
  unanswered: Set<Response>;
}

interface Place {
  path: string;
  port: number;
  farewell: Farewell;
}

/** Serves the path of the public address, and the root for a balancer that strips it. */
function listen(checkin: Checkin, { path, port, farewell }: Place): Server {
  const { TRUSTED_PROXIES, HELP_CONTACT } = process.env;
  const app = express()
    .disable('x-powered-by')
    .set('trust proxy', proxiesOf(TRUSTED_PROXIES) ?? []);
  app.use((request, response, next) => {
    farewell.unanswered.add(response);
    response.once('close', () => farewell.unanswered.delete(response));
    if (!farewell.isSaid) return next();
    response.setHeader('Connection', 'close');
    if (!request.path.endsWith('/readyz')) return next();
    response.status(503).setHeader('Retry-After', FAREWELL_MS / 1000);
    response.json({ status: 'stopping' });
  });
  app.use(path, checkin.router);
  if (path !== '/') app.use(checkin.router);
  const contact = HELP_CONTACT ? `还是不行，请联系帮助台：${HELP_CONTACT}` : '';
  const nothing = `没有这个页面，请从学校门户进入。${contact}`;
  app.use((_request, response) => void response.status(404).type('text').send(nothing));
  const server = createPatientServer(app);
  server.once('error', (error: NodeJS.ErrnoException) => fail(`PORT ${port}: ${error.code}`));
  server.listen(port, () => console.log(`listening on port ${port}`));
  return server;
}

/**
 * Nobody in flight is dropped: for a moment each answer closes its line, so that nobody sends into a line that we close;
 * then no new connections, the rest finishes, then the database is let go.
 */
async function shutDown(server: Server, checkin: Checkin, farewell: Farewell): Promise<void> {
  farewell.isSaid = true;
  for (const response of farewell.unanswered) if (!response.headersSent) response.setHeader('Connection', 'close');
  await new Promise((resolve) => setTimeout(resolve, FAREWELL_MS));
  await quietMoment();
  const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(force);
  await checkin.close();
}

/** Waits until the process has nothing else at hand, so that nobody stands at the door as it closes. */
async function quietMoment(): Promise<void> {
  for (let turn = 0; turn < QUIET_TURNS; turn += 1) {
    const begun = performance.now();
    await new Promise(setImmediate);
    if (performance.now() - begun < QUIET_MS) return;
  }
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

main().catch((error: unknown) => fail(error instanceof SettingsError ? error.message : String(error)));
