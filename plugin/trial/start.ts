import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import express from 'express';
import { createCheckin } from '../index';
import { systemClock } from '../kernel/clock';
import { findRoot } from '../kernel/root';
import { readCommandSettings, type SettingsInput } from '../kernel/settings';
import { createNativeHost } from './native-host';
import { createPortal, signedIn } from './portal';
import type { PortalHost } from './portal-host';
import { type Settled, settleSchool } from './settle';
import { createYibanHost } from './yiban-host';

const PORTAL_PORT = 3000;
const MODULE_PORT = 3001;
const ISSUER = 'urn:checkin:trial-portal';
const AUDIENCE = 'campus-checkin';
const TICK_MS = 30_000;

/**
 * The trial: a made-up school in an embedded database, a stand-in portal, and the module as in production. `--host yiban`
 * makes the portal speak 易班's protocol instead of the contract's.
 */
async function main(): Promise<void> {
  const begun = performance.now();
  const kind = hostKind();
  // Two names of this machine, so that the portal and the module are two sites, as they are in a school.
  const portalServer = await listen('127.0.0.1', Number(process.env.PORTAL_PORT ?? PORTAL_PORT));
  const moduleServer = await listen('localhost', Number(process.env.PORT ?? MODULE_PORT));
  const portalUrl = `http://127.0.0.1:${portOf(portalServer)}`;
  const moduleUrl = `http://localhost:${portOf(moduleServer)}`;
  const ground = trialSettings(portalUrl, moduleUrl);

  const settled = await settleSchool(readCommandSettings(ground), systemClock.now());
  const { personas, school } = settled;
  const host = HOSTS[kind](settled, portalUrl, moduleUrl);
  const portal = createPortal({ personas, moduleUrl, host, now: systemClock.now, schoolName: school.name });
  portalServer.on('request', portal as RequestListener);
  const checkin = await createCheckin({ ...ground, ...host.settings });
  moduleServer.on('request', express().disable('x-powered-by').use(checkin.router) as RequestListener);
  const timer = setInterval(() => void checkin.jobs.tick(), TICK_MS);

  announce(settled, kind, portalUrl, moduleUrl, performance.now() - begun);
  const stop = (): void => {
    clearInterval(timer);
    for (const server of [portalServer, moduleServer]) {
      server.close();
      server.closeAllConnections();
    }
    void checkin.close();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

/** A fresh database and fresh secrets each time: the trial begins anew, a few days before today. */
function trialSettings(portalUrl: string, moduleUrl: string): SettingsInput {
  const folder = join(findRoot('package.json'), '../.trial');
  rmSync(folder, { recursive: true, force: true });
  return {
    DATABASE_URL: `file:${join(folder, 'checkin.db')}`,
    PUBLIC_URL: moduleUrl,
    SESSION_SECRET: randomBytes(32).toString('base64'),
    DATA_KEYS: `trial:${randomBytes(32).toString('base64')}`,
    HOST_ORIGINS: portalUrl,
    HELP_CONTACT: '000-0000',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  };
}

/** The hosts that the portal can stand in for. */
const HOSTS: Record<'native' | 'yiban', (settled: Settled, portalUrl: string, moduleUrl: string) => PortalHost> = {
  native: ({ school }, portalUrl, moduleUrl) => {
    const students = new Set(school.students.map((each) => each.学号));
    const knows = (personNo: string) => students.has(personNo);
    const roster = { students: school.students, staff: school.staff };
    const common = { issuer: ISSUER, audience: AUDIENCE, now: systemClock.now, portalUrl, moduleUrl };
    return createNativeHost({ ...common, knows, roster });
  },
  yiban: ({ personas }, portalUrl, moduleUrl) =>
    createYibanHost({ personas, portalUrl, moduleUrl, now: systemClock.now, signedIn }),
};

function hostKind(): keyof typeof HOSTS {
  const { host } = parseArgs({ options: { host: { type: 'string', default: 'native' } } }).values;
  if (host === 'native' || host === 'yiban') return host;
  throw new RangeError(`there is no host ${host}: native or yiban`);
}

/** Listens on a port, or on any free one where that is taken. */
function listen(host: string, port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' && port !== 0) listen(host, 0).then(resolve, reject);
      else reject(error);
    });
    server.listen(port, host, () => resolve(server));
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function announce({ school }: Settled, kind: string, portalUrl: string, moduleUrl: string, ms: number): void {
  console.log(`
  演示门户    ${portalUrl}${kind === 'yiban' ? '   （按易班的协议）' : ''}
  健康打卡    ${moduleUrl}   （从门户进入）

  ${school.name}：${school.students.length} 名学生，都是编出来的。
  用 ${(ms / 1000).toFixed(1)} 秒准备好；按 Ctrl+C 结束，下次从头开始。
`);
}

main().catch((error: unknown) => {
  console.error(error instanceof RangeError ? error.message : error);
  process.exit(1);
});
