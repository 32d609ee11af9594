import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { DESK, launchBrowser, newPage, type PageOptions, PHONE } from '../support/browser';
import { PEOPLE } from '../support/world';
import { StoryStand } from './story-stand';

describe('the trial as 易班, in a browser', () => {
  const stand = new StoryStand('yiban');
  let browser: Browser;

  before(async () => {
    await stand.open();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    await stand.close();
  });
  beforeEach(() => stand.world.reset());

  async function visit(options: PageOptions, play: (page: Page) => Promise<void>): Promise<void> {
    const { page, problems, close } = await newPage(browser, options);
    try {
      await play(page);
      expect(problems()).to.deep.equal([]);
    } finally {
      await close();
    }
  }

  it('asks a student once to authorise the app, and leads to the columns', () =>
    visit(PHONE, async (page) => {
      await stand.signIn(page, PEOPLE.wang);
      await page.click('.main-tile button');
      await page.getByRole('button', { name: '同意授权' }).click();
      await page.getByRole('link', { name: /健康打卡/ }).waitFor();
      await stand.signIn(page, PEOPLE.wang);
      await stand.tapTile(page, true);
      expect(new URL(page.url()).pathname).to.equal('/home');
    }));

  it('opens the statistics in the frame for a teacher', () =>
    visit(DESK, async (page) => {
      const pane = await stand.openPane(page, PEOPLE.teacher);
      await pane.getByRole('heading', { name: /打卡情况统计/ }).waitFor();
    }));
});
