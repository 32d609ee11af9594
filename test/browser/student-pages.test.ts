import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { flawsOf, PHONE } from '../support/browser';
import { aFever, aReport, type Client, PEOPLE, type Someone } from '../support/world';
import { createBrowserStand } from './student-stand';

const NOTE = '体温 38.7 ℃ 和昨天相差很大，请重新量一次再填。';

/** Who looks at what: each page in each of its states. */
const SIGHTS: [what: string, who: Someone, path: string][] = [
  ['校本化, not reported', PEOPLE.wang, '/home'],
  ['校本化, sent back', PEOPLE.li, '/home'],
  ['校本化, reported', PEOPLE.zhao, '/home'],
  ['校本化 of staff', PEOPLE.office, '/home'],
  ['健康打卡, not reported', PEOPLE.wang, '/c/winter'],
  ['健康打卡, sent back', PEOPLE.li, '/c/winter'],
  ['健康打卡, reported', PEOPLE.zhao, '/c/winter'],
  ['健康打卡, waiting', PEOPLE.qian, '/c/winter'],
  ['健康打卡, followed up outside the app', PEOPLE.offApp, '/c/winter'],
  ['健康打卡, exempt', PEOPLE.cadet, '/c/winter'],
  ['the form', PEOPLE.wang, '/c/winter/form'],
  ['the first form', PEOPLE.sun, '/c/winter/form'],
  ['the form of a correction', PEOPLE.zhao, '/c/winter/form'],
  ['the form of a day that was sent back', PEOPLE.li, '/c/winter/form?date=2021-01-20'],
  ['a receipt', PEOPLE.zhao, '/c/winter/receipt'],
  ['the receipt of a report that waits', PEOPLE.qian, '/c/winter/receipt'],
  ['the records', PEOPLE.li, '/c/winter/records'],
  ['a record', PEOPLE.li, '/c/winter/records/2021-01-20'],
  ['help', PEOPLE.wang, '/help'],
  ['what is kept, and who looked', PEOPLE.li, '/privacy'],
];

const LARGE = SIGHTS.filter(([, who]) => who === PEOPLE.li);

