import { expect } from 'chai';
import { Visitor } from '../support/visitor';
import { aFever, aReport, createWorld, PEOPLE, type Someone } from '../support/world';

const CASES = '/staff/c/winter/cases';

describe('异常跟进, without JavaScript', () => {
  const world = createWorld();
  let teacher: Visitor;
  let id: number;

  const visit = (who: Someone) => Visitor.as(world, who);
  const one = () => `${CASES}/${id}`;

  beforeEach(async () => {
    await (await world.as(PEOPLE.wang)).submit(aFever({ note: '<i>着凉</i>' }));
    teacher = await visit(PEOPLE.teacher);
    const queue = (await teacher.open('/staff/c/winter/reviews')).text;
    const report = `2021-01-21/1/${PEOPLE.wang.personNo}`;
    const done = await teacher.send(queue, '/staff/c/winter/reviews', { form: 'one', report, decision: 'confirm' });
    id = Number(/href="\/staff\/c\/winter\/cases\/(\d+)">看跟进/.exec(done.text)?.[1]);
  });

  async function send(what: string, fields: Record<string, string>, visitor = teacher) {
    const { text } = await visitor.open(one());
    const csrf = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
    return visitor.post(`${one()}/${what}`, { _csrf: csrf, ...fields });
  }

  it('lists the open cases by age, counts them in the bar, and points out those that nobody writes in', async () => {
    expect(id).to.be.above(0);
    const { text } = await teacher.open(CASES);
    expect(text).to.contain('王一').and.to.contain('第 1 天').and.to.contain('还没有写过记录');
    expect(text).to.contain('data-count="cases">1<').and.not.to.contain('天没有记录');
    world.setTime('2021-01-23');
    const later = (await (await visit(PEOPLE.teacher)).open(CASES)).text;
    expect(later).to.contain('第 3 天').and.to.contain('2 天没有记录');
    expect((await (await visit(PEOPLE.otherTeacher)).open(CASES)).text).to.contain('现在没有要跟进的学生');
  });

  it('gives them as a file, those of the reader’s scope alone, on record', async () => {
    await send('notes', { step: 'hospital', note: '=县医院' });
    const { text, headers } = await teacher.open(`${CASES}.csv`);
    expect(headers['content-disposition']).to.match(/^attachment; filename="cases-2021-01-21\.csv"/);
    const [heading, row, ...others] = text.replace('\ufeff', '').trim().split('\r\n');
    expect(heading).to.match(/^学号,姓名,系部,班级,开始日期,第几天,去向,结果,/);
    expect(row).to.match(/^201911110101,王一,航制,191111,2021-01-21,1,送医,,'=县医院,2021-01-21 \d\d:\d\d,林老师,$/);
    expect(others).to.deep.equal([]);
    expect((await teacher.open(CASES)).text).to.contain('href="/staff/c/winter/cases.csv"');
    expect((await teacher.open(`${CASES}.csv?state=closed`)).text.trim().split('\r\n')).to.have.lengthOf(1);
    const elsewhere = await (await visit(PEOPLE.otherTeacher)).open(`${CASES}.csv`);
    expect(elsewhere.text).not.to.contain('王一');
    const records = await world.database.knex('checkin_audit').where({ action: 'case.export' }).orderBy('people');
    expect(records.map(({ people }) => people)).to.deep.equal([0, 0, 1]);
  });

  it('tells the story in order, the last thing first', async () => {
    world.advance(60_000);
    await send('notes', { step: 'hospital', note: '<b>县医院</b>' });
    world.setTime('2021-01-22');
    await (await world.as(PEOPLE.wang)).submit(aReport({ temperature: 37.1 }));
    const contact = await visit(PEOPLE.contact);
    const { text } = await contact.open(one());
    const places = ['37.1 ℃', '送医', '&lt;b&gt;县医院', '核实1月21日的反馈', '38.6 ℃'].map((word) =>
      text.indexOf(word, text.indexOf('经过')),
    );
    expect(places).to.deep.equal([...places].sort((a, b) => a - b));
    expect(Math.min(...places)).to.be.above(0);
    expect(text).to.contain('&lt;i&gt;着凉').and.to.contain('班主任 林老师').and.not.to.contain('<b>县');
    expect(text).not.to.contain('href="tel:');
  });

  it('writes, closes, takes that back, and keeps what was typed on a refusal', async () => {
    const nothing = await send('notes', { step: '', note: '  ' });
    expect(nothing.status).to.equal(422);
    expect(nothing.text).to.contain('请写今天的情况');
    const long = await send('notes', { step: 'home', note: '长'.repeat(501) });
    expect(long.status).to.equal(422);
    expect(long.text)
      .to.contain('长长长')
      .and.to.match(/value="home" checked/);
    const noted = await send('notes', { step: 'home', note: '退烧了' });
    expect(noted.headers.location).to.equal(`${one()}?done=noted`);
    const other = await send('close', { outcome: 'other', note: '' });
    expect(other.status).to.equal(422);
    expect(other.text)
      .to.match(/<details[^>]* open/)
      .and.to.match(/value="other" required checked/);
    const ended = await send('close', { outcome: 'recovered', note: '三天不烧' });
    const page = (await teacher.open(ended.headers.location ?? '')).text;
    expect(page)
      .to.contain('已结束跟进')
      .and.to.contain('撤销')
      .and.to.contain('已康复')
      .and.not.to.contain('今天的情况');
    expect((await teacher.open(CASES)).text)
      .to.contain('已结束的')
      .and.to.contain('三天不烧');
    const undone = await teacher.send(page, `${one()}/reopen`, {});
    const open = (await teacher.open(undone.headers.location ?? '')).text;
    expect(open).to.contain('已重新跟进').and.to.contain('今天的情况').and.to.contain('点错了，撤销结束');
    const closedAgain = await teacher.send(open, `${one()}/close`, {});
    expect((await teacher.open(closedAgain.headers.location ?? '')).text).to.contain('已康复');
  });

  it('keeps the note of whoever writes in a case that was closed meanwhile', async () => {
    await (await world.as(PEOPLE.contact)).post(`/api${one().slice(6).replace('/c/', '/campaigns/')}/close`, {
      outcome: 'harmless',
    });
    const late = await send('notes', { step: '', note: '又烧起来了' });
    expect(late.status).to.equal(409);
    expect(late.text).to.contain('已经结束').and.to.contain('又烧起来了').and.to.contain('重新跟进');
  });

  it('is not there outside the scope, and takes no form without its token', async () => {
    const other = await visit(PEOPLE.otherTeacher);
    for (const path of [one(), `${CASES}/999`, `${CASES}/x`]) expect((await other.open(path)).status).to.equal(404);
    for (const what of ['notes', 'close', 'reopen'])
      expect((await teacher.post(`${one()}/${what}`, { note: 'x', outcome: 'recovered' })).status).to.equal(403);
    expect((await teacher.post(CASES, { studentNo: PEOPLE.wang.personNo, note: 'x' })).status).to.equal(403);
    expect((await (await visit(PEOPLE.wang)).open(CASES)).status).to.equal(403);
  });

  it('is found from the person, who is found from it; numbers are for the own teachers', async () => {
    const person = `/staff/c/winter/people/${PEOPLE.wang.personNo}`;
    expect((await teacher.open(person)).text).to.contain(`href="${one()}">异常跟进中`);
    const page = (await teacher.open(one())).text;
    expect(page).to.contain(`${person}?from=cases%2F${id}`).and.to.contain('href="tel:10200000001"');
    const back = await teacher.open(`${person}?from=cases%2F${id}`);
    expect(back.text).to.contain(`href="${one()}"`).and.to.contain('</span> 异常跟进</a>');
    const actions = await world.database.knex('checkin_audit').where('actor_no', '10011').pluck('action');
    expect(actions).to.include('case.read').and.to.include('contact.read');
    world.setTime('2021-01-22');
    await world.importRoster({
      students: '学号,姓名,系部,班级,年级,学籍状态,学生类别\n201911110101,王一,航制,191112,2019级,在读,\n',
    });
    const past = await (await visit(PEOPLE.teacher)).open(one());
    expect(past.text).to.contain('38.6 ℃').and.not.to.contain('href="tel:102');
    const present = await (await visit(PEOPLE.otherTeacher)).open(person);
    expect(present.text).to.contain('异常跟进中');
  });
});
