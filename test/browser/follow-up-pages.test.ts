import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { DESK, flawsOf, PHONE } from '../support/browser';
import { aFever, PEOPLE } from '../support/world';
import { createBrowserStand } from './student-stand';

const STAFF = '/staff/c/winter';

describe('线下跟进 and 异常跟进 in a browser', () => {
  const { stand, visit } = createBrowserStand();

  /** One case with a note, one that is closed; of two classes outside the app, one was entered twice, yesterday. */
  beforeEach(async () => {
    const { world } = stand;
    await world.reset({ exclude: [{ class: '198241' }, { class: '192211' }], followUp: ['198241', '192211'] });
    const teacher = await world.as(PEOPLE.teacher);
    for (const who of [PEOPLE.wang, PEOPLE.li]) {
      await (await world.as(who)).submit(aFever());
      await teacher.decide('confirm', who, { note: '已联系家长' });
    }
    const { items } = (await teacher.get('/api/campaigns/winter/cases')).body;
    await teacher.post(`/api/campaigns/winter/cases/${items[0].id}/notes`, { step: 'hospital', note: '去了县医院' });
    await teacher.post(`/api/campaigns/winter/cases/${items[1].id}/close`, { outcome: 'recovered' });
    const abnormal = [{ studentNo: PEOPLE.offApp.personNo, note: '咳嗽' }];
    const other = await world.as(PEOPLE.otherTeacher);
    for (const body of [{ headcount: 1 }, { headcount: 1, abnormal }])
      await other.put('/api/campaigns/winter/follow-ups/2021-01-20/198241', body);
  });

  /** What is wrong with the page as it is shown now, on a phone in light and on a desk in dark. */
  async function flaws(page: Page): Promise<string[]> {
    equal(await page.locator('h1').count(), 1);
    return flawsOf(page, [
      [PHONE, 'light'],
      [DESK, 'dark'],
    ]);
  }

  it('enter a class: a tick leads to what is the matter, and on to the case', async () => {
    await visit(PHONE, PEOPLE.office, `${STAFF}/follow-ups`, async (page) => {
      await page.getByText('还有 2 个班没填').waitFor();
      deepEqual(await flaws(page), []);
    });
    await visit(PHONE, PEOPLE.otherTeacher, `${STAFF}/follow-ups`, async (page) => {
      await page.getByText('没有异常', { exact: true }).waitFor();
      await page.getByLabel('吴七 异常').check();
      equal(await page.evaluate(() => (document.activeElement as HTMLInputElement).name), 'note-201982410101');
      await page.keyboard.type('发热 38.2 ℃');
      await page.getByText('异常 1 人', { exact: true }).waitFor();
      const bar = await page.getByRole('button', { name: '保存' }).boundingBox();
      ok(bar && bar.y + bar.height <= PHONE.height, 'the button is at hand');
      await page.getByRole('button', { name: '保存' }).click();
      await page.getByText('已保存').waitFor();
      await page.goto(`${stand.url}${STAFF}/follow-ups?date=2021-01-20`);
      await page.getByText('以前填过的 1 次').click();
      deepEqual(await flaws(page), []);
      await page.getByRole('button', { name: '开始异常跟进' }).click();
      await page.getByText('已开始跟进').waitFor();
      match((await page.getByRole('main').textContent()) ?? '', /线下跟进1月20日：异常[\s\S]*咳嗽/);
    });
  });

  it('look after a student: from the queue to the note, the end and its undo', async () => {
    await (await stand.world.as(PEOPLE.zhao)).submit(aFever());
    await visit(PHONE, PEOPLE.teacher, `${STAFF}/reviews`, async (page) => {
      equal(await page.locator('[data-count=cases]').textContent(), '1');
      await page.getByRole('button', { name: '核实', exact: true }).click();
      await page.getByRole('link', { name: '看跟进' }).waitFor();
      equal(await page.locator('[data-count=cases]').textContent(), '2');
      await page.getByRole('link', { name: '看跟进' }).click();
      await page.getByLabel('居家观察').check();
      await page.getByLabel('记录').fill('已退烧');
      await page.getByRole('button', { name: '记下' }).click();
      await page.getByText('已记下').waitFor();
      deepEqual(await flaws(page), []);
      await page.getByText('结束跟进…').click();
      await page.getByLabel('已康复').check();
      deepEqual(await flaws(page), []);
      await page.getByRole('button', { name: '结束跟进' }).click();
      await page.getByText('已结束跟进').waitFor();
      deepEqual(await flaws(page), []);
      await page.getByRole('button', { name: '撤销' }).click();
      await page.getByText('已重新跟进').waitFor();
      await page.getByRole('link', { name: '异常跟进', exact: true }).click();
      await page.getByText('已结束的 1').click();
      deepEqual(await flaws(page), []);
    });
  });
});
