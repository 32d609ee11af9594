import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { FrameLocator, Page } from 'playwright-core';
import { createNativeHost } from '../../plugin/trial/native-host';
import type { Persona } from '../../plugin/trial/personas';
import { createPortal, signedIn } from '../../plugin/trial/portal';
import { createYibanHost } from '../../plugin/trial/yiban-host';
import { PEOPLE, type Someone, World } from '../support/world';

const ISSUER = 'urn:test:portal';

const PERSONAS = [
  aPersona(PEOPLE.wang, '学生', '191111 班'),
  aPersona(PEOPLE.teacher, '班主任', '191111 班'),
  aPersona(PEOPLE.contact, '系部负责人', '航制系'),
  aPersona(PEOPLE.office, '学工处', '全校'),
];

/** What the portal keeps of its people: one whom the module does not know yet. */
const NEWCOMER = {
  学号: '201911110177',
  姓名: '新生',
  系部: '航制',
  班级: '191111',
  年级: '2019',
  学籍状态: '在读',
  学生类别: '',
};
const ROSTER = { students: [NEWCOMER], staff: [] };

/** The stand-in portal and the module, two sites on this machine, as in the trial. */
export class StoryStand {
  world!: World;
  private portalServer!: Server;
  private moduleServer!: Server;

  constructor(private readonly kind: 'native' | 'yiban' = 'native') {}

  get portalUrl(): string {
    return `http://127.0.0.1:${portOf(this.portalServer)}`;
  }

  get moduleUrl(): string {
    return `http://localhost:${portOf(this.moduleServer)}`;
  }

  async open(): Promise<void> {
    this.portalServer = await listen('127.0.0.1');
    this.moduleServer = await listen('localhost');
    const { portalUrl, moduleUrl } = this;
    const common = { personas: PERSONAS, portalUrl, moduleUrl, now: () => this.world.now };
    const native = createNativeHost({
      ...common,
      issuer: ISSUER,
      audience: 'campus-checkin',
      knows: () => true,
      roster: ROSTER,
    });
    const host = this.kind === 'yiban' ? createYibanHost({ ...common, signedIn }) : native;
    this.world = new World({
      ...{ HOST_ISSUER: undefined, HOST_SECRET: undefined },
      ...host.settings,
      ...{ PUBLIC_URL: moduleUrl, HOST_ORIGINS: portalUrl, HOST_NOTIFY_URL: undefined },
    });
    await this.world.open();
    // Whoever comes in as a program does so by this host's key as well.
    this.world.token = (who) => native.sign(aPersona(who, '', ''));
    this.portalServer.on('request', createPortal({ ...common, host }) as RequestListener);
    this.moduleServer.on('request', express().use(this.world.checkin.router) as RequestListener);
  }

  /** What the admin pane of somebody shows; without JavaScript a button opens it. */
  async openPane(page: Page, who: Someone, scripted = true): Promise<FrameLocator> {
    await this.signIn(page, who);
    if (!scripted) {
      await page.click('#pane-form button');
      await page.frameLocator('#pane-frame').locator('button').click();
    }
    return page.frameLocator('#pane-frame');
  }

  /** Picks a person on the portal's page. */
  async signIn(page: Page, who: Someone): Promise<void> {
    await page.goto(this.portalUrl);
    await page.click(`button[value="${who.personNo}"]`);
    await page.waitForLoadState('load');
  }

  /** Taps the 校本化 tile; without JavaScript the portal's page has a button that goes on. */
  async tapTile(page: Page, scripted: boolean): Promise<void> {
    await page.click('.main-tile button');
    if (!scripted) await page.click('main button, form button');
    await page.waitForURL(`${this.moduleUrl}/**`);
  }

  async close(): Promise<void> {
    for (const server of [this.portalServer, this.moduleServer]) server.close().closeAllConnections();
    await this.world.close();
  }
}

function aPersona({ personNo, type, name }: Someone, role: string, place: string): Persona {
  return { personNo, personType: type, name, role, place, hint: '试试看' };
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
