import { expect } from 'chai';
import { hiddenFields, Visitor } from '../support/visitor';
import { aReport, createWorld, PEOPLE, type Someone } from '../support/world';

const STAFF = '/staff/c/winter';
const callsOf = ({ personNo }: Someone) => `${STAFF}/calls/${personNo}`;

describe('telephone calls, without JavaScript', () => {
  const world = createWorld();

  const visit = (who: Someone) => Visitor.as(world, who);

  async function log(who: Someone, about: Someone, fields: Record<string, string>) {
    const visitor = await visit(who);
    const { text } = await visitor.open(callsOf(about));
    return visitor.send(text, callsOf(about), fields);
  }

  const audits = (action: string) =>
    world.database.knex('checkin_audit').where({ action }).orderBy('id').pluck('actor_no');

  it('have numbers to tap for the class’s own teachers alone, each look recorded', async () => {
    const teacher = await (await visit(PEOPLE.teacher)).open(callsOf(PEOPLE.wang));
    expect(teacher.text).to.contain('href="tel:10200000001"').and.to.contain('href="tel:10200000002"');
    const contact = await (await visit(PEOPLE.contact)).open(callsOf(PEOPLE.wang));
    expect(contact.text).to.contain('只给本班的班主任和辅导员看').and.not.to.contain('tel:');
    expect(await audits('contact.read')).to.deep.equal([PEOPLE.teacher.personNo]);
    const none = await (await visit(PEOPLE.teacher)).open(callsOf(PEOPLE.li));
    expect(none.text).to.contain('名单里没有这名学生的电话');
  });

  it('are logged, stand beside 未反馈, and never count as reported', async () => {
    const answer = await log(PEOPLE.teacher, PEOPLE.wang, { outcome: 'promised', note: ' 在外地，<b>晚上</b>补 ' });
    expect([answer.status, answer.headers.location]).to.deep.equal([303, `${callsOf(PEOPLE.wang)}?date=2021-01-21`]);
    const teacher = await visit(PEOPLE.teacher);
    for (const path of [`${STAFF}/chase`, `${STAFF}/people?state=unreported`])
      expect((await teacher.open(path)).text, path).to.match(/已电话联系：答应反馈/);
    const [row] = (
      await (await world.as(PEOPLE.teacher)).get('/api/campaigns/winter/students', { state: 'unreported' })
    ).body.items;
    expect(row).to.deep.include({ status: 'unreported' });
    expect(row.call).to.deep.equal({ outcome: 'promised', at: '2021-01-21T00:00:00.000Z', by: '林老师' });
    const { body } = await (await world.as(PEOPLE.teacher)).get('/api/campaigns/winter/statistics');
    expect(body.total).to.deep.include({ reported: 0, unreported: 3 });
    expect(await audits('call.log')).to.deep.equal([PEOPLE.teacher.personNo]);
  });

  it('are gone from the lists once there is a report', async () => {
    await log(PEOPLE.teacher, PEOPLE.wang, { outcome: 'reached' });
    await (await world.as(PEOPLE.wang)).submit(aReport());
    const { text } = await (await visit(PEOPLE.teacher)).open(`${STAFF}/people`);
    expect(text).not.to.contain('已电话联系');
  });

  it('that nobody answered are not taken for having been in touch', async () => {
    await log(PEOPLE.teacher, PEOPLE.wang, { outcome: 'unanswered' });
    const { text } = await (await visit(PEOPLE.teacher)).open(`${STAFF}/chase`);
    expect(text).to.contain('打过电话，没接通').and.not.to.contain('已电话联系');
  });

  it('keep what was written about them sealed, and show it on the person’s page, recorded', async () => {
    await log(PEOPLE.teacher, PEOPLE.wang, { outcome: 'unable', note: '手机坏了，<i>明天</i>修' });
    const [row] = await world.database.knex('checkin_call');
    expect(row.note).to.match(/^k1\./);
    expect(JSON.stringify(row)).not.to.contain('手机坏了');
    const { text } = await (await visit(PEOPLE.contact)).open(`${STAFF}/people/${PEOPLE.wang.personNo}`);
    expect(text).to.contain('手机坏了，&lt;i&gt;明天').and.to.contain('不能反馈').and.to.contain('班主任 林老师');
    expect(await audits('call.read')).to.deep.equal([PEOPLE.contact.personNo]);
  });

  it('are one, however often the form is sent', async () => {
    const visitor = await visit(PEOPLE.teacher);
    const { text } = await visitor.open(callsOf(PEOPLE.wang));
    for (const _ of [1, 2]) await visitor.send(text, callsOf(PEOPLE.wang), { outcome: 'reached' });
    expect(await world.database.knex('checkin_call')).to.have.length(1);
  });

  it('ask for what is missing at its field, and lose nothing that was typed', async () => {
    const nothing = await log(PEOPLE.teacher, PEOPLE.wang, { note: '打了三次' });
    expect(nothing.status).to.equal(422);
    expect(nothing.text).to.contain('请选择电话打得怎么样').and.to.contain('打了三次');
    const long = await log(PEOPLE.teacher, PEOPLE.wang, { outcome: 'reached', note: '长'.repeat(201) });
    expect(long.status).to.equal(422);
    expect(long.text)
      .to.contain('最多 200 个字')
      .and.to.contain('长长')
      .and.to.match(/value="reached" checked/);
    expect((await log(PEOPLE.teacher, PEOPLE.wang, { outcome: 'explode' })).status).to.equal(422);
    expect((await log(PEOPLE.teacher, PEOPLE.wang, { outcome: 'reached', id: '../x' })).status).to.equal(422);
    expect(await world.database.knex('checkin_call')).to.deep.equal([]);
  });

  it('go back to the list that they came from, and nowhere else', async () => {
    const visitor = await visit(PEOPLE.teacher);
    const { text } = await visitor.open(`${callsOf(PEOPLE.wang)}?from=chase%3Fdate%3D2021-01-21%26class%3D191111`);
    const fields = { ...hiddenFields(text, callsOf(PEOPLE.wang)), outcome: 'reached' };
    const back = await visitor.post(callsOf(PEOPLE.wang), fields);
    expect(back.headers.location).to.equal(`${STAFF}/chase?date=2021-01-21&class=191111`);
    const away = await visitor.post(callsOf(PEOPLE.wang), { ...fields, from: 'https://evil.example' });
    expect(away.status).to.equal(422);
  });

  it('are closed outside my scope, for days to come, and without the token of the page', async () => {
    const other = await visit(PEOPLE.otherTeacher);
    for (const who of [PEOPLE.wang, { ...PEOPLE.wang, personNo: '999' }, PEOPLE.teacher])
      expect((await other.open(callsOf(who))).status).to.equal(404);
    const teacher = await visit(PEOPLE.teacher);
    expect((await teacher.open(`${callsOf(PEOPLE.wang)}?date=2021-01-22`)).status).to.equal(404);
    const { text } = await teacher.open(callsOf(PEOPLE.wang));
    const { id } = hiddenFields(text, callsOf(PEOPLE.wang));
    expect((await teacher.post(callsOf(PEOPLE.wang), { id: id ?? '', outcome: 'reached' })).status).to.equal(403);
    expect((await (await visit(PEOPLE.wang)).open(callsOf(PEOPLE.wang))).status).to.equal(403);
  });

  it('about later days are not for whoever had the student before', async () => {
    world.setTime('2021-01-22');
    const students = '学号,姓名,系部,班级,年级,学籍状态,学生类别\n201911110101,王一,航制,191112,2019级,在读,\n';
    await world.importRoster({ students, effective: '2021-01-22' });
    await log(PEOPLE.otherTeacher, PEOPLE.wang, { outcome: 'reached', note: '新老师的话' });
    const old = await visit(PEOPLE.teacher);
    expect((await old.open(`${callsOf(PEOPLE.wang)}?date=2021-01-21`)).text).not.to.contain('新老师的话');
    expect((await old.open(`${STAFF}/people/${PEOPLE.wang.personNo}?date=2021-01-21`)).text).not.to.contain(
      '新老师的话',
    );
  });
});
