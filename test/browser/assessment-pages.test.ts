import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { areWell, objectionsTo } from '../assessment/week-calls';
import { report } from '../brief/brief-calls';
import { DESK, flawsOf, PHONE } from '../support/browser';
import { aFever, PEOPLE } from '../support/world';
import { createBrowserStand } from './student-stand';

const STAFF = '/staff/c/winter';

describe('a student-affairs Monday, in a browser', () => {
  const { stand, visit } = createBrowserStand();

  /** A week of two departments with everything in it: full days, somebody sent back, reviews late and in time, briefs. */
  beforeEach(async () => {
    const { world } = stand;
    const { wang, li, zhao, qian, sun } = PEOPLE;
    await world.reset();
    await areWell(world, '2021-01-22', [wang, li, zhao, qian, sun]);
    await areWell(world, '2021-01-23', [wang, li, sun]);
    await (await world.as(zhao)).submit(aFever());
    await (await world.as(PEOPLE.teacher)).decide('return', li, { note: '重填' });
    await areWell(world, '2021-01-24', [wang, qian]);
    await (await world.as(li)).submit(aFever());
    await (await world.as(PEOPLE.teacher)).decide('confirm', li);
    world.setTime('2021-01-25', '09:30');
    await report(await world.as(PEOPLE.contact), '2021-01-24', '航制');
    world.setTime('2021-01-25', '10:00');
  });

  /** Whether every picture of the page has come. */
  const pictures = (page: Page) =>
    page.evaluate(async () => {
      const images = [...document.querySelectorAll('img')];
      for (const image of images) image.loading = 'eager';
      await Promise.all(images.map((image) => image.decode()));
      return images.map(({ naturalWidth }) => naturalWidth);
    });

  it('goes from the contact’s objection to the ranking, the answer and the confirmation', async () => {
    await visit(PHONE, PEOPLE.contact, STAFF, async (page) => {
      await page.getByRole('link', { name: '周考核', exact: true }).click();
      await page.getByRole('heading', { name: /周考核/ }).waitFor();
      await page.getByLabel(/对航制这一周的数字有异议/).fill('1月21日系统刚开放，请核实');
      const section = await page.getByRole('link', { name: '周考核', exact: true }).boundingBox();
      ok(section && section.x + section.width <= PHONE.width, 'the section is in sight');
      deepEqual(await pictures(page), [322]);
      deepEqual(await flawsOf(page), []);
      await page.getByRole('button', { name: '提交异议' }).click();
      await page.getByText('异议已提交').waitFor();
    });
    await visit(DESK, PEOPLE.office, STAFF, async (page) => {
      await page.getByRole('link', { name: '日报', exact: true }).click();
      match((await page.getByRole('row', { name: /^航制/ }).textContent()) ?? '', /已上报\s*09:30/);
      await page.getByRole('link', { name: '周考核', exact: true }).click();
      await page.getByRole('heading', { name: /待确认/ }).waitFor();
      match(
        (await page.getByRole('table', { name: /各系部的得分/ }).textContent()) ?? '',
        /航制[\s\S]*经管[\s\S]*航修/,
      );
      deepEqual(await pictures(page), [322, 322]);
      await page.getByLabel(/^答复/).fill('21 日照常计入');
      await page.getByRole('button', { name: '答复', exact: true }).click();
      await page.getByText('答复已保存').waitFor();
      await page.getByText('确认这一周…').click();
      deepEqual(await flawsOf(page), []);
      await page.getByRole('button', { name: '数字无误，确认' }).click();
      await page.getByText('就此冻结').waitFor();
      deepEqual(await flawsOf(page), []);
      await page.setViewportSize(PHONE);
      await page.context().addCookies([{ name: 'checkin_large', value: '1', url: stand.url }]);
      await page.reload();
      equal(await page.evaluate(() => document.documentElement.scrollWidth), PHONE.width);
    });
    const { items } = (await objectionsTo(await stand.world.as(PEOPLE.office), '2021-W03')).body;
    equal(items[0].answer.text, '21 日照常计入');
  });
});
