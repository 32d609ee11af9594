import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { axeViolations, DESK, flawsOf, PHONE } from '../support/browser';
import { aFever, aReport, PEOPLE, type Someone } from '../support/world';
import { createBrowserStand } from './student-stand';

const STAFF = '/staff/c/winter';
const REVIEWS = `${STAFF}/reviews`;

/** Who looks at what: each page in each of its states. */
const SIGHTS: [what: string, who: Someone, path: string][] = [
  ['the figures of a class', PEOPLE.teacher, STAFF],
  ['the figures of a department', PEOPLE.contact, STAFF],
  ['the figures of the school', PEOPLE.office, STAFF],
  ['the figures of a past day', PEOPLE.office, `${STAFF}?date=2021-01-20&by=class&sort=name`],
  ['the figures of a class outside the app', PEOPLE.otherTeacher, STAFF],
  ['who is missing', PEOPLE.office, `${STAFF}/people?state=unreported`],
  ['who has reported', PEOPLE.office, `${STAFF}/people?state=reported`],
  ['everybody', PEOPLE.office, `${STAFF}/people`],
  ['who is exempt', PEOPLE.office, `${STAFF}/people?state=exempt`],
  ['nobody found', PEOPLE.office, `${STAFF}/people?q=none`],
  ['names', PEOPLE.office, `${STAFF}/names`],
  ['the queue', PEOPLE.teacher, REVIEWS],
  ['an empty queue', PEOPLE.otherTeacher, REVIEWS],
  ['what was sent back', PEOPLE.teacher, `${REVIEWS}?status=returned`],
  ['one person', PEOPLE.teacher, `${STAFF}/people/${PEOPLE.li.personNo}?date=2021-01-20`],
  ['one person without a report', PEOPLE.contact, `${STAFF}/people/${PEOPLE.cadet.personNo}`],
];

