import { deepEqual, equal, match } from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { DESK, flawsOf, type PageOptions, PHONE } from '../support/browser';
import { PEOPLE, type Someone } from '../support/world';
import { createBrowserStand } from './student-stand';

describe('help in a browser', () => {
  const { stand, openPage } = createBrowserStand();
  beforeEach(() => stand.world.reset());

  /** Opens a page, plays on it, and insists that the console stayed empty but for what is expected. */
  async function visit(
    { expected, ...options }: PageOptions & { expected?: RegExp },
    who: Someone | undefined,
    path: string,
    play: (page: Page) => Promise<void>,
  ): Promise<void> {
    const { page, problems, close } = await openPage(options);
    try {
      if (who) await stand.enter(page, who, path);
      else await page.goto(stand.url + path);
      await play(page);
      deepEqual(
        problems().filter((problem) => !expected?.test(problem)),
        [],
      );
    } finally {
      await close();
    }
  }

  /** What is wrong with the page as it is, dark on a desk and light on a phone. */
  const flaws = (page: Page) =>
    flawsOf(page, [
      [DESK, 'dark'],
      [PHONE, 'light'],
    ]);

  const check = (page: Page, name: string) => page.locator(`[data-check=${name}]`);

  it('checks the network, the browser, the clock and the place by itself, and says what to do', async () => {
    // The stand lives in 2021, so that the phone is years ahead.
    const somewhere = {
      geolocation: { latitude: 25.04, longitude: 102.71, accuracy: 30 },
      permissions: ['geolocation'],
    };
    await visit({ ...PHONE, ...somewhere }, undefined, '/help', async (page) => {
      await page.getByText('网络正常').waitFor();
      await page.getByText(/手机时间快了 \d+ 分钟.*自动设置时间/).waitFor();
      await page.getByText('已允许这个页面定位').waitFor();
      await page.getByText('可以保持登录，也能保存草稿').waitFor();
      await page.getByText(/浏览器可以用（内核 \d+）/).waitFor();
      await page.getByRole('button', { name: '试一下定位' }).click();
      await page.getByText('定位成功，误差约 30 米').waitFor();
      await page.getByLabel('核对一下号码').fill('2019111101');
      await page.getByText('少了 2 位').waitFor();
      deepEqual(await flaws(page), []);
      await page.getByRole('link', { name: '还是不行，告诉帮助台' }).first().click();
      await page.getByText('自检结果会一起发送').click();
      match(await page.getByLabel('自检结果').inputValue(), /网络正常[\s\S]*试过定位：定位成功/);
      deepEqual(await flaws(page), []);
    });
  });

  it('says how to allow what was denied', async () => {
    await visit({ ...PHONE, permissions: [] }, PEOPLE.wang, '/help', async (page) => {
      await page.getByRole('button', { name: '试一下定位' }).click();
      await page.getByText(/定位没有被允许：在手机“设置/).waitFor();
      equal(await check(page, 'permission').getAttribute('class'), 'check check-bad');
      await page.getByText('已登录：王一').waitFor();
    });
  });

  it('sends a request when the network is back, once, and the help desk settles it', async () => {
    const android = { userAgent: 'Mozilla/5.0 (Linux; Android 10; MI 8) Chrome/120.0.0.0 Mobile' };
    // Chromium itself reports the request that is cut, and the one that is refused.
    const expected = /ERR_FAILED|422/;
    await visit({ ...PHONE, ...android, expected }, PEOPLE.wang, '/help/report?question=location', async (page) => {
      await page.getByLabel('说明').fill('一直在转圈');
      await page.route('**/help/report', (route) => route.abort(), { times: 1 });
      await page.getByRole('button', { name: '发送' }).click();
      await page.getByText('还没有发出去').waitFor();
      equal(await page.getByLabel('说明').inputValue(), '一直在转圈');
      await page.getByLabel('手机型号').fill('');
      await page.getByRole('button', { name: '发送' }).click();
      await page.getByRole('link', { name: '请填写手机型号' }).click();
      equal(await page.getByLabel('手机型号').evaluate((input) => input === document.activeElement), true);
      await page.getByLabel('手机型号').fill('MI 8');
      await page.getByRole('button', { name: '发送' }).click();
      await page.getByRole('heading', { name: '已发给帮助台' }).waitFor();
      deepEqual(await flaws(page), []);
    });
    await visit(DESK, PEOPLE.office, '/staff/admin', async (page) => {
      await page.getByRole('link', { name: /帮助台/ }).click();
      await page.getByText('一直在转圈').waitFor();
      deepEqual(await flaws(page), []);
      await page.getByLabel('处理说明').fill('已教他打开定位');
      await page.getByRole('button', { name: '处理完了' }).click();
      await page.getByRole('button', { name: '撤销' }).waitFor();
      deepEqual(await flaws(page), []);
      await page.getByRole('button', { name: '撤销' }).click();
      equal(await page.getByLabel('处理说明').inputValue(), '已教他打开定位');
    });
  });
});
