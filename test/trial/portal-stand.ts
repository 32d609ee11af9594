import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import { createNativeHost } from '../../plugin/trial/native-host';
import { createPortal } from '../../plugin/trial/portal';
import { schoolAt } from './made-up';

export const ISSUER = 'https://portal.example';
export const AUDIENCE = 'campus-checkin';
const SCHOOL = '青屿航空职业学院';

/** A portal for the people of the trial at noon. */
export function portalFor(moduleUrl: string, portalUrl = 'http://127.0.0.1:8080') {
  const { personas, now } = schoolAt('12:00');
  const knows = (personNo: string) => personas.some((each) => each.personNo === personNo);
  const common = { moduleUrl, now: () => now };
  const roster = { students: [], staff: [] };
  const host = createNativeHost({ ...common, portalUrl, issuer: ISSUER, audience: AUDIENCE, knows, roster });
  return { personas, now, host, portal: createPortal({ ...common, personas, host, schoolName: SCHOOL }) };
}

/** What the module was sent. */
export interface Received {
  token: string;
  entry: string;
  display: string;
  /** The address that was posted to, with whatever hangs on it. */
  url: string;
}

/** Stands in for the module: takes what is posted to `/checkin/launch` and goes on to a page of its own. */
function fakeModule(received: Received[]): Express {
  const app = express();
  app.post('/checkin/launch', express.urlencoded({ extended: false }), (req, res) => {
    received.push({ ...req.body, url: req.originalUrl });
    res.redirect(303, `/checkin/${req.body.entry}`);
  });
  app.get(['/checkin/checkin', '/checkin/staff'], (req, res) => {
    const title = req.path.endsWith('staff') ? '打卡情况统计' : '健康打卡';
    res.send(
      `<!doctype html><html lang="zh-CN"><meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">
       <title>${title}</title><main><h1>${title}</h1></main></html>`,
    );
  });
  return app;
}

export interface Stand {
  portalUrl: string;
  moduleOrigin: string;
  personas: ReturnType<typeof schoolAt>['personas'];
  received: Received[];
  close(): void;
}

/** The portal on 127.0.0.1 and a module on localhost, so that they are two sites as in life. */
export async function openStand(): Promise<Stand> {
  const received: Received[] = [];
  const behind = await listen(fakeModule(received), 'localhost');
  const moduleOrigin = `http://localhost:${portOf(behind)}`;
  const { portal, personas } = portalFor(`${moduleOrigin}/checkin`);
  const front = await listen(portal, '127.0.0.1');
  const close = (): void => {
    for (const server of [front, behind]) server.close().closeAllConnections();
  };
  return { portalUrl: `http://127.0.0.1:${portOf(front)}`, moduleOrigin, personas, received, close };
}

async function listen(app: Express, host: string): Promise<Server> {
  const server = app.listen(0, host);
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
