import { expect } from 'chai';
import { hiddenFields, Visitor, wordsOf } from '../support/visitor';
import { aFever, aReport, createWorld, PEOPLE, type Someone } from '../support/world';
import { report } from './brief-calls';

const BRIEFS = '/staff/c/winter/briefs';
const DAY = '2021-01-21';
const NEXT = '2021-01-22';

describe('日报, without JavaScript', () => {
  const world = createWorld();

  const visit = (who: Someone) => Visitor.as(world, who);

  async function page(who: Someone, path = BRIEFS) {
    const answer = await (await visit(who)).open(path);
    return { status: answer.status, text: answer.text, words: wordsOf(answer.text) };
  }

  /** Opens the page and sends its form. */
  async function send(who: Someone, fields: Record<string, string>, path = BRIEFS) {
    const visitor = await visit(who);
    const { text } = await visitor.open(path);
    const answer = await visitor.post(BRIEFS, { ...hiddenFields(text, `${BRIEFS}#said`), ...fields });
    return { status: answer.status, location: answer.headers.location, text: answer.text, words: wordsOf(answer.text) };
  }

  /** 航制 has one that waits, 经管 is complete. */
  beforeEach(async () => {
    await (await world.as(PEOPLE.wang)).submit(aReport());
    await (await world.as(PEOPLE.li)).submit(aFever());
    await (await world.as(PEOPLE.sun)).submit(aReport());
    world.setTime(NEXT, '09:00');
  });

  it('gives the day of all departments as a file, what was reported as it was frozen', async () => {
    await report(await world.as(PEOPLE.contact), DAY, '航制', { remark: '=两人在火车上' });
    const { text, headers } = await (await visit(PEOPLE.office)).open(`${BRIEFS}.csv?date=${DAY}`);
    expect(headers['content-disposition']).to.contain('briefs-2021-01-21.csv');
    const [heading, ...rows] = text.replace('\ufeff', '').trim().split('\r\n');
    expect(heading).to.match(/^日期,系部,应打卡,已反馈,未反馈,.*完成率,.*上报时间,按时,上报人,备注$/);
    const frozen = rows.find((row) => row.startsWith(`${DAY},航制,`));
    expect(frozen).to.contain('2021-01-22 09:00,是,').and.to.contain("'=两人在火车上");
    const mine = await (await visit(PEOPLE.contact)).open(`${BRIEFS}.csv?date=${DAY}`);
    expect(mine.text).to.contain('航制').and.not.to.contain('经管');
  });

  it('opens with yesterday, what is to be done by when, and the text to paste', async () => {
    const { words, text } = await page(PEOPLE.contact);
    expect(words).to.contain('1月21日 周四').and.to.contain('未上报').and.to.contain('请在 1月22日 10:00 前上报');
    expect(words).to.contain('应打卡 4，已反馈 2，完成率 50.0%').and.to.contain('191112 班（1 人）：钱四');
    expect(words).to.contain('还有 1 份反馈待审核').and.to.contain('还有 3 天没有上报： 1月18日 1月19日 1月20日');
    expect(text).to.contain('state=unreported').and.to.contain('日报</a>');
  });

  it('asks before it freezes what looks unfinished, and keeps what was typed', async () => {
    const asked = await send(PEOPLE.contact, { remark: '家长已联系' });
    expect(asked.status).to.equal(422);
    expect(asked.words).to.contain('仍要上报吗').and.to.contain('还有 1 份反馈待审核').and.to.contain('家长已联系');
    expect(await world.database.knex('checkin_brief')).to.have.length(0);
    const [, seen = ''] = /name="seen" value="([^"]+)"/.exec(asked.text) ?? [];
    const { status, location } = await send(PEOPLE.contact, { remark: '家长已联系', seen });
    expect([status, location]).to.deep.equal([303, `${BRIEFS}?date=${DAY}&department=%E8%88%AA%E5%88%B6`]);
    const { words } = await page(PEOPLE.contact);
    expect(words).to.contain('已上报 1月22日 09:00 高主任').and.to.contain('备注：家长已联系');
    expect(words).not.to.contain('请在');
  });

  it('asks again when something else looks unfinished than what was agreed to', async () => {
    const again = await send(PEOPLE.contact, { seen: 'pending-7' });
    expect(again.status).to.equal(422);
    expect(again.words).to.contain('仍要上报吗');
  });

  it('asks nothing where nothing looks unfinished', async () => {
    await (await world.as(PEOPLE.teacher)).decide('confirm', PEOPLE.li, { date: DAY });
    expect((await send(PEOPLE.contact, {})).status).to.equal(303);
  });

  it('asks about classes outside the app that were not entered', async () => {
    const path = `${BRIEFS}?department=${encodeURIComponent('航修')}`;
    const { status, words } = await send(PEOPLE.office, {}, path);
    expect(status).to.equal(422);
    expect(words).to.contain('198241 班的线下跟进还没有填写');
  });

  it('shows the changes since', async () => {
    await report(await world.as(PEOPLE.contact), DAY, '航制');
    expect((await page(PEOPLE.contact)).words).not.to.contain('上报后的变化');
    await (await world.as(PEOPLE.teacher)).decide('return', PEOPLE.li, { date: DAY, note: '重填' });
    const { words } = await page(PEOPLE.contact);
    expect(words).to.contain('上报后的变化').and.to.contain('已反馈 2 1').and.to.contain('完成率 50.0% 25.0%');
    expect(words).to.contain('应打卡 4，已反馈 2，完成率 50.0%');
    expect((await page(PEOPLE.office)).words).to.contain('有变化');
  });

  it('is told apart when it is late', async () => {
    world.setTime(NEXT, '10:01');
    expect((await page(PEOPLE.contact)).words).to.contain('已过截止时间 1月22日 10:00 ，现在上报记为迟报');
    await report(await world.as(PEOPLE.contact), DAY, '航制');
    expect((await page(PEOPLE.contact)).words).to.contain('已上报 · 迟报');
    expect((await page(PEOPLE.office)).words)
      .to.contain('迟报 10:01 高主任')
      .and.to.contain('迟报 1');
  });

  it('can be looked at, not reported, before midnight', async () => {
    const { words, text } = await page(PEOPLE.contact, `${BRIEFS}?date=${NEXT}`);
    expect(words).to.contain('还没有过完').and.to.contain('截至 09:00').and.to.contain('截止 1月23日 10:00');
    expect(text).not.to.contain('name="remark"');
    const { status, words: refused } = await send(PEOPLE.contact, { date: NEXT });
    expect(status).to.equal(409);
    expect(refused).to.contain('没有上报').and.to.contain('次日零点以后');
  });

  it('tells whoever comes second who was first, and keeps the remark', async () => {
    const visitor = await visit(PEOPLE.office);
    const opened = await visitor.open(`${BRIEFS}?department=${encodeURIComponent('经管')}`);
    expect(wordsOf(opened.text)).to.contain('代为上报');
    await report(await world.as(PEOPLE.office), DAY, '经管');
    const fields = { ...hiddenFields(opened.text, `${BRIEFS}#said`), remark: '<b>都好</b>' };
    const answer = await visitor.post(BRIEFS, fields);
    expect(answer.status).to.equal(409);
    expect(answer.text).to.contain('&lt;b&gt;都好&lt;/b&gt;').and.not.to.contain('<b>都好');
    expect(wordsOf(answer.text)).to.contain('没有上报').and.to.contain('已经上报过').and.to.contain('学工处 罗处长');
  });

  it('refuses a remark that is too long at the field, and keeps it', async () => {
    const { status, words, text } = await send(PEOPLE.contact, { remark: '长'.repeat(501) });
    expect(status).to.equal(422);
    expect(words).to.contain('备注最多 500 个字，现在有 501 个');
    expect(text).to.contain('长'.repeat(501)).and.to.contain('aria-invalid="true"');
  });

  it('counts a line break once, as the field does', async () => {
    await (await world.as(PEOPLE.teacher)).decide('confirm', PEOPLE.li, { date: DAY });
    expect((await send(PEOPLE.contact, { remark: `${'长\r\n'.repeat(249)}长长` })).status).to.equal(303);
  });

  it('shows the office all departments, those first who have not reported', async () => {
    await report(await world.as(PEOPLE.contact), DAY, '航制');
    const { words, text } = await page(PEOPLE.office);
    expect(words).to.contain('已上报 1/3').and.to.contain('还没有上报： 经管 航修');
    expect(words).to.match(/经管 未上报 .*航修 未上报 .*航制 已上报 09:00 高主任/);
    expect(words).to.contain('线下跟进').and.to.contain('0/1 班');
    expect(text).to.contain('全校日报');
    const one = await page(PEOPLE.office, `${BRIEFS}?department=${encodeURIComponent('航制')}`);
    expect(one.words).to.contain('各系部的日报').and.to.contain('航制日报').and.not.to.contain('孙五');
  });

  it('is no section for those who have but classes', async () => {
    const { status, words } = await page(PEOPLE.teacher);
    expect(status).to.equal(200);
    expect(words).to.contain('日报由系部负责人每天上报').and.not.to.contain('赵三');
    expect((await page(PEOPLE.teacher, '/staff/c/winter')).text).not.to.contain(`href="${BRIEFS}"`);
    expect((await page(PEOPLE.contact, '/staff/c/winter')).text).to.contain(`href="${BRIEFS}"`);
    expect((await send(PEOPLE.teacher, { date: DAY, department: '航制' })).status).to.equal(403);
    expect((await page(PEOPLE.wang)).status).to.equal(403);
  });

  it('is only looked at by those who do not answer for the department', async () => {
    await world.importRoster({ staff: '工号,姓名,职责,管辖范围\n10011,林老师,辅导员,航制\n' });
    const { words, text } = await page(PEOPLE.teacher);
    expect(words).to.contain('由航制的系部负责人上报');
    expect(text).not.to.contain('name="remark"');
  });

  it('keeps to the days of the campaign, and to the departments of the scope', async () => {
    expect((await page(PEOPLE.contact, `${BRIEFS}?date=2021-01-01`)).words).to.contain('1月18日 周一');
    expect((await page(PEOPLE.contact, `${BRIEFS}?date=2021-02-01`)).words).to.contain('1月22日 周五');
    const other = await page(PEOPLE.contact, `${BRIEFS}?department=${encodeURIComponent('经管')}`);
    expect(other.words).to.contain('航制日报').and.not.to.contain('孙五');
    world.setTime('2021-01-18', '08:00');
    expect((await page(PEOPLE.contact)).words)
      .to.contain('还没有过完')
      .and.to.contain('试运行');
    world.setTime('2021-03-30', '08:00');
    expect((await page(PEOPLE.contact)).words)
      .to.contain('3月18日 周四')
      .and.to.contain('记为迟报');
    world.setTime('2021-01-10', '08:00');
    expect((await page(PEOPLE.contact)).words).to.contain('1月18日 周一 开始');
  });
});
