import { expect } from 'chai';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { report } from '../brief/brief-calls';
import { DESK, flawsOf, launchBrowser, newPage, PHONE } from '../support/browser';
import { aFever, aReport, PEOPLE } from '../support/world';
import { StoryStand } from './story-stand';

const BRIEFS = '/staff/c/winter/briefs';

describe("a department contact's morning, in a browser", () => {
  const stand = new StoryStand();
  let browser: Browser;

  before(async () => {
    await stand.open();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    await stand.close();
  });

  beforeEach(async () => {
    const { world } = stand;
    await world.reset();
    await (await world.as(PEOPLE.wang)).submit(aReport());
    await (await world.as(PEOPLE.li)).submit(aFever());
    world.setTime('2021-01-22', '09:20');
  });

  it('goes from the portal to the brief, which is copied, reported, and seen by the office', async () => {
    const { page, problems, close } = await newPage(browser, DESK);
    const frame = await stand.openPane(page, PEOPLE.contact);
    await frame.getByRole('link', { name: '日报', exact: true }).click();
    await frame.getByText('请在 1月22日 10:00 前上报').waitFor();
    await copies(frame);
    await frame.getByLabel('备注').fill('赵三在外地，家长已联系。');
    await frame.getByRole('button', { name: '上报', exact: true }).click();
    await frame.getByText('还有 1 份反馈待审核').waitFor();
    expect(await frame.getByLabel('备注').inputValue()).to.equal('赵三在外地，家长已联系。');
    await frame.getByRole('button', { name: '仍要上报' }).click();
    await frame.getByText('1月22日 09:20').waitFor();
    await copies(frame);
    expect(await frame.getByLabel('可直接粘贴到群里').inputValue()).to.contain(
      '191112 班（1 人）：钱四\n备注：赵三在外地',
    );
    const office = await stand.openPane(page, PEOPLE.office);
    await office.getByRole('link', { name: '日报', exact: true }).click();
    await office.getByText('已上报 1/3', { exact: true }).waitFor();
    expect(await office.getByRole('row', { name: /^航制/ }).textContent()).to.match(/已上报\s*09:20\s*高主任/);
    await copies(office);
    expect(await pasted(page)).to.match(/^【寒假健康打卡】1月21日 周四 全校日报/);
    expect(problems()).to.deep.equal([]);
    await close();
  });

  /** What lies in the clipboard, as a group's field would get it. */
  async function pasted(page: Page): Promise<string> {
    await page.evaluate(() => document.body.appendChild(document.createElement('textarea')).focus());
    await page.keyboard.press('Control+V');
    return page.locator('body > textarea').inputValue();
  }

  async function copies(frame: FrameLocator): Promise<void> {
    await frame.getByRole('button', { name: '复制日报' }).click();
    await frame.getByText('已复制').waitFor();
  }

  it('is fit for everybody: to be reported, asked about, changed since, and the whole school', async () => {
    const { page, problems, close } = await newPage(browser, PHONE);
    const url = stand.moduleUrl;
    const enter = async (who: (typeof PEOPLE)['contact' | 'office']) => {
      await stand.signIn(page, who);
      await stand.tapTile(page, true);
      await page.goto(url + BRIEFS);
    };
    await enter(PEOPLE.contact);
    const section = await page.getByRole('link', { name: '日报', exact: true }).boundingBox();
    expect((section?.x ?? 0) + (section?.width ?? 999), 'the open section is in sight').to.be.below(PHONE.width);
    expect(await flawsOf(page), 'to be reported').to.deep.equal([]);
    await page.setViewportSize(PHONE);
    await page.getByRole('button', { name: '上报', exact: true }).click();
    const question = await page.getByText('仍要上报吗').boundingBox();
    expect(question?.y, 'the question is in sight').to.be.within(0, PHONE.height);
    expect(await flawsOf(page), 'asked about').to.deep.equal([]);
    await report(await stand.world.as(PEOPLE.contact), '2021-01-21', '航制');
    await (await stand.world.as(PEOPLE.teacher)).decide('confirm', PEOPLE.li, { date: '2021-01-21' });
    await page.goto(url + BRIEFS);
    await page.getByRole('heading', { name: '上报后的变化' }).waitFor();
    expect(await flawsOf(page), 'changed since').to.deep.equal([]);
    await enter(PEOPLE.office);
    await page.getByText('看全文').click();
    expect(await flawsOf(page), 'the whole school').to.deep.equal([]);
    expect(problems()).to.deep.equal([]);
    await close();
  });
});
