import { deepEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Browser, Page } from 'playwright-core';
import type { SettingsInput } from '../../plugin';
import { newPage, type PageOptions } from '../support/browser';
import { type Someone, World } from '../support/world';

/** Where the module is mounted: below a path, as in a portal. */
const BASE = '/checkin';

/** What stands at the host's own address. */
const HOST_PAGE = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>门户</title><link rel="icon" href="data:,">
<meta name="color-scheme" content="light dark"></head><body><main><h1>门户</h1><iframe name="pane" title="健康打卡" width="390" height="760" allow="geolocation"></iframe></main></body></html>`;

/** The module behind real sockets, and a host at another site that may frame it. */
export interface StudentStand {
  world: World;
  /** Where the module is, its path included. */
  url: string;
  hostUrl: string;
  /** Brings somebody in as the host does, and waits for the page that this leads to. */
  enter(page: Page, who: Someone, path?: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens a stand; `world.reset()` makes its school as new. */
export async function openStudentStand(settings: SettingsInput = {}): Promise<StudentStand> {
  const server = await listen('localhost');
  const host = await listen('127.0.0.1');
  const url = `http://localhost:${portOf(server)}${BASE}`;
  const hostUrl = `http://127.0.0.1:${portOf(host)}`;
  const world = new World({ PUBLIC_URL: url, HOST_ORIGINS: hostUrl, ...settings });
  await world.open();
  server.on('request', express().use(BASE, world.checkin.router));
  host.on('request', (_request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(HOST_PAGE);
  });
  return {
    world,
    url,
    hostUrl,
    async enter(page, who, path = '/home') {
      // The cookie goes into the page's own browser; no script of the page is needed for it.
      await page.request.post(`${url}/launch`, { form: { token: world.token(who) }, maxRedirects: 0 });
      await page.goto(url + path);
    },
    async close() {
      for (const each of [server, host]) each.close().closeAllConnections();
      await world.close();
    },
  };
}

/** Opens a page as somebody, plays on it, and insists that the console stayed empty. */
export async function visit(
  { browser, stand, options }: { browser: Browser; stand: StudentStand; options: PageOptions },
  who: Someone,
  path: string,
  play: (page: Page) => Promise<void>,
): Promise<void> {
  const { page, problems, close } = await newPage(browser, options);
  try {
    await stand.enter(page, who, path);
    await play(page);
    deepEqual(problems(), []);
  } finally {
    await close();
  }
}

async function listen(host: string): Promise<Server> {
  const server = createServer();
  server.listen(0, host);
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