describe("a student's pages in a browser", () => {
  const { stand, openPage, visit } = createBrowserStand();

  /** Two days with a report, one of them sent back; then one has reported today and one waits. */
  beforeEach(async () => {
    const { world } = stand;
    await world.reset();
    for (const day of ['2021-01-19', '2021-01-20']) {
      world.setTime(day, '07:31');
      for (const who of [PEOPLE.wang, PEOPLE.zhao]) await (await world.as(who)).submit(aReport());
    }
    await (await world.as(PEOPLE.li)).submit(aFever({ temperature: 38.7 }));
    await (await world.as(PEOPLE.teacher)).decide('return', PEOPLE.li, { note: NOTE });
    world.setTime('2021-01-21', '07:42');
    await (await world.as(PEOPLE.zhao)).submit(aReport({ note: '在家，一切正常' }));
    await (await world.as(PEOPLE.qian)).submit(aFever({ highRiskArea: true, highRiskPlaces: '在车站换乘，约一小时' }));
    world.setTime('2021-01-21', '08:00');
    for (const who of [PEOPLE.wang, PEOPLE.li, PEOPLE.zhao]) await knowsNotice(await world.as(who));
  });

  /** Has acknowledged what is told about the data before the first form. */
  async function knowsNotice(student: Client): Promise<void> {
    const { body } = await student.get('/api/campaigns/winter/privacy-notice');
    await student.put('/api/campaigns/winter/privacy-notice', { version: body.version });
  }

  for (const [what, who, path] of SIGHTS)
    it(`are fit for everybody on a phone and on a desk: ${what}`, async () => {
      await visit(PHONE, who, path, async (page) => {
        deepEqual(await flawsOf(page), []);
      });
    });

  it('are fit for everybody in large type on a small phone', async () => {
    const small = { width: 320, height: 568 };
    await visit(small, PEOPLE.nobody, '/home', async (page) => {
      await page.context().addCookies([{ name: 'checkin_large', value: '1', url: stand.url }]);
      for (const [what, who, path] of LARGE) {
        await stand.enter(page, who, path);
        equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '20px');
        deepEqual(
          await flawsOf(page, [
            [small, 'light'],
            [small, 'dark'],
          ]),
          [],
          what,
        );
      }
    });
  });

  it('give the answer without scrolling: how today stands, and the one thing to do', async () => {
    const inSight = async (page: Page, selector: string) => {
      const box = await page.locator(selector).first().boundingBox();
      ok(box && box.y >= 0 && box.y + box.height <= PHONE.height, `${selector}: ${JSON.stringify(box)}`);
    };
    await visit(PHONE, PEOPLE.wang, '/c/winter', async (page) => {
      for (const selector of ['.today-word', '.week', 'text=反馈 >> visible=true']) await inSight(page, selector);
    });
    await visit(PHONE, PEOPLE.li, '/c/winter', async (page) => {
      await inSight(page, `text=${NOTE}`);
      await inSight(page, '.bar .weui-btn_primary');
      equal(await page.locator('.weui-btn_primary').count(), 1);
      match(String(await page.locator('.weui-btn_primary').textContent()), /重新填写 1月20日/);
    });
    await visit(PHONE, PEOPLE.wang, '/c/winter/form', async (page) => {
      await inSight(page, '[name="a.temperature"]');
      await inSight(page, '#send');
    });
    await visit(PHONE, PEOPLE.zhao, '/c/winter/receipt', (page) => inSight(page, '.receipt'));
  });

  it('cost a phone less than 60 KB for the form, everything included', async () => {
    const { page, close } = await openPage(PHONE);
    try {
      await stand.enter(page, PEOPLE.sun, '/help');
      const fresh = await openPage(PHONE);
      await fresh.page.context().addCookies(await page.context().cookies());
      const session = await fresh.page.context().newCDPSession(fresh.page);
      await session.send('Network.enable');
      let bytes = 0;
      session.on('Network.loadingFinished', ({ encodedDataLength }) => {
        bytes += encodedDataLength;
      });
      await fresh.page.goto(`${stand.url}/c/winter/form`, { waitUntil: 'networkidle' });
      await fresh.page.getByRole('button', { name: '提交' }).waitFor();
      ok(bytes > 20_000 && bytes < 60_000, `${bytes} bytes`);
      await fresh.close();
    } finally {
      await close();
    }
  });

  it('work without JavaScript from the portal to the records', async () => {
    await visit({ ...PHONE, javaScriptEnabled: false }, PEOPLE.sun, '/home', async (page) => {
      await page.getByRole('link', { name: /健康打卡/ }).click();
      await page.getByRole('link', { name: '反馈', exact: true }).click();
      await page.getByLabel('体温').fill('38.6');
      await page.getByLabel('发热').check();
      await page
        .getByRole('group', { name: /高风险地区/ })
        .getByLabel('是')
        .check();
      await page.getByLabel('到过的高风险地区').fill('车站，一小时');
      await page.getByRole('button', { name: '提交', exact: true }).click();
      await page.getByRole('link', { name: '请确认：以上内容真实' }).waitFor();
      await page.getByRole('link', { name: '请填写所在位置' }).waitFor();
      equal(await page.getByLabel('体温').inputValue(), '38.6');
      equal(await page.getByLabel('到过的高风险地区').inputValue(), '车站，一小时');
      await page.getByLabel(/写成“省\/市\/区”/).fill('四川省/成都市/龙泉驿区');
      await page.getByLabel('以上内容真实').check();
      await page.getByRole('button', { name: '提交', exact: true }).click();
      await page.getByText('体温 38.6 ℃').waitFor();
      await page.getByRole('button', { name: '确认无误，提交' }).click();
      await page.getByText('正在等班主任审核').waitFor();
      await page.getByRole('link', { name: '健康打卡' }).click();
      await page.getByRole('link', { name: '我的记录' }).first().click();
      await page.getByRole('link', { name: /21\s*待审核/ }).click();
      await page.getByText('车站，一小时').waitFor();
    });
  });

  it('switch to large type and back, and leave', async () => {
    await visit(PHONE, PEOPLE.wang, '/home', async (page) => {
      await page.getByRole('button', { name: '关怀模式' }).click();
      await page.getByRole('button', { name: '标准字号' }).waitFor();
      equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '20px');
      await page.getByRole('button', { name: '标准字号' }).click();
      await page.getByRole('button', { name: '关怀模式' }).waitFor();
      await page.getByRole('button', { name: '退出' }).click();
      await page.getByRole('heading', { name: '已退出' }).waitFor();
    });
  });
});
