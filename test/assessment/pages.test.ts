import { expect } from 'chai';
import { Visitor, wordsOf } from '../support/visitor';
import { aFever, createWorld, PEOPLE, type Someone } from '../support/world';
import { areWell, confirm, objectionsTo } from './week-calls';

const PAGE = '/staff/c/winter/assessments';
const WEEK = '2021-W03';

describe('周考核, without JavaScript', () => {
  const world = createWorld();

  /** Two departments with days of one week; on Monday the week waits for the office. */
  async function aWeek(): Promise<void> {
    await areWell(world, '2021-01-21', [PEOPLE.wang, PEOPLE.li, PEOPLE.sun]);
    await areWell(world, '2021-01-22', [PEOPLE.wang, PEOPLE.sun]);
    await (await world.as(PEOPLE.qian)).submit(aFever());
    await (await world.as(PEOPLE.teacher)).decide('return', PEOPLE.wang, { note: '重填' });
    world.setTime('2021-01-25', '10:00');
  }

  const visit = (who: Someone) => Visitor.as(world, who);

  async function page(who: Someone, path = PAGE) {
    const answer = await (await visit(who)).open(path);
    return { status: answer.status, text: answer.text, words: wordsOf(answer.text) };
  }

  it('ranks, says how each score comes about, and draws a picture for each department', async () => {
    await aWeek();
    const { text, words } = await page(PEOPLE.office);
    expect(words).to.contain('周考核 待确认').and.to.contain('2021 年第 3 周').and.to.contain('1月21日–24日');
    expect(words).to.contain('完成率 × 50 + 全员覆盖 × 20 + 日报按时 × 20 + 24 小时内审核 × 10');
    expect(words).to.match(/第 1 名 经管 38\.89 50\.0% 2\/4 2\/4 天 0\/4 天 — 0/);
    expect(words).to.match(/第 2 名 航制 12\.50 25\.0% 4\/16 0\/4 天 0\/4 天 0\/1 份 1/);
    expect(words).to.contain('（50 × 2/4 + 20 × 2/4 + 20 × 0/4）÷ 90 × 100 = 38.89');
    expect(words).to.contain('50 × 4/16 + 20 × 0/4 + 20 × 0/4 + 10 × 0/1 = 12.50');
    expect(words).to.contain('没有数据、不计的：24 小时内审核').and.to.contain('没有人应打卡，不评分');
    expect(words).to.contain('这是考核的第一周').and.not.to.contain('比上周');
    expect(text).to.contain('alt="航制 1月21日至1月24日每天未反馈的人数：2、2、4、4"');
  });

  it('shows a contact one department with its rank, and a class teacher where to look instead', async () => {
    await aWeek();
    const { words } = await page(PEOPLE.contact);
    expect(words)
      .to.match(/第 2 名 航制 12\.50/)
      .and.not.to.contain('经管')
      .and.not.to.contain('确认这一周');
    const teacher = await page(PEOPLE.teacher);
    expect(teacher.words).to.contain('周考核按系部评').and.not.to.contain('航制');
    expect(teacher.text).not.to.contain(`href="${PAGE}"`);
    expect((await page(PEOPLE.wang)).status).to.equal(403);
  });

  it('begins with what waits for the office, then with the latest week that has a day to judge', async () => {
    await aWeek();
    const title = async () => /(\d{4} 年第 \d+ 周)/.exec((await page(PEOPLE.office)).words)?.[1];
    world.setTime('2021-01-27', '08:00');
    expect(await title()).to.equal('2021 年第 3 周');
    await confirm(await world.as(PEOPLE.office), WEEK);
    expect(await title()).to.equal('2021 年第 4 周');
    world.setTime('2021-02-01', '00:30');
    expect(await title()).to.equal('2021 年第 4 周');
    for (const odd of ['2021-W50', 'soon', "'"])
      expect((await page(PEOPLE.office, `${PAGE}?week=${odd}`)).words).to.contain('2021 年第 4 周');
  });

  it('tells how a score went since the week before, and leads to every week', async () => {
    await aWeek();
    await areWell(world, '2021-01-25', [PEOPLE.sun]);
    await areWell(world, '2021-01-26', [PEOPLE.wang]);
    world.setTime('2021-01-27', '08:00');
    const { text, words } = await page(PEOPLE.office, `${PAGE}?week=2021-W04`);
    expect(words)
      .to.contain('比上周')
      .and.to.match(/经管 38\.89 0 /);
    expect(words).to.match(/航制 \d+\.\d\d [+−]\d+\.\d\d/);
    expect(words).to.contain('计到 1月26日 周二（2 天）').and.to.contain('2月1日 10:00 日报截止后可以确认');
    expect(words).to.contain('另有 1 周等您确认').and.to.contain('第 3 周 1月21日–24日 待确认');
    expect(text).to.contain(`href="${PAGE}?week=2021-W03"`);
  });

  it('says when it begins while there is only the trial run', async () => {
    world.setTime('2021-01-20', '08:00');
    expect((await page(PEOPLE.office)).words).to.contain('考核从 1月21日 周四开始；试运行的日子不计入');
    await world.reset({ trialUntil: '2021-03-18' });
    expect((await page(PEOPLE.office)).words).to.contain('这个活动只有试运行，不考核');
  });

  it('says on the first day that nothing counts yet, and of a week with nobody due that it is not judged', async () => {
    await world.reset({ exclude: [{ status: '在读' }], followUp: [] });
    const first = await page(PEOPLE.office);
    expect(first.words).to.contain('1月21日 周四还没有过完，明天起有分数').and.to.contain('还没有过完的一天');
    world.setTime('2021-01-25', '10:00');
    const { words, text } = await page(PEOPLE.office);
    expect(words).to.contain('没有人应打卡，不评分').and.not.to.contain('第 1 名');
    expect(text).not.to.contain('chart.svg');
  });

  it('confirms after a question, and freezes', async () => {
    await aWeek();
    const office = await visit(PEOPLE.office);
    const { text } = await office.open(PAGE);
    expect(wordsOf(text)).to.contain('确认 1月21日–24日 的排名吗？确认以后数字冻结，不能撤回');
    const sent = await office.send(text, `${PAGE}/confirmation`, {});
    expect([sent.status, sent.headers.location]).to.deep.equal([303, `${PAGE}?week=2021-W03&done=confirmed`]);
    const after = wordsOf((await office.open(sent.headers.location as string)).text);
    expect(after).to.contain('周考核 已确认').and.to.contain('罗处长 于 1月25日 10:00 确认').and.to.contain('就此冻结');
    const again = await office.send(text, `${PAGE}/confirmation`, {});
    expect(again.status).to.equal(409);
    expect(wordsOf(again.text)).to.contain('没有确认： 这一周已经确认过');
  });

  it('asks again where the figures changed since the page was opened', async () => {
    await aWeek();
    const office = await visit(PEOPLE.office);
    const { text } = await office.open(PAGE);
    await (await world.as(PEOPLE.wang)).submit(aFever(), '2021-01-22');
    const refused = await office.send(text, `${PAGE}/confirmation`, {});
    expect(refused.status).to.equal(409);
    expect(wordsOf(refused.text)).to.contain('没有确认： 您打开页面以后，数字有了变化');
    expect((await office.send(refused.text, `${PAGE}/confirmation`, {})).status).to.equal(303);
  });

  it('takes an objection and its answer, and loses nothing that was typed', async () => {
    await aWeek();
    const contact = await visit(PEOPLE.contact);
    const { text } = await contact.open(PAGE);
    const long = `<b>${'停电'.repeat(600)}`;
    const refused = await contact.send(text, `${PAGE}/objections`, { text: long });
    expect(refused.status).to.equal(422);
    expect(refused.text)
      .to.contain('异议最多 1000 个字')
      .and.to.contain(`&lt;b&gt;${'停电'.repeat(600)}</textarea>`);
    const sent = await contact.send(refused.text, `${PAGE}/objections`, { text: '1月22日停电' });
    expect(sent.headers.location).to.contain('done=objected');
    const noted = await contact.open(sent.headers.location as string);
    expect(wordsOf(noted.text)).to.contain('航制 高主任 1月25日 10:00 待答复 1月22日停电');
    const twice = await contact.send(text, `${PAGE}/objections`, { text: '还有一条' });
    expect(twice.status).to.equal(409);
    expect(wordsOf(twice.text)).to.contain('还没有答复').and.to.contain('您写的：还有一条');

    const office = await visit(PEOPLE.office);
    const asked = (await office.open(PAGE)).text;
    expect(wordsOf(asked)).to.contain('还有 1 条异议没有答复');
    const empty = await office.send(asked, `${PAGE}/answers`, { text: ' ' });
    expect([empty.status, wordsOf(empty.text).includes('请填写答复')]).to.deep.equal([422, true]);
    await office.send(asked, `${PAGE}/answers`, { text: '已核实' });
    const { items } = (await objectionsTo(await world.as(PEOPLE.office), WEEK)).body;
    expect(items).to.have.length(1);
    expect(items[0].answer.text).to.equal('已核实');
    expect((await page(PEOPLE.contact)).words).to.contain('学工处 罗处长 1月25日 10:00 已核实');
  });

  it('keeps forms from those whom they are not for', async () => {
    await aWeek();
    const contact = await visit(PEOPLE.contact);
    const { text } = await contact.open(PAGE);
    const [, csrf = ''] = /name="_csrf" value="([^"]+)"/.exec(text) ?? [];
    const of = { _csrf: csrf, week: WEEK, id: '1', text: '同意' };
    for (const path of ['confirmation', 'answers'])
      expect((await contact.post(`${PAGE}/${path}`, of)).text, path).to.contain('这里只对学工处开放');
    expect((await contact.post(`${PAGE}/objections`, { ...of, department: '经管' })).status).to.equal(404);
    expect((await contact.post(`${PAGE}/objections`, { ...of, _csrf: '', department: '航制' })).status).to.equal(403);
    expect((await objectionsTo(await world.as(PEOPLE.office), WEEK)).body.items).to.deep.equal([]);
  });

  it('exports the ranking as it is seen, for a spreadsheet, and keeps a record of it', async () => {
    const students = '学号,姓名,系部,班级,年级,学籍状态,学生类别\n202155110101,新生,=1+1,215511,2021级,在读,\n';
    await world.importRoster({ students, effective: '2021-01-18' });
    await aWeek();
    const answer = await (await visit(PEOPLE.office)).open(`${PAGE}/ranking.csv?week=${WEEK}`);
    expect(answer.headers['content-disposition'])
      .to.contain('attachment')
      .and.to.contain('%E5%91%A8%E8%80%83%E6%A0%B8');
    const lines = answer.text.split('\r\n');
    expect(lines[0]).to.match(/^\ufeff?周,从,到,状态,名次,系部,得分,/);
    expect(lines[1]).to.equal('2021-W03,2021-01-21,2021-01-24,待确认,1,经管,38.89,4,2,2,0,0.5,2,4,0,4,0,0,0');
    expect(answer.text).to.contain(",'=1+1,").and.not.to.contain(',=1+1');
    const mine = await (await visit(PEOPLE.contact)).open(`${PAGE}/ranking.csv?week=${WEEK}`);
    expect(mine.text).to.contain('航制').and.not.to.contain('经管');
    const records = await world.database
      .knex('checkin_audit')
      .where({ action: 'assessment.export' })
      .orderBy('actor_no');
    expect(records.map(({ actor_no, detail }) => [actor_no, JSON.parse(detail)])).to.deep.equal([
      ['10020', { week: WEEK, rows: 1 }],
      ['10030', { week: WEEK, rows: 4 }],
    ]);
  });

  it('draws what an address says, and nothing that is no picture of ours', async () => {
    const office = await visit(PEOPLE.office);
    const draw = (query: string) => office.open(`${PAGE}/chart.svg?${query}`);
    const { status, headers, body } = await draw('days=4,5,6,7&missing=0,1,30,0&due=100,100,100,0&top=50');
    expect([status, headers['content-type']]).to.deep.equal([200, 'image/svg+xml; charset=utf-8']);
    const svg = body.toString();
    expect(svg)
      .to.contain('<svg xmlns')
      .and.to.contain('>30</text>')
      .and.to.contain('>—</text>')
      .and.to.contain('>50%<');
    expect(svg.match(/<rect /g)).to.have.length(2);
    for (const query of [
      '',
      'days=8&missing=1&due=1&top=5',
      'days=1&missing=1&due=1&top=0',
      'days=1&missing=<x>&due=1&top=5',
    ])
      expect((await draw(query)).status, query).to.equal(422);
    const odd = await draw('days=1,2&missing=5&due=0,0&top=5&dark=1');
    expect(odd.body.toString()).not.to.contain('NaN').and.not.to.contain('Infinity');
  });
});
