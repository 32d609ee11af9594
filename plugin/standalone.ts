#!/usr/bin/env node
import { createServer, type Server } from 'node:http';
import express from 'express';
import { type Checkin, createCheckin, SettingsError } from './index';
import { proxiesOf } from './kernel/proxies';

const TICK_MS = 30_000;
const GRACE_MS = 10_000;
/** A client that is slower than this with what it asks for is dropped, */
const HEADERS_MS = 30_000;
/** and so is one that is slower than this with all of it: 32 MB of a roster take their time on a slow line. */
const REQUEST_MS = 300_000;

/** The process around the module: environment, listening, signals, the timer of the jobs. */
async function main(): Promise<void> {
  const checkin = await createCheckin(process.env);
  const port = Number(process.env.PORT || 3000);
  const server = listen(checkin, new URL(process.env.PUBLIC_URL ?? '').pathname, port);
  const timer = setInterval(() => void checkin.jobs.tick(), TICK_MS);
  const stop = (): void => {
    clearInterval(timer);
    void shutDown(server, checkin);
  };
  process.on('SIGHUP', () => checkin.flushKeys());
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** Serves the path of the public address, and the root for a balancer that strips it. */
function listen(checkin: Checkin, path: string, port: number): Server {
  const { TRUSTED_PROXIES, HELP_CONTACT } = process.env;
  const app = express()
    .disable('x-powered-by')
    .set('trust proxy', proxiesOf(TRUSTED_PROXIES) ?? []);
  app.use(path, checkin.router);
  if (path !== '/') app.use(checkin.router);
  const contact = HELP_CONTACT ? `还是不行，请联系帮助台：${HELP_CONTACT}` : '';
  const nothing = `没有这个页面，请从学校门户进入。${contact}`;
  app.use((_request, response) => void response.status(404).type('text').send(nothing));
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: HEADERS_MS }, app);
  server.once('error', (error: NodeJS.ErrnoException) => fail(`PORT ${port}: ${error.code}`));
  server.listen(port, () => console.log(`listening on port ${port}`));
  return server;
}

/** Nobody in flight is dropped: no new connections, the rest finishes, then the database is let go. */
async function shutDown(server: Server, checkin: Checkin): Promise<void> {
  const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(force);
  await checkin.close();
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

main().catch((error: unknown) => fail(error instanceof SettingsError ? error.message : String(error)));
