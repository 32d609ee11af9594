import { deepEqual, equal } from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { DESK, flawsOf, PHONE } from '../support/browser';
import { PEOPLE, STAFF, STUDENTS } from '../support/world';
import { createBrowserStand } from './student-stand';

describe("the notice's campaign, set up by somebody who has never seen the module", () => {
  const { stand, visit } = createBrowserStand();
  beforeEach(async () => {
    await stand.world.reset();
    await forgetAllButTheOffice();
    stand.world.setTime('2021-01-15', '09:00');
  });

  /** A school that has just got the module: nobody is known but the office. */
  async function forgetAllButTheOffice() {
    const { knex } = stand.world.database;
    for (const table of ['checkin_campaign', 'checkin_enrolment', 'checkin_contact']) await knex(table).delete();
    for (const table of ['checkin_scope', 'checkin_person'])
      await knex(table).whereNot({ person_no: PEOPLE.office.personNo }).delete();
  }

  /** What is on the page is fit for everybody, on a phone in the dark and on a desk in the light. */
  async function judge(page: Page, what: string) {
    equal(await page.locator('h1').count(), 1, what);
    const looks = [
      [PHONE, 'dark'],
      [DESK, 'light'],
    ] as const;
    deepEqual(await flawsOf(page, looks), [], what);
  }

  /** Whoever comes in, on a page of their own. */
  const as = (who: (typeof PEOPLE)[keyof typeof PEOPLE], path: string, play: (page: Page) => Promise<void>) =>
    visit(DESK, who, path, play);

  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();
  const follow = (page: Page, name: string) => page.getByRole('link', { name }).click();

  /** The notice, line by line; its last day is forgotten. */
  async function fillInTheNotice(page: Page) {
    await page.getByLabel('名称').fill('寒假每日健康打卡');
    await page.getByLabel('代码').fill('winter');
    await page.getByLabel('打卡说明').fill('每天 0:00–24:00 如实反馈当天的健康状况。');
    await page.getByLabel('开始').fill('2021-01-18');
    await page.getByLabel('试运行到').fill('2021-01-20');
    await page.getByLabel('学生类别').fill('18级入伍士官生');
    await page.getByLabel('年级').fill('2018级');
    await press(page, '加一行');
    await page.getByLabel('学籍状态').nth(1).selectOption('休学');
    await press(page, '加一行');
    await page.getByLabel('学籍状态').nth(2).selectOption('退学');
    await page.getByLabel('线下跟进的班级').fill('198241、198242、198243、198244、198311、198611');
  }

  async function bringInTheRoster(page: Page) {
    await follow(page, '名单 上传');
    const file = (name: string, content: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
    const files = [file('学生.csv', STUDENTS), file('教职工.csv', STAFF)];
    await page.getByLabel('名单文件').setInputFiles(files);
    await press(page, '上传并核对');
    await page.getByText('新增 7 人').waitFor();
    await press(page, '确认导入');
    await page.getByText('由 罗处长 确认').waitFor();
    await follow(page, '回到名单');
    await page.getByText('已导入').waitFor();
    await page.getByRole('main').getByRole('link', { name: '管理' }).click();
  }

  async function setUp(page: Page) {
    await bringInTheRoster(page);
    await follow(page, '活动和表单');
    await page.getByText('还没有活动').waitFor();
    await judge(page, 'no campaign yet');
    await follow(page, '新建活动');
    await fillInTheNotice(page);
    await press(page, /^下一步/);
    await page.getByRole('link', { name: /结束日期/ }).waitFor();
    await judge(page, 'what is missing');
    await page.getByLabel('结束', { exact: true }).fill('2021-03-18');
    await press(page, /^下一步/);
    await page.getByText('要打卡的：5 人，3 个班').waitFor();
    await judge(page, 'the preview');
    await press(page, '建立活动');
    await page.getByText('活动建好了').waitFor();
    for (const text of ['未开始', '2021年1月18日 周一 至 2021年3月18日 周四', '198611', '何老师'])
      await page.getByText(text).first().waitFor();
    await judge(page, 'the campaign');
  }

  async function seeTheForm(page: Page) {
    await page.getByText('试运行').first().waitFor();
    await follow(page, '反馈');
    await page.getByLabel('体温').waitFor();
    await page.getByRole('group', { name: /高风险地区/ }).waitFor();
  }

  /** Takes the longer form, adds a question to it, and watches the page as a student will see it. */
  async function askMore(page: Page) {
    await follow(page, '改表单');
    await page.getByText('换成现成的表单').click();
    await press(page, '较长的表单');
    await page.getByLabel('问什么').last().fill('隔离到哪天');
    await page.getByLabel('怎么回答').selectOption('一行文字');
    await press(page, '加上');
    const added = page.locator('#q-q1');
    await added.getByLabel('什么时候问').selectOption({ label: '只在“目前是否在隔离”选“居家隔离”时' });
    const shown = page.locator('#preview').getByLabel('隔离到哪天');
    await page.locator('#preview [data-only-if=isolation]').waitFor({ state: 'attached' });
    equal(await shown.isVisible(), false);
    await page.locator('#preview').getByLabel('居家隔离').check();
    await shown.waitFor();
    await judge(page, 'the editor');
    await added.getByLabel('问什么').fill('');
    await press(page, /^保存/);
    await page.getByText('请写上要问什么').first().waitFor();
    await judge(page, 'the editor, refusing');
    await added.getByLabel('问什么').fill('隔离到哪天');
    await press(page, /^保存/);
    await page.getByText('表单已保存为新的一版').waitFor();
    await page.getByText('还没生效').waitFor();
    await follow(page, '变更记录');
    await page.getByText('新问“隔离到哪天”').waitFor();
    await page.getByText('变更前后').first().click();
    await judge(page, 'the audit trail');
  }

  async function fillInTheLongForm(page: Page) {
    const answer = (question: RegExp, choice: string) =>
      page.getByRole('group', { name: question }).getByLabel(choice, { exact: true }).check();
    await page.getByLabel('体温').fill('36.5');
    await answer(/身体症状/, '以上都没有');
    await answer(/健康码/, '绿码');
    await answer(/确诊/, '否');
    await answer(/隔离/, '居家隔离');
    await page.getByLabel('隔离到哪天').fill('1月30日');
    await answer(/高风险/, '否');
    await answer(/同住/, '都没有异常');
    await page.getByLabel('省', { exact: true }).selectOption('四川省');
    await page.getByLabel('市', { exact: true }).selectOption('成都市');
    await page.getByLabel('区县').selectOption('龙泉驿区');
    await page.getByLabel('以上内容真实').check();
    await judge(page, 'the longer form');
    await press(page, '提交');
    await page.getByText('1月30日').waitFor();
  }

  it('from the admin pane alone; students meet it, and a longer form the day after', async () => {
    await as(PEOPLE.office, '/staff/admin', setUp);
    stand.world.setTime('2021-01-18', '08:00');
    await as(PEOPLE.wang, '/c/winter', seeTheForm);
    await as(PEOPLE.office, '/staff/admin/campaigns/winter', askMore);
    stand.world.setTime('2021-01-19', '08:00');
    await as(PEOPLE.wang, '/c/winter/form', fillInTheLongForm);
  });
});
