import { deepEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Browser, Page } from 'playwright-core';
import type { SettingsInput } from '../../plugin';
import { launchBrowser, newPage, type PageOptions, type WatchedPage } from '../support/browser';
import { type Someone, World } from '../support/world';

/** Where the module is mounted: below a path, as in a portal. */
const BASE = '/checkin';

/** What stands at the host's own address. */
const HOST_PAGE = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>门户</title><link rel="icon" href="data:,">
<meta name="color-scheme" content="light dark"></head><body><main><h1>门户</h1><iframe name="pane" title="健康打卡" width="390" height="760" allow="geolocation"></iframe></main></body></html>`;

/** The module behind real sockets, and a host at another site that may frame it. `world.reset()` makes its school as new. */
export class StudentStand {
  readonly world: World;
  private module!: Server;
  private host!: Server;

  constructor(settings: () => SettingsInput) {
    this.world = new World(() => ({ PUBLIC_URL: this.url, HOST_ORIGINS: this.hostUrl, ...settings() }));
  }

  /** Where the module is, its path included. */
  get url(): string {
    return `http://localhost:${portOf(this.module)}${BASE}`;
  }

  get hostUrl(): string {
    return `http://127.0.0.1:${portOf(this.host)}`;
  }

  async open(): Promise<void> {
    this.module = await listen('localhost');
    this.host = await listen('127.0.0.1');
    await this.world.open();
    this.module.on('request', express().use(BASE, this.world.checkin.router));
    this.host.on('request', (_request, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end(HOST_PAGE);
    });
  }

  /** Brings somebody in as the host does, and waits for the page that this leads to. */
  async enter(page: Page, who: Someone, path = '/home'): Promise<void> {
    // The cookie goes into the page's own browser; no script of the page is needed for it.
    await page.request.post(`${this.url}/launch`, { form: { token: this.world.token(who) }, maxRedirects: 0 });
    await page.goto(this.url + path);
  }

  async close(): Promise<void> {
    for (const each of [this.module, this.host]) each.close().closeAllConnections();
    await this.world.close();
  }
}

/** What the tests of a file in a browser play on. */
export interface BrowserStand {
  stand: StudentStand;
  openPage(options: PageOptions): Promise<WatchedPage>;
  /** Opens a page as somebody, plays on it, and insists that the console stayed empty. */
  visit(options: PageOptions, who: Someone, path: string, play: (page: Page) => Promise<void>): Promise<void>;
}

/** A browser and a stand, opened before the tests of a file and closed after. */
export function createBrowserStand(settings: () => SettingsInput = () => ({})): BrowserStand {
  const stand = new StudentStand(settings);
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
    await stand.open();
  });
  after(async () => {
    await browser?.close();
    await stand.close();
  });
  const openPage = (options: PageOptions) => newPage(browser, options);
  return {
    stand,
    openPage,
    async visit(options, who, path, play) {
      const { page, problems, close } = await openPage(options);
      try {
        await stand.enter(page, who, path);
        await play(page);
        deepEqual(problems(), []);
      } finally {
        await close();
      }
    },
  };
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
