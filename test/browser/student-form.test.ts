import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { axeViolations, PHONE, type WatchedPage } from '../support/browser';
import { aReport, PEOPLE, type Someone } from '../support/world';
import { createBrowserStand } from './student-stand';

const FORM = '/c/winter/form';
const DRAFT = `checkin:${PEOPLE.wang.personNo}/winter/2021-01-21`;

describe('the form on a phone', () => {
  const { stand, openPage } = createBrowserStand();
  let watched: WatchedPage;
  let page: Page;

  beforeEach(async () => {
    await stand.world.reset();
    stand.world.setTime('2021-01-20', '07:30');
    await (await stand.world.as(PEOPLE.wang)).submit(aReport());
    stand.world.setTime('2021-01-21', '07:42');
    watched = await openPage(PHONE);
    page = watched.page;
    await stand.enter(page, PEOPLE.wang, FORM);
  });
  afterEach(() => watched.close());

  const temperature = () => page.getByLabel('体温');
  const trouble = () => page.locator('#trouble');
  const send = () => page.locator('#send').click();

  async function fillIn(degrees = '36.5'): Promise<void> {
    await temperature().fill(degrees);
    await page.getByLabel('以上都没有').check();
    await page
      .getByRole('group', { name: /高风险地区/ })
      .getByLabel('否')
      .check();
    await page.getByLabel('以上内容真实').check();
  }

  /** The receipt is there, and what its scripts do when it comes is done. */
  const received = async () => {
    await page.getByRole('heading', { name: '已反馈' }).waitFor();
    await page.waitForLoadState();
  };
  const revisions = () => stand.world.database.knex('checkin_report_revision').where({ day: '2021-01-21' });
  const drafts = () => page.evaluate(() => Object.keys(localStorage));

  it('takes a healthy day in five touches, with the region of the last report', async () => {
    await fillIn();
    await send();
    await received();
    await page.getByText('四川省 成都市 龙泉驿区').waitFor();
    deepEqual(watched.problems(), []);
  });

  it('tells about the data first, and one tap folds that with nothing typed lost', async () => {
    const told = page.getByRole('heading', { name: '填之前，请先看一下' });
    await told.waitFor();
    await temperature().fill('36.6');
    const answer = page.waitForResponse(/privacy-notice$/);
    await page.getByRole('button', { name: '知道了' }).click();
    await told.waitFor({ state: 'hidden' });
    equal((await answer).status(), 200);
    equal(await temperature().inputValue(), '36.6');
    deepEqual((await stand.world.database.knex('checkin_acknowledgement')).length, 1);
    await page.reload();
    equal(await told.count(), 0);
    equal(await temperature().inputValue(), '36.6');
    deepEqual(watched.problems(), []);
  });

  it('takes Enter in a field for sending, though the notice stands first', async () => {
    await temperature().fill('36.6');
    await temperature().press('Enter');
    await page.getByText('还有 3 处要改').waitFor();
    equal(await page.locator('#notice').isVisible(), true);
  });

  it('shows at each field what is wrong, and leads to the first', async () => {
    await temperature().fill('3.65');
    await send();
    await page.getByText('体温不能小于 34 ℃').waitFor();
    equal(await trouble().textContent(), '还有 4 处要改');
    equal(await page.evaluate(() => document.activeElement?.id), 'a-temperature');
    equal(await temperature().getAttribute('aria-invalid'), 'true');
    deepEqual(await axeViolations(page), []);
    await fillIn();
    await send();
    await received();
    deepEqual(watched.problems(), []);
  });

  it('knows that none of it and some of it exclude each other', async () => {
    await page.getByLabel('咳嗽').check();
    await page.getByLabel('以上都没有').check();
    equal(await page.getByLabel('咳嗽').isChecked(), false);
    await page.getByLabel('乏力').check();
    equal(await page.getByLabel('以上都没有').isChecked(), false);
  });

  it('asks where only when there was a place', async () => {
    const places = page.getByLabel('到过的高风险地区', { exact: true });
    const group = page.getByRole('group', { name: /高风险地区/ });
    equal(await places.isVisible(), false);
    await group.getByLabel('是').check();
    equal(await places.isVisible(), true);
    await group.getByLabel('否').check();
    equal(await places.isVisible(), false);
  });

  it('keeps a draft when the page is closed, for this person alone, until it is received', async () => {
    await temperature().fill('36.8');
    await page.getByLabel('备注').fill('昨晚着凉');
    await page.close();
    page = await watched.page.context().newPage();
    await stand.enter(page, PEOPLE.li, FORM);
    equal(await temperature().inputValue(), '');
    await stand.enter(page, PEOPLE.wang, FORM);
    await page.getByText('已恢复上次没提交的内容').waitFor();
    equal(await temperature().inputValue(), '36.8');
    equal(await page.getByLabel('备注').inputValue(), '昨晚着凉');
    deepEqual(await axeViolations(page), []);
    await fillIn('36.8');
    await send();
    await received();
    deepEqual(await drafts(), []);
  });

  it('lets a draft be cleared, and forgets old ones', async () => {
    await page.evaluate(() => {
      localStorage.setItem('checkin:1/winter/2021-01-01', JSON.stringify({ at: 1, fields: [] }));
      localStorage.setItem('checkin:2/winter/2021-01-01', 'broken');
      localStorage.setItem('of somebody else', 'stays');
    });
    await temperature().fill('36.8');
    await page.reload();
    deepEqual((await drafts()).sort(), [DRAFT, 'of somebody else']);
    await page.getByRole('button', { name: '清空重填' }).click();
    await page.getByText('已恢复上次没提交的内容').waitFor({ state: 'hidden' });
    equal(await temperature().inputValue(), '');
    deepEqual(await drafts(), ['of somebody else']);
  });

  it('stays as it is without a network, and says when to try again', async () => {
    await fillIn();
    await page.context().setOffline(true);
    await page.getByText('现在没有网络').waitFor();
    await send();
    await page.getByText('现在没有网络').waitFor();
    equal(await temperature().inputValue(), '36.5');
    await page.context().setOffline(false);
    await page.getByText('网络恢复了，点“提交”就好').waitFor();
    await send();
    await received();
  });

  it('does not wait for ever where the network is bad', async () => {
    await page.clock.install();
    await fillIn();
    await page.route(`**${FORM}`, () => {});
    await send();
    await page.getByRole('button', { name: '正在提交…' }).waitFor();
    await page.clock.runFor(21_000);
    await page.getByText('还不知道交上没有').waitFor();
    await page.unroute(`**${FORM}`);
    await send();
    await received();
    equal((await revisions()).length, 1);
  });

  it('tells what to do when the session is over or the server is busy, and keeps everything', async () => {
    await fillIn();
    await page.route(`**${FORM}`, (route) => route.fulfill({ status: 503, json: { title: '现在人太多，请稍后再试' } }));
    await send();
    await page.getByText('现在人太多，请稍后再试。填的都留着').waitFor();
    await page.unroute(`**${FORM}`);
    await page.context().clearCookies();
    await send();
    await page.getByText('重新进入后会自动恢复').waitFor();
    await stand.enter(page, PEOPLE.wang, FORM);
    equal(await temperature().inputValue(), '36.5');
    await send();
    await received();
  });

  it('asks back once what is unusual', async () => {
    await fillIn('38.6');
    await send();
    const ask = page.getByRole('alertdialog', { name: '没填错吧？' });
    await ask.getByText('体温 38.6 ℃').waitFor();
    deepEqual(await axeViolations(page), []);
    equal(await page.evaluate(() => document.activeElement?.id), 'ask-no');
    await page.keyboard.press('Escape');
    equal(await ask.isVisible(), false);
    equal((await revisions()).length, 0);
    await send();
    await ask.getByRole('button', { name: '没填错，提交' }).click();
    await page.getByText('正在等班主任审核').waitFor();
    equal((await revisions()).length, 1);
  });

  it('takes a double tap for one', async () => {
    await fillIn();
    await page.evaluate(() => {
      const button = document.getElementById('send');
      for (let tap = 0; tap < 3; tap += 1) button?.click();
    });
    await received();
    equal((await revisions()).length, 1);
  });

  it('asks after midnight whether this is today, with all that was typed', async () => {
    stand.world.setTime('2021-01-21', '23:58');
    await stand.enter(page, PEOPLE.wang, FORM);
    await fillIn('36.9');
    stand.world.setTime('2021-01-22', '00:01');
    await send();
    await page.getByText('这是 1月21日 周四 打开的表单。这些是今天的情况吗？').waitFor();
    equal(await temperature().inputValue(), '36.9');
    equal(await page.getByLabel('以上内容真实').isChecked(), true);
    await send();
    await received();
    match(page.url(), /date=2021-01-22$/);
  });

  it('explains a refusal on the page, with all that was typed', async () => {
    await fillIn('36.9');
    await stand.world.importRoster({ students: WANG_ON_LEAVE });
    await send();
    await page.getByText('不在打卡对象之内').waitFor();
    equal(await temperature().inputValue(), '36.9');
    await page.getByRole('link', { name: '看看今天的情况' }).click();
    await page.locator('.today').getByText('免打卡').waitFor();
  });

  it('keeps apart who shares a phone: a form of the one is not sent as the other', async () => {
    await fillIn();
    await enterElsewhere(PEOPLE.li);
    await send();
    await page.getByText('换了人登录').waitFor();
    equal((await revisions()).length, 0);
  });

  async function enterElsewhere(who: Someone): Promise<void> {
    const other = await page.context().newPage();
    await stand.enter(other, who);
    await other.close();
    ok(page.url().endsWith(FORM));
  }
});

const WANG_ON_LEAVE = `学号,姓名,系部,班级,年级,学籍状态,学生类别
201911110101,王一,航制,191111,2019级,休学,
`;
