import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { DESK, flawsOf, launchBrowser, newPage, type PageOptions, PHONE } from '../support/browser';
import { openStand, type Stand } from './portal-stand';

const OFFICE = '学工处';

describe('the stand-in portal in a browser', () => {
  let browser: Browser;
  let stand: Stand;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    stand = await openStand();
  });
  afterEach(() => stand.close());

  /** Opens the portal, plays on it, and insists that the console stayed empty. */
  async function visit(options: PageOptions, play: (page: Page) => Promise<void>): Promise<void> {
    const { page, problems, close } = await newPage(browser, options);
    try {
      await page.goto(stand.portalUrl);
      await play(page);
      deepEqual(problems(), []);
    } finally {
      await close();
    }
  }

  const become = async (page: Page, role: string): Promise<void> => {
    await page.locator('.card').filter({ hasText: role }).first().click();
    await page.locator('.card[aria-current]').filter({ hasText: role }).waitFor();
  };
  /** The module's frame, once its page is there. */
  const inPane = async (page: Page) => {
    const opened = page.frameLocator('#pane-frame').getByRole('heading', { name: /^(打卡情况统计|健康打卡)$/ });
    await opened.waitFor();
    const frame = await (await page.waitForSelector('#pane-frame')).contentFrame();
    ok(frame);
    return frame;
  };

  it('is fit for everybody, refusals too, on both screens, in light and in dark', async () => {
    await visit(PHONE, async (page) => {
      deepEqual(await flawsOf(page), []);
      await become(page, OFFICE);
      await inPane(page);
      deepEqual(await flawsOf(page), []);
      for (const path of ['/pane', '/nowhere']) {
        await page.goto(`${stand.portalUrl}${path}`);
        deepEqual(await flawsOf(page), [], path);
      }
    });
  });

  for (const [size, screen] of Object.entries({ phone: PHONE, desk: DESK })) {
    it(`shows the tile at once, and nothing wider than the screen, on a ${size}`, async () => {
      await visit(screen, async (page) => {
        const tile = await page.getByRole('button', { name: '校本化' }).boundingBox();
        ok(tile && tile.y + tile.height <= screen.height, JSON.stringify(tile));
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        ok(width <= screen.width, `${width}`);
      });
    });
  }

  it('takes a student through the tile into the module, and back to the phone', async () => {
    await visit(PHONE, async (page) => {
      await page.getByRole('button', { name: '校本化' }).click();
      await page.waitForURL(`${stand.moduleOrigin}/checkin/checkin`);
      const [{ token, ...rest } = { token: '' }] = stand.received;
      deepEqual(rest, { entry: 'checkin', display: 'top', url: '/checkin/launch' });
      match(token, /^[\w-]+\.[\w-]+\.[\w-]+$/);
      await page.goBack();
      await page.getByRole('heading', { name: '手机桌面' }).waitFor();
      equal(stand.received.length, 1);
    });
  });

  it('opens the admin pane by itself for staff, and not for students', async () => {
    await visit(DESK, async (page) => {
      equal(stand.received.length, 0);
      await become(page, OFFICE);
      const frame = await inPane(page);
      await frame.getByRole('heading', { name: '打卡情况统计' }).waitFor();
      deepEqual(
        stand.received.map(({ entry, display }) => [entry, display]),
        [['staff', 'frame']],
      );
      await page.getByRole('button', { name: '校本化' }).click();
      await page.waitForURL(`${stand.moduleOrigin}/checkin/checkin`);
    });
  });

  it('lets a student open the module in the pane', async () => {
    await visit(DESK, async (page) => {
      await page.getByRole('button', { name: '在下面打开健康打卡' }).click();
      await (await inPane(page)).getByRole('heading', { name: '健康打卡' }).waitFor();
      equal(stand.received[0]?.display, 'frame');
    });
  });

  it('works without JavaScript', async () => {
    await visit({ ...DESK, javaScriptEnabled: false }, async (page) => {
      await become(page, OFFICE);
      await page.getByRole('button', { name: '打开管理后台' }).click();
      const frame = page.frameLocator('[name=admin-pane]');
      await frame.getByRole('button', { name: '继续进入' }).click();
      await frame.getByRole('heading', { name: '打卡情况统计' }).waitFor();
      await page.getByRole('button', { name: '校本化' }).click();
      await page.getByRole('button', { name: '继续进入' }).click();
      await page.waitForURL(`${stand.moduleOrigin}/checkin/checkin`);
    });
  });

  describe('asked for the location', () => {
    /** Asks as the module would, and answers what comes back within a moment. */
    const ask = (question: object) =>
      new Promise<unknown>((resolve) => {
        addEventListener('message', ({ data, origin }) => {
          if ('longitude' in data) resolve({ origin, ...data });
        });
        setTimeout(() => resolve('silence'), 400);
        (window.parent === window ? window : window.parent).postMessage(question, '*');
      });
    const question = { type: 'checkin.location', requestId: 'r-1' };

    it('answers the module in its frame with a made-up place', async () => {
      await visit(DESK, async (page) => {
        await become(page, OFFICE);
        const answer = (await (await inPane(page)).evaluate(ask, question)) as Record<string, unknown>;
        equal(answer.origin, stand.portalUrl);
        equal(answer.requestId, 'r-1');
        equal(answer.type, 'checkin.location');
        ok(Number(answer.longitude) > 73 && Number(answer.longitude) < 135);
        ok(Number(answer.latitude) > 18 && Number(answer.latitude) < 54);
        ok(Number(answer.accuracy) > 0);
        match(String(answer.address), /（演示位置）$/);
      });
    });

    it('is silent to other questions and to everybody else', async () => {
      await visit(DESK, async (page) => {
        await become(page, OFFICE);
        const frame = await inPane(page);
        equal(await frame.evaluate(ask, { type: 'another', requestId: 'r-2' }), 'silence');
        equal(await page.evaluate(ask, question), 'silence');
        await page.goto(`${stand.portalUrl}/pane`);
        equal(await page.evaluate(ask, question), 'silence');
      });
    });

    it('lets the module in its frame ask the phone itself', async () => {
      await visit(DESK, async (page) => {
        await become(page, OFFICE);
        const allowed = await (await inPane(page)).evaluate(() => {
          const { featurePolicy } = document as unknown as {
            featurePolicy: { allowsFeature(name: string): boolean };
          };
          return featurePolicy.allowsFeature('geolocation');
        });
        equal(allowed, true);
      });
    });
  });
});
