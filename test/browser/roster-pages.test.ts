import { deepEqual, equal, match } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { csv } from '../roster/roster-world';
import { DESK, flawsOf, type PageOptions, PHONE } from '../support/browser';
import { temporaryFolder } from '../support/servers/shell';
import { PEOPLE } from '../support/world';
import { createBrowserStand } from './student-stand';

const ROSTER = '/staff/admin/roster';

describe('the screens for the roster in a browser', () => {
  const { stand, visit } = createBrowserStand();
  beforeEach(() => stand.world.reset());

  async function judge(page: Page, what: string) {
    equal(await page.locator('h1').count(), 1, what);
    const looks = [
      [PHONE, 'dark'],
      [DESK, 'light'],
    ] as const;
    deepEqual(await flawsOf(page, looks), [], what);
  }

  const asOffice = (options: PageOptions, play: (page: Page) => Promise<void>) =>
    visit(options, PEOPLE.office, ROSTER, play);

  const row = (changes: Record<string, string>) => ({
    ...{
      学号: '202011110101',
      姓名: '新生',
      系部: '航制',
      班级: '201111',
      年级: '2020级',
      学籍状态: '在读',
      学生类别: '',
    },
    ...changes,
  });
  const aFile = (name: string, rows: Record<string, string>[]) => ({
    name,
    mimeType: 'text/csv',
    buffer: Buffer.from(csv(rows)),
  });
  async function upload(page: Page, files: ReturnType<typeof aFile>[]) {
    await page.getByLabel('名单文件').setInputFiles(files);
    await page.getByRole('button', { name: '上传并核对' }).click();
  }

  const WALKS: [string, PageOptions][] = [
    ['with', DESK],
    ['without', { ...DESK, javaScriptEnabled: false }],
  ];
  for (const [where, options] of WALKS)
    it(`bring in a roster ${where} a script: a bad row, the preview, the new class in 人员范围`, async () => {
      const isLooked = options.javaScriptEnabled !== false;
      const look = async (page: Page, what: string) => isLooked && judge(page, what);
      await asOffice(options, async (page) => {
        await look(page, 'the roster');
        await upload(page, [aFile('学生.csv', [row({}), row({ 学号: '12' })])]);
        await page.getByText('学号应为 12 位数字').waitFor();
        await page.getByText('第 3 行').waitFor();
        await look(page, 'what is wrong');
        await page.getByRole('link', { name: '重新上传' }).click();
        const staff = aFile('教职工.csv', [{ 工号: '10044', 姓名: '新老师', 职责: '班主任', 管辖范围: '201111' }]);
        await upload(page, [aFile('学生.csv', [row({}), row({ 学号: '202011110102', 姓名: '新同学' })]), staff]);
        await page.getByText('还没有写入').waitFor();
        await page.locator('summary', { hasText: '新增 2 人' }).click();
        await page.getByText('航制 201111 2020 在读').first().waitFor();
        await look(page, 'the preview');
        await page.getByRole('button', { name: '确认导入' }).click();
        await page.getByText('由 罗处长 确认').waitFor();
        await look(page, 'the result');
        await page.getByRole('link', { name: '看人员范围' }).click();
        const line = page.locator('tr', { hasText: '201111' });
        match((await line.textContent()) ?? '', /201111\s*2\s*新老师/);
        await look(page, 'who is responsible for whom');
        await line.getByRole('link', { name: '新老师' }).click();
        await page.getByRole('cell', { name: '201111' }).waitFor();
        await look(page, 'a person');
      });
    });

  it('keep the files that were chosen where they are too large, and say so', async () => {
    await asOffice(DESK, async (page) => {
      const folder = temporaryFolder('large');
      const file = join(folder.path, '太大.csv');
      writeFileSync(file, Buffer.alloc(33 * 1024 * 1024, 'a'));
      await page.getByLabel('名单文件').setInputFiles(file);
      await page.getByRole('button', { name: '上传并核对' }).click();
      await page.getByRole('alert').filter({ hasText: '不能超过 32 MB' }).waitFor();
      equal(await page.getByLabel('名单文件').evaluate((field: HTMLInputElement) => field.files?.length), 1);
      folder.remove();
    });
  });
});
