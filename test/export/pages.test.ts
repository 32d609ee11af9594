import { expect } from 'chai';
import { Visitor, wordsOf } from '../support/visitor';
import { aFever, aReport, createWorld, PEOPLE, type Someone } from '../support/world';
import { follow } from './export-world';
import { byHeading, readSheets } from './read-sheet';

const STAFF = '/staff/c/winter';
const EXPORTS = `${STAFF}/exports`;

describe('导出, without JavaScript', () => {
  const world = createWorld();
  let visitor: Visitor;

  beforeEach(async () => {
    await (await world.as(PEOPLE.wang)).submit(aReport());
    visitor = await visit(PEOPLE.teacher);
  });

  async function visit(who: Someone): Promise<Visitor> {
    const one = new Visitor(world);
    await one.enter(who);
    return one;
  }

  const page = async (path = EXPORTS) => (await visitor.open(path)).text;
  const DAY = { from: '2021-01-21', to: '2021-01-21', format: 'xlsx' };
  /** Sends the box of a page as it is on it, with the days that it shows. */
  const sendBox = async (path: string, fields: object = {}) =>
    visitor.send(await page(path), EXPORTS, { ...DAY, ...fields });
  const addressOf = (html: string, end: string) => new RegExp(`action="([^"]+/${end})"`).exec(html)?.[1] ?? '';

  it('begins empty, and says where to begin', async () => {
    const html = await page();
    expect(wordsOf(html)).to.contain('还没有导出过文件');
    expect(html).not.to.contain('http-equiv="refresh"');
    expect(await page(STAFF)).to.contain(`href="${EXPORTS}"`);
  });

  it('makes a file of a list with its filters as shown, and has its link to copy', async () => {
    const answer = await sendBox(`${STAFF}/people?state=unreported&class=191111&q=${encodeURIComponent('李')}`);
    expect(answer.status).to.equal(303);
    expect(answer.headers.location).to.equal(EXPORTS);
    await world.checkin.jobs.tick();
    const html = await page();
    expect(wordsOf(html)).to.contain('未反馈 · 191111 班 · “李” · 1月21日').and.to.contain('可以下载');
    expect(wordsOf(html)).to.match(/Excel · 1 行 · 1 人 · \d+ KB · 林老师 1月21日 08:00 · 1月28日 08:00 前可下载/);
    const [, url = ''] = /<a class="s-button s-button-main" href="([^"]+)">下载/.exec(html) ?? [];
    expect(html).to.contain(`value="${url}" readonly`);
    const [sheet] = await readSheets((await follow(world, url)).body);
    expect(sheet && byHeading(sheet).map(({ 姓名 }) => 姓名)).to.deep.equal(['李二']);
  });

  it('is offered wherever there is a list or a figure, and not where nobody is in it', async () => {
    const boxed = [STAFF, `${STAFF}?by=class`, `${STAFF}/people?state=reported`, `${STAFF}/chase`];
    for (const path of boxed) expect(await page(path), path).to.contain(`action="${EXPORTS}"`);
    expect(await page(`${STAFF}/people?q=nobody`)).not.to.contain(`action="${EXPORTS}"`);
    await sendBox(STAFF, { state: 'reported' });
    await sendBox(`${STAFF}/chase`, {});
    await world.checkin.jobs.tick();
    const words = wordsOf(await page());
    expect(words).to.contain('已反馈 · 1月21日').and.to.contain('未反馈 · 1月21日');
  });

  it('takes the whole queue of reviews along, whatever day each is of', async () => {
    expect(await page(`${STAFF}/reviews`)).not.to.contain(`action="${EXPORTS}"`);
    await (await world.as(PEOPLE.li)).submit(aFever());
    const queue = await page(`${STAFF}/reviews?class=191111`);
    const [, from = '', to = ''] = /name="from" value="([^"]+)"[\s\S]*name="to" value="([^"]+)"/.exec(queue) ?? [];
    expect([from, to]).to.deep.equal(['2021-01-18', '2021-01-21']);
    await visitor.send(queue, EXPORTS, { from, to, format: 'csv' });
    await world.checkin.jobs.tick();
    expect(wordsOf(await page()))
      .to.contain('待审核 · 191111 班 · 1月18日–1月21日')
      .and.to.contain('CSV · 1 行');
  });

  it('shows again what it cannot take, with what is wrong and all that was typed', async () => {
    const answer = await sendBox(`${STAFF}/people?state=reported&class=191111`, {
      from: '2021-01-22',
      to: '2021-01-20',
    });
    expect(answer.status).to.equal(422);
    const words = wordsOf(answer.text);
    expect(words)
      .to.contain('开始日期应当在 1月18日 周一至 1月21日 周四之间')
      .and.to.contain('结束日期不能早于开始日期');
    expect(answer.text).to.contain('name="from" value="2021-01-22"').and.to.contain('name="to" value="2021-01-20"');
    expect(answer.text).to.contain('<option value="reported" selected>');
    expect(answer.text).to.contain('name="class" value="191111"');
    expect((await sendBox(STAFF, { class: '191112' })).status).to.equal(404);
  });

  it('looks again by itself while a file is being made, and stops when nothing is', async () => {
    await sendBox(STAFF, { state: 'reported' });
    await world.checkin.jobs.tick();
    await world.database.knex('checkin_export').update({ state: 'running', rows_done: 1500, rows_total: 200_000 });
    const html = await page();
    expect(html).to.contain('<noscript><meta http-equiv="refresh" content="3"></noscript>');
    expect(wordsOf(html)).to.contain('正在生成').and.to.contain('1,500 / 200,000 行');
    expect(html).to.contain('<progress class="s-bar" max="200000" value="1500"');
    expect(html).not.to.contain('下载链接');
    await world.database.knex('checkin_export').update({ state: 'failed', reason: '放不下' });
    const failed = await page();
    expect(failed).not.to.contain('http-equiv="refresh"');
    expect(wordsOf(failed)).to.contain('没有成功').and.to.contain('放不下').and.to.contain('再试一次');
  });

  it('makes a file again, and takes one away after asking', async () => {
    await sendBox(STAFF, { state: 'reported', format: 'csv' });
    await world.checkin.jobs.tick();
    const html = await page();
    const [, url = ''] = /href="([^"]+)">下载/.exec(html) ?? [];
    const [again, away] = [addressOf(html, 'again'), addressOf(html, 'deletion')];
    expect((await visitor.send(html, again, {})).status).to.equal(303);
    world.advance(1000);
    await world.checkin.jobs.tick();
    expect((await page()).match(/可以下载/g)).to.have.length(2);
    expect((await visitor.send(html, away, {})).status).to.equal(303);
    expect((await page()).match(/可以下载/g)).to.have.length(1);
    expect((await follow(world, url)).status).to.equal(410);
    expect((await visitor.send(html, again, {})).status).to.equal(404);
  });

  it("is nobody else's: neither seen, nor made again, nor taken away", async () => {
    await sendBox(STAFF, { state: 'reported' });
    await world.checkin.jobs.tick();
    const html = await page();
    const office = await visit(PEOPLE.office);
    expect(wordsOf((await office.open(EXPORTS)).text)).to.contain('还没有导出过文件');
    const own = (await office.open(EXPORTS)).text;
    const [, token = ''] = /name="_csrf" value="([^"]+)"/.exec(own) ?? [];
    for (const end of ['again', 'deletion'])
      expect((await office.post(addressOf(html, end), { _csrf: token })).status).to.equal(404);
    expect((await office.post(addressOf(html, 'deletion'), {})).status).to.equal(403);
    const student = await visit(PEOPLE.wang);
    expect((await student.open(EXPORTS)).status).to.equal(403);
  });
});
