import { deepEqual, match, ok } from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { StandInHost } from '../notify/stand-in-host';
import { flawsOf, PHONE } from '../support/browser';
import { aFever, aReport, HOST_SECRET, PEOPLE, type Someone } from '../support/world';
import { createBrowserStand } from './student-stand';

const CHASE = '/staff/c/winter/chase';

describe('chasing in a browser', () => {
  const host = new StandInHost();
  before(() => host.open());
  const browser = createBrowserStand(() => ({ HOST_NOTIFY_URL: host.url }));
  const { stand } = browser;
  host.keyOf = async () => HOST_SECRET;
  host.now = () => stand.world.now;
  after(() => host.close());

  /** One was abnormal, one has been missing, one is just late. */
  beforeEach(async () => {
    host.reset();
    const { world } = stand;
    await world.reset();
    world.setTime('2021-01-20');
    await (await world.as(PEOPLE.li)).submit(aFever());
    await (await world.as(PEOPLE.zhao)).submit(aReport());
    world.setTime('2021-01-21');
  });

  const visit = (who: Someone, path: string, play: (page: Page) => Promise<void>) =>
    browser.visit(PHONE, who, path, play);

  it('goes from who worries most to a reminder, and to a call that is noted', async () => {
    await visit(PEOPLE.teacher, CHASE, async (page) => {
      deepEqual(await flawsOf(page), []);
      const button = page.getByRole('button', { name: '提醒这 3 人' });
      const box = await button.boundingBox();
      ok(box && box.y + box.height <= PHONE.height, 'the one tap is in sight');
      await button.click();
      await page.getByText('提醒 3 人，送达 3 人。').waitFor();
      deepEqual(await flawsOf(page), []);
      await page.getByRole('link', { name: /^打电话.*李二/ }).click();
      deepEqual(await flawsOf(page), []);
      await page.getByLabel('答应反馈').check();
      await page.getByLabel(/备注/).fill('晚上补');
      await page.getByRole('button', { name: '记下来' }).click();
      const first = page.locator('.c-item').first();
      match((await first.textContent()) ?? '', /李二[\s\S]*1月20日 待审核[\s\S]*已电话联系：答应反馈/);
    });
  });

  it('is set up by the office: a group’s robot, and the times of reminders', async () => {
    await visit(PEOPLE.office, '/staff/robots', async (page) => {
      deepEqual(await flawsOf(page), []);
      await page.getByText('设置', { exact: true }).first().click();
      await page.getByLabel('机器人的 Webhook 地址').first().fill('https://example.com/not-a-robot');
      await page.getByRole('button', { name: '保存' }).first().click();
      await page.getByText('不是企业微信、钉钉或飞书').waitFor();
      deepEqual(await flawsOf(page), []);
      await page.goto(`${stand.url}/staff/admin/reminders`);
      await page.getByLabel('第 1 次').fill('09:00');
      await page.getByLabel('第 2 次').fill('09:20');
      await page.getByRole('button', { name: '保存' }).click();
      await page.getByText('至少相隔 1 小时').waitFor();
      deepEqual(await flawsOf(page), []);
    });
  });
});
