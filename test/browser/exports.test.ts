import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { byHeading, readSheets } from '../export/read-sheet';
import { DESK, flawsOf, type PageOptions, PHONE } from '../support/browser';
import { aFever, aReport, PEOPLE } from '../support/world';
import { createBrowserStand } from './student-stand';

const STAFF = '/staff/c/winter';
const EXPORTS = `${STAFF}/exports`;

describe('exports in a browser', () => {
  const browser = createBrowserStand();
  const { stand } = browser;
  beforeEach(async () => {
    const { world } = stand;
    await world.reset();
    await (await world.as(PEOPLE.wang)).submit(aFever());
    await (await world.as(PEOPLE.li)).submit(aReport());
  });

  const visit = (options: PageOptions, path: string, play: (page: Page) => Promise<void>) =>
    browser.visit(options, PEOPLE.teacher, path, play);

  it('are asked for from a list, come by themselves, are saved, and have a link for any browser', async () => {
    await visit(
      { ...DESK, permissions: ['clipboard-read', 'clipboard-write'] },
      `${STAFF}/people?state=reported`,
      async (page) => {
        await page.getByText('导出…').click();
        deepEqual(await flawsOf(page), []);
        await page.getByRole('button', { name: '导出 Excel' }).click();
        await page.waitForURL(`**${EXPORTS}`);
        const download = page.getByRole('link', { name: '下载' });
        await download.waitFor();
        deepEqual(await flawsOf(page), []);
        const [file] = await Promise.all([page.waitForEvent('download'), download.click()]);
        equal(file.suggestedFilename(), '寒假健康打卡-已反馈-2021-01-21.xlsx');
        const [sheet] = await readSheets(readFileSync(await file.path()));
        ok(sheet);
        deepEqual(
          byHeading(sheet).map(({ 姓名 }) => 姓名),
          ['王一', '李二'],
        );
        await page.getByRole('button', { name: '复制链接' }).click();
        await page.getByText('已复制').waitFor();
        const link = await page.evaluate(() => navigator.clipboard.readText());
        const answer = await fetch(link);
        equal(answer.status, 200);
        match(String(answer.headers.get('content-disposition')), /^attachment/);
      },
    );
  });

  it('are fit for everybody while they are made, failed, expired, and where there is none', async () => {
    await visit(PHONE, EXPORTS, async (page) => {
      deepEqual(await flawsOf(page), []);
      const teacher = await stand.world.as(PEOPLE.teacher);
      const body = { from: '2021-01-18', to: '2021-01-21', state: 'unreported', format: 'csv' };
      for (let times = 0; times < 3; times += 1) await teacher.post('/api/campaigns/winter/exports', body);
      await stand.world.checkin.jobs.tick();
      const { knex } = stand.world.database;
      const ids = await knex('checkin_export').pluck('id');
      const states = [
        { state: 'running', rows_done: 40_000, rows_total: 90_000 },
        { state: 'failed', reason: '超过 100 万行，一个文件放不下：请缩短日期范围，或按系部分开导出' },
        { state: 'expired' },
      ];
      for (const [at, state] of states.entries()) await knex('checkin_export').where({ id: ids[at] }).update(state);
      await page.reload();
      await page.getByText('40,000 / 90,000 行').waitFor();
      deepEqual(await flawsOf(page), []);
      await knex('checkin_export').where({ id: ids[0] }).update({ state: 'ready', rows_done: 90_000 });
      await page.getByRole('link', { name: '下载' }).waitFor();
      await page.getByRole('button', { name: '复制链接' }).waitFor();
    });
  });
});
