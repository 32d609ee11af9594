import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { axeViolations, DESK, launchBrowser, newPage, PHONE, type WatchedPage } from '../support/browser';
import { PEOPLE } from '../support/world';
import { StoryStand } from './story-stand';

const WORDS = '体温和昨天相差很大，请重新量一次再填。';

describe('the whole story, in a browser', () => {
  const stand = new StoryStand();
  let browser: Browser;
  let student: WatchedPage;
  let teacher: WatchedPage;

  before(async () => {
    await stand.open();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    await stand.close();
  });

  for (const scripted of [true, false])
    describe(scripted ? 'with JavaScript' : 'without JavaScript', () => {
      beforeEach(async () => {
        await stand.world.reset();
        student = await newPage(browser, { ...PHONE, javaScriptEnabled: scripted });
        teacher = await newPage(browser, { ...DESK, javaScriptEnabled: scripted });
      });
      afterEach(async () => {
        await student.close();
        await teacher.close();
      });

      it('a student reports, the class teacher sends it back, the student refills, the teacher sees it settled', async () => {
        await studentReports('38.6', true);
        await teacherSendsBack();
        await studentRefills();
        await teacherSeesItSettled();
        if (scripted) for (const { page } of [student, teacher]) expect(await axeViolations(page)).to.deep.equal([]);
        expect([...student.problems(), ...teacher.problems()]).to.deep.equal([]);
      });

      async function studentReports(temperature: string, unusual: boolean): Promise<void> {
        const { page } = student;
        await stand.signIn(page, PEOPLE.wang);
        await stand.tapTile(page, scripted);
        await page.getByRole('link', { name: /健康打卡/ }).click();
        await page.getByRole('link', { name: '反馈', exact: true }).click();
        await page.getByLabel('体温').fill(temperature);
        await page.getByLabel('以上都没有').check();
        await page
          .getByRole('group', { name: /高风险地区/ })
          .getByLabel('否')
          .check();
        await chooseRegion(page);
        await page.getByLabel('以上内容真实').check();
        await page.getByRole('button', { name: '提交', exact: true }).click();
        if (unusual) await confirmUnusual(page, temperature);
        await page.waitForURL('**/receipt?date=2021-01-21');
        expect(await page.textContent('main'))
          .to.contain('已反馈')
          .and.to.contain('正在等班主任审核')
          .and.to.contain('08:00');
      }

      async function chooseRegion(page: Page): Promise<void> {
        if (!scripted) return page.locator('[data-part=region]').fill('四川省/成都市/龙泉驿区');
        await page.locator('[data-level=province]').selectOption({ label: '四川省' });
        await page.locator('[data-level=city]').selectOption('成都市');
        await page.locator('[data-level=county]').selectOption('龙泉驿区');
      }

      async function confirmUnusual(page: Page, temperature: string): Promise<void> {
        await page.getByText(`体温 ${temperature} ℃`).first().waitFor();
        if (scripted) return page.getByRole('button', { name: '没填错，提交' }).click();
        await page.getByLabel('以上内容真实').check();
        await page.getByRole('button', { name: '确认无误，提交' }).click();
      }

      async function teacherSendsBack(): Promise<void> {
        const frame = await stand.openPane(teacher.page, PEOPLE.teacher, scripted);
        await frame.getByRole('heading', { name: '打卡情况统计' }).waitFor();
        await frame
          .getByRole('link', { name: /^待审核/ })
          .first()
          .click();
        const item = frame.locator('li', { hasText: '王一' });
        await item.getByText('体温高于 37.3 ℃').waitFor();
        await item.getByText('退回…').click();
        await item.getByLabel('原因').fill(WORDS);
        await item.getByRole('button', { name: '退回', exact: true }).click();
        await frame.getByText('都处理完了').waitFor();
      }

      async function studentRefills(): Promise<void> {
        const { page } = student;
        await page.goto(`${stand.moduleUrl}/c/winter`);
        expect(await page.textContent('main'))
          .to.contain(WORDS)
          .and.to.contain('班主任 林老师');
        await page.getByRole('link', { name: '重新填写' }).click();
        expect(await page.getByLabel('体温').inputValue()).to.equal('38.6');
        await page.getByLabel('体温').fill('36.6');
        await page.getByLabel('以上内容真实').check();
        await page.getByRole('button', { name: '提交', exact: true }).click();
        await page.waitForURL('**/receipt?date=2021-01-21');
        expect(await page.textContent('main')).to.contain('36.6 ℃');
      }

      async function teacherSeesItSettled(): Promise<void> {
        const frame = teacher.page.frameLocator('#pane-frame');
        await frame.getByRole('link', { name: '统计', exact: true }).click();
        await frame.getByRole('heading', { name: '打卡情况统计' }).waitFor();
        await frame
          .getByRole('link', { name: /已反馈/ })
          .first()
          .click();
        await frame.getByRole('link', { name: '王一' }).click();
        const body = frame.locator('main');
        await body.getByText(WORDS).waitFor();
        expect(await body.textContent())
          .to.contain('38.6')
          .and.to.contain('36.6')
          .and.to.contain('退回');
      }
    });
});
