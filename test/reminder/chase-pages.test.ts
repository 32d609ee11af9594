import { expect } from 'chai';
import { createHostWorld } from '../notify/stand-in-host';
import { Visitor, wordsOf } from '../support/visitor';
import { aCampaign, aFever, aReport, PEOPLE, type Someone } from '../support/world';

const STAFF = '/staff/c/winter';
const CHASE = `${STAFF}/chase`;

describe('催办, without JavaScript', () => {
  const { host, world } = createHostWorld();

  const visit = (who: Someone) => Visitor.as(world, who);
  const look = async (who: Someone, path = CHASE) => (await visit(who)).open(path);
  const orderOf = (html: string, ...people: Someone[]) =>
    people.map(({ personNo }) => html.indexOf(`/people/${personNo}`));

  it('shows the most worrying first, and why', async () => {
    const { wang, li, zhao, qian } = PEOPLE;
    world.setTime('2021-01-19');
    for (const who of [wang, zhao]) await (await world.as(who)).submit(aReport());
    await (await world.as(li)).submit(aFever());
    world.setTime('2021-01-20');
    await (await world.as(zhao)).submit(aReport());
    world.setTime('2021-01-21');
    const { text } = await look(PEOPLE.contact);
    const order = orderOf(text, li, qian, wang, zhao);
    expect(order)
      .to.deep.equal([...order].sort((a, b) => a - b))
      .and.not.to.include(-1);
    expect(wordsOf(text)).to.match(
      /之前有异常 李二 191111 班 1月19日 待审核 前一天也未反馈 .*连续未反馈 钱四 191112 班 从未反馈，已经 3 天 .*王一 191111 班 前一天也未反馈 .*其他未反馈 赵三·木拉提/,
    );
    await (await world.as(PEOPLE.teacher)).decide('confirm', li, { date: '2021-01-19' });
    expect(wordsOf((await look(PEOPLE.teacher)).text)).to.contain('异常跟进中 1月19日 已核实异常');
  });

  it('counts no day on which nothing was due', async () => {
    const exclude = [{ class: '198241' }, { class: '191112' }];
    await world.reset({ exclude, followUp: ['198241'] });
    world.setTime('2021-01-20');
    await world.apply(aCampaign({ exclude: [{ class: '198241' }] }));
    world.setTime('2021-01-21');
    const { text } = await look(PEOPLE.otherTeacher);
    expect(wordsOf(text)).to.match(/钱四 191112 班 从未反馈，已经 1 天/);
  });

  it('reminds all of a scope or a class in one tap, and says how it went', async () => {
    const contact = await visit(PEOPLE.contact);
    const { text } = await contact.open(`${CHASE}?class=191111`);
    expect(wordsOf(text)).to.contain('提醒 191111 班 3 人');
    const sent = await contact.send(text, CHASE, {});
    expect(sent.status).to.equal(303);
    expect(sent.headers.location).to.match(
      /^\/staff\/c\/winter\/chase\?date=2021-01-21&class=191111&sent=[0-9a-z]{25}$/,
    );
    const after = await contact.open(sent.headers.location as string);
    expect(wordsOf(after.text)).to.contain('提醒 3 人，送达 3 人。').and.to.contain('今天提醒过 1 次，08:00');
    expect(wordsOf(after.text)).to.contain('都在 1 小时内提醒过').and.to.contain('高主任 · 门户消息');
    const all = await contact.open(CHASE);
    expect(wordsOf(all.text)).to.contain('提醒这 1 人').and.to.contain('另有 3 人刚提醒过');
    // The same form once more, by a double tap: nobody is sent a second one.
    const again = await contact.send(text, CHASE, {});
    expect(wordsOf((await contact.open(again.headers.location as string)).text)).to.contain('这 3 人不久前都提醒过');
    expect(host.calls).to.have.length(1);
  });

  it('says what did not get there, and to whom in my scope a reminder went', async () => {
    host.answer = ({ people }) => ({ body: { delivered: people.slice(1), failed: people.slice(0, 1) } });
    await (await world.as(PEOPLE.contact)).post('/api/campaigns/winter/reminders', { date: world.today });
    expect(wordsOf((await look(PEOPLE.contact)).text)).to.contain('提醒 4 人，送达 3 人，没送到 1 人');
    expect(wordsOf((await look(PEOPLE.teacher)).text)).to.contain('提醒 3 人，送达 2 人，没送到 1 人');
    expect(wordsOf((await look(PEOPLE.otherTeacher)).text)).to.contain('提醒 1 人，送达 1 人');
    await world.database.knex('checkin_reminder').update({ state: 'sending' });
    expect(wordsOf((await look(PEOPLE.teacher)).text)).to.contain('正在提醒 3 人');
    world.advance(11 * 60_000);
    expect(wordsOf((await look(PEOPLE.teacher)).text)).to.contain('提醒 3 人，结果不明');
  });

  it('takes no reminder without the token of the page, and none out of scope', async () => {
    const teacher = await visit(PEOPLE.teacher);
    const { text } = await teacher.open(CHASE);
    expect((await teacher.post(CHASE, { date: world.today })).status).to.equal(403);
    expect((await teacher.send(text, CHASE, { class: '191112' })).status).to.equal(404);
    expect((await look(PEOPLE.wang)).status).to.equal(403);
    expect(host.calls).to.deep.equal([]);
  });

  it('gives names to copy, and keeps to what may still be filled in', async () => {
    await (await world.as(PEOPLE.wang)).submit(aReport());
    await (await world.as(PEOPLE.teacher)).decide('return', PEOPLE.wang, { note: '重填' });
    world.setTime('2021-01-22');
    const today = await look(PEOPLE.teacher);
    expect(today.text).to.contain('寒假健康打卡 1月22日 未反馈 3 人\n191111（3人）：王一、李二');
    const yesterday = await look(PEOPLE.teacher, `${CHASE}?date=2021-01-21`);
    expect(wordsOf(yesterday.text)).to.contain('1 人被退回、还没重填').and.to.contain('不能补交');
    expect(yesterday.text).to.contain('王一').and.not.to.contain('李二');
    const before = await look(PEOPLE.teacher, `${CHASE}?date=2021-01-20`);
    expect(wordsOf(before.text)).to.contain('没有被退回、还没重填的');
  });

  it('has a kind word where nobody is missing, and before the first day', async () => {
    for (const who of [PEOPLE.wang, PEOPLE.li, PEOPLE.zhao]) await (await world.as(who)).submit(aReport());
    expect(wordsOf((await look(PEOPLE.teacher)).text)).to.contain('都反馈了，不用催');
    world.setTime('2021-01-10');
    const early = await look(PEOPLE.teacher);
    expect([early.status, wordsOf(early.text).includes('从 1月18日 周一 开始')]).to.deep.equal([200, true]);
  });

  it('is where the lists of those who are missing lead', async () => {
    expect((await look(PEOPLE.teacher, STAFF)).text).to.contain('/chase?date=2021-01-21');
    const list = await look(PEOPLE.contact, `${STAFF}/people?state=unreported&class=191111`);
    expect(list.text).to.contain('/chase?date=2021-01-21&amp;class=191111');
  });

  it('records of whom it said more than that they are missing', async () => {
    world.setTime('2021-01-20');
    await (await world.as(PEOPLE.li)).submit(aFever());
    world.setTime('2021-01-21');
    await look(PEOPLE.teacher);
    const subjects = await world.database
      .knex('checkin_audit_subject as s')
      .join('checkin_audit as a', 'a.id', 's.audit_id')
      .where('a.action', 'report.read')
      .pluck('s.person_no');
    expect(subjects).to.deep.equal([PEOPLE.li.personNo]);
  });

  describe('of more people than can be put in order', () => {
    it('lists those who were abnormal, and asks to choose a part for the others', async () => {
      const rows = Array.from(
        { length: 3_100 },
        (_, index) => `3019${String(index).padStart(8, '0')},学生,旅管,193311,2019级,在读,`,
      );
      const students = ['学号,姓名,系部,班级,年级,学籍状态,学生类别', ...rows, ''].join('\n');
      await world.importRoster({ students, effective: '2020-09-01' });
      world.setTime('2021-01-20');
      await (await world.as(PEOPLE.sun)).submit(aFever());
      world.setTime('2021-01-21');
      const { text } = await look(PEOPLE.office);
      const words = wordsOf(text);
      expect(words)
        .to.contain('人数太多')
        .and.to.contain('另外 3104 人')
        .and.to.contain('旅管 3100')
        .and.to.contain('孙五');
      expect(text.match(/class="c-item"/g)).to.have.length(1);
    });
  });
});