describe("staff's pages in a browser", () => {
  const { stand, visit } = createBrowserStand();

  /** One was sent back yesterday and has filled in again; today two wait and one is well. */
  beforeEach(async () => {
    const { world } = stand;
    await world.reset();
    world.setTime('2021-01-20', '07:31');
    await (await world.as(PEOPLE.li)).submit(aFever());
    await (await world.as(PEOPLE.zhao)).submit(aFever());
    await (await world.as(PEOPLE.teacher)).decide('return', PEOPLE.li, { note: '请重新量一次' });
    await (await world.as(PEOPLE.li)).submit(aReport());
    await (await world.as(PEOPLE.teacher)).decide('return', PEOPLE.zhao, { note: '请重新量一次' });
    world.setTime('2021-01-21', '07:42');
    await (await world.as(PEOPLE.wang)).submit(aFever({ note: '昨晚着凉' }));
    await (await world.as(PEOPLE.li)).submit(aReport({ highRiskArea: true, highRiskPlaces: '在车站换乘，约一小时' }));
    await (await world.as(PEOPLE.sun)).submit(aReport());
    world.setTime('2021-01-21', '08:00');
  });

  for (const [what, who, path] of SIGHTS)
    it(`are fit for everybody on a phone and on a desk, and in large type: ${what}`, async () => {
      await visit(PHONE, who, path, async (page) => {
        deepEqual(await flawsOf(page), []);
        equal(await page.locator('h1').count(), 1);
        await page.setViewportSize(PHONE);
        await page.context().addCookies([{ name: 'checkin_large', value: '1', url: stand.url }]);
        await page.reload();
        equal(await page.evaluate(() => document.documentElement.className), 'large');
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        ok(width <= PHONE.width, `${width} wide in large type`);
      });
    });

  it('show the five figures and what waits without scrolling on a phone', async () => {
    await visit(PHONE, PEOPLE.teacher, STAFF, async (page) => {
      const rate = await page.getByRole('link', { name: /^完成率/ }).boundingBox();
      ok(rate && rate.y + rate.height <= PHONE.height, JSON.stringify(rate));
      equal(await page.locator('[data-count=reviews]').textContent(), '2');
    });
  });

  const items = (page: Page) => page.locator('[data-item]');
  const item = (page: Page, who: Someone) => items(page).filter({ hasText: who.name });
  const snack = (page: Page) => page.locator('[data-snack]');

  it('decide one: the next stands ready, and it can be taken back', async () => {
    await visit(PHONE, PEOPLE.teacher, REVIEWS, async (page) => {
      equal(await items(page).count(), 2);
      await item(page, PEOPLE.li).getByRole('button', { name: '核实', exact: true }).click();
      await snack(page).getByText('已核实：李二').waitFor();
      equal(await items(page).count(), 1);
      equal(await page.locator('[data-count=reviews]').textContent(), '1');
      equal(await page.evaluate(() => document.activeElement?.textContent?.includes('王一')), true);
      // A bar that stays on top covers whatever is scrolled below it.
      await page.evaluate(() => window.scrollTo(0, 0));
      deepEqual(await axeViolations(page), []);
      await snack(page).getByRole('button', { name: '撤销' }).click();
      await snack(page).getByText('已撤销').waitFor();
      equal(await items(page).count(), 2);
      equal(await page.locator('[data-count=reviews]').textContent(), '2');
    });
  });

  it('send back with a ready-made reason, and ask for one where there is none', async () => {
    await visit(DESK, PEOPLE.teacher, REVIEWS, async (page) => {
      const wang = item(page, PEOPLE.wang);
      await wang.getByText('退回…').click();
      await wang.getByRole('button', { name: '退回', exact: true }).click();
      await wang.getByText('退回时请写明原因').waitFor();
      equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-invalid')), 'true');
      deepEqual(await axeViolations(page), []);
      await wang.getByLabel('请重新测量体温后填写').check();
      equal(await wang.getByLabel('原因').inputValue(), '请重新测量体温后填写');
      await wang.getByRole('button', { name: '退回', exact: true }).click();
      await snack(page).getByText('已退回：王一').waitFor();
      equal(await page.locator('[data-tab=returned]').textContent(), '2');
    });
  });

  it('open what a return needs below the buttons, which stay as they are', async () => {
    for (const screen of [PHONE, DESK])
      await visit(screen, PEOPLE.teacher, REVIEWS, async (page) => {
        for (const within of [page.locator('#bulk'), item(page, PEOPLE.wang)]) {
          const buttons = () =>
            within
              .locator('.s-decide > button, summary')
              .evaluateAll((all: HTMLElement[]) =>
                all.map((each) => [each.offsetLeft, each.offsetTop, each.offsetHeight]),
              );
          const before = await buttons();
          await within.getByText('退回…').click();
          deepEqual(await buttons(), before);
          const note = await within.getByLabel('原因').boundingBox();
          ok(note && note.width >= 300, `room to write: ${note?.width}`);
        }
      });
  });

  it('decide many at once, and have a kind word for an empty queue', async () => {
    await visit(DESK, PEOPLE.teacher, REVIEWS, async (page) => {
      await page.getByLabel('全选').check();
      await page.getByText('已选 2 份').waitFor();
      await page.getByRole('button', { name: '所选无异常' }).click();
      await page.getByText('都处理完了').waitFor();
      equal(await page.locator('#bulk').isVisible(), false);
      deepEqual(await axeViolations(page), []);
      await snack(page).getByRole('button', { name: '撤销' }).click();
      await item(page, PEOPLE.wang).waitFor();
      equal(await items(page).count(), 2);
    });
  });

  it('tell at the report that somebody else was faster', async () => {
    await visit(DESK, PEOPLE.teacher, REVIEWS, async (page) => {
      await (await stand.world.as(PEOPLE.contact)).decide('clear', PEOPLE.wang);
      await page.getByLabel('全选').check();
      await page.getByRole('button', { name: '核实所选' }).click();
      await item(page, PEOPLE.wang).getByText('现在是“无异常”').waitFor();
      equal(await items(page).count(), 1);
    });
  });

  it('let go of the undo after ten seconds', async () => {
    await visit(DESK, PEOPLE.teacher, REVIEWS, async (page) => {
      await page.clock.install();
      await page.reload();
      await item(page, PEOPLE.wang).getByRole('button', { name: '无异常' }).click();
      await snack(page).getByText('无异常：王一').waitFor();
      await page.clock.fastForward(9000);
      match((await snack(page).textContent()) ?? '', /撤销/);
      await page.clock.fastForward(1500);
      equal(await snack(page).textContent(), '');
    });
  });

  it('copy the missing, and go on as soon as a day is chosen', async () => {
    await visit(DESK, PEOPLE.teacher, STAFF, async (page) => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.getByRole('button', { name: '复制未反馈名单' }).click();
      await page.getByText('已复制').waitFor();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      equal(copied, '寒假健康打卡 1月21日 未反馈 1 人\n191111（1人）：赵三·木拉提');
      await page.getByLabel('选日期').fill('2021-01-20');
      await page.waitForURL('**date=2021-01-20**');
      await page.getByRole('link', { name: '前一天', exact: true }).click();
      await page.waitForURL('**date=2021-01-19**');
    });
  });

  it('work without JavaScript: from a figure to a person, a decision and its undo', async () => {
    await visit({ ...PHONE, javaScriptEnabled: false }, PEOPLE.teacher, STAFF, async (page) => {
      await page.getByText('看名单').click();
      match(await page.getByRole('textbox', { name: /可直接粘贴/ }).inputValue(), /赵三·木拉提/);
      await page
        .getByRole('link', { name: /^待审核 ?›? ?2|^待审核2/ })
        .first()
        .click();
      await page.getByRole('link', { name: '去审核' }).click();
      await item(page, PEOPLE.wang).getByText('退回…').click();
      await item(page, PEOPLE.wang).getByRole('button', { name: '退回', exact: true }).click();
      await page.getByText('退回时请写明原因').waitFor();
      await item(page, PEOPLE.wang).getByLabel('请重新测量体温后填写').check();
      await item(page, PEOPLE.wang).getByRole('button', { name: '退回', exact: true }).click();
      await page.getByText('已处理：退回').waitFor();
      equal(await item(page, PEOPLE.wang).count(), 0);
      await page.getByRole('button', { name: '撤销' }).click();
      await item(page, PEOPLE.wang).waitFor();
      await item(page, PEOPLE.wang).getByRole('link', { name: '王一' }).click();
      await page.getByRole('heading', { name: '王一' }).waitFor();
      match((await page.getByRole('main').textContent()) ?? '', /撤回处理[\s\S]*班主任 林老师/);
    });
  });
});
