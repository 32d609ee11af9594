import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { axeViolations, DESK, launchBrowser, newPage, type PageOptions, PHONE } from '../support/browser';
import { PEOPLE } from '../support/world';
import { openStudentStand, type StudentStand } from './student-stand';

const ADMIN = '/staff/admin/campaigns';
const ALL = ['list', 'campaign', 'new', 'extend', 'form'] as const;
const PATHS = {
  list: ADMIN,
  campaign: `${ADMIN}/winter`,
  new: `${ADMIN}/-/new`,
  extend: `${ADMIN}/winter/edit?intent=extend`,
  form: `${ADMIN}/winter/form`,
};

describe('the screens for campaigns in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let stand: StudentStand;

  before(async () => {
    browser = await launchBrowser();
    stand = await openStudentStand();
  });
  after(async () => {
    await browser?.close();
    await stand?.close();
  });
  beforeEach(() => stand.world.reset());

  async function visit(options: PageOptions, path: string, play: (page: Page) => Promise<void>) {
    const { page, problems, close } = await newPage(browser, options);
    try {
      await stand.enter(page, PEOPLE.office, path);
      await play(page);
      deepEqual(problems(), []);
    } finally {
      await close();
    }
  }

  async function judge(page: Page, what: string, width: number) {
    deepEqual(await axeViolations(page), [], what);
    const needed = await page.evaluate(() => document.documentElement.scrollWidth);
    ok(needed <= width, `${what} is ${needed} wide`);
    equal(await page.locator('h1').count(), 1, what);
  }

  for (const [size, screen] of Object.entries({ phone: PHONE, desk: DESK }))
    for (const colorScheme of ['light', 'dark'] as const)
      it(`are fit for everybody on a ${size}, ${colorScheme}`, async () => {
        const options = { ...screen, colorScheme };
        for (const what of ALL) await visit(options, PATHS[what], (page) => judge(page, what, screen.width));
        await visit(options, PATHS.extend, async (page) => {
          await next(page);
          await judge(page, 'what is missing', screen.width);
          await page.getByLabel('变更原因').fill('推迟返校');
          await next(page);
          await judge(page, 'the preview', screen.width);
        });
        await visit(options, PATHS.form, async (page) => {
          await add(page, '现在住在哪里', '单选');
          await page.getByRole('button', { name: /^保存/ }).click();
          await judge(page, 'a question without choices', screen.width);
        });
      });

  const next = (page: Page) => page.getByRole('button', { name: '下一步：看看谁要打卡' }).click();

  async function add(page: Page, label: string, kind: string) {
    const fields = page.locator('.c-add').first();
    await fields.getByLabel('问什么').fill(label);
    await fields.getByLabel('怎么回答').selectOption(kind);
    await fields.getByRole('button', { name: '加上' }).click();
    await page.getByText(`“${label}”。还没有保存`).waitFor();
  }

  for (const javaScriptEnabled of [true, false])
    it(`set up the notice's campaign ${javaScriptEnabled ? 'with' : 'without'} a script`, async () => {
      await visit({ ...DESK, javaScriptEnabled }, ADMIN, async (page) => {
        await page.getByRole('link', { name: '新建活动' }).click();
        await page.getByLabel('名称').fill('寒假健康打卡（通知）');
        await page.getByLabel('代码').fill('notice');
        await page.getByLabel('打卡说明').fill('每天反馈一次当天的健康状况。');
        await page.getByLabel('开始').fill('2021-01-22');
        await page.getByLabel('结束', { exact: true }).fill('2021-03-18');
        await page.getByLabel('学生类别').fill('18级入伍士官生');
        await page.getByLabel('年级').fill('2018级');
        await page.getByRole('button', { name: '加一行' }).click();
        await page.getByLabel('学籍状态').nth(1).selectOption('休学');
        await page.getByLabel('线下跟进的班级').fill('198241');
        await next(page);
        await page.getByText('要打卡的：5 人，3 个班').waitFor();
        await page.getByRole('button', { name: '建立活动' }).click();
        await page.getByText('活动建好了').waitFor();
        match(page.url(), /\/campaigns\/notice\?done=created$/);
      });
    });

  it('show the form as it will be while it is typed', async () => {
    await visit(DESK, PATHS.form, async (page) => {
      await add(page, '咳了几天', '数字');
      await page.getByLabel('单位').last().fill('天');
      await page.getByLabel('最小').last().focus();
      await page.locator('#preview .field-unit', { hasText: '天' }).waitFor();
    });
  });
});
