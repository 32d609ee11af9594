import { expect } from 'chai';
import { createWorld, PEOPLE } from '../support/world';
import { answer, areWell, confirm, objectionsTo, objectTo } from './week-calls';

const WEEK = '2021-W03';
const TEXT = '1月22日停电，有 2 人无法提交，请核实。';

describe('objections to a week', () => {
  const world = createWorld();

  beforeEach(async () => {
    await areWell(world, '2021-01-21', [PEOPLE.wang, PEOPLE.sun]);
    world.setTime('2021-01-25', '10:00');
  });

  const made = { text: TEXT, at: '2021-01-25T02:00:00.000Z', by: { personNo: '10020', name: '高主任' } };

  it("are made by the department's contact, listed, and answered once by the office", async () => {
    const [contact, office] = [await world.as(PEOPLE.contact), await world.as(PEOPLE.office)];
    const { status, body } = await objectTo(contact, WEEK, '航制', ` ${TEXT}\n`);
    expect(status).to.equal(201);
    expect(body).to.deep.equal({ id: body.id, department: { code: '航制', name: '航制' }, ...made, answer: null });
    expect((await objectionsTo(office, WEEK)).body).to.deep.equal({ items: [body], nextCursor: null });
    world.setTime('2021-01-25', '15:30');
    const answered = await answer(office, WEEK, body.id, '已向供电部门核实，不改分。');
    expect(answered.status).to.equal(201);
    expect(answered.body.answer).to.deep.equal({
      text: '已向供电部门核实，不改分。',
      at: '2021-01-25T07:30:00.000Z',
      by: { personNo: '10030', name: '罗处长' },
    });
    expect((await objectionsTo(contact, WEEK)).body.items).to.deep.equal([answered.body]);
    expect((await answer(office, WEEK, body.id, '改了主意')).status).to.equal(409);
    const actions = await world.database.knex('checkin_audit').where('action', 'like', 'assessment.%').orderBy('id');
    expect(actions.map(({ actor_no, action }) => [actor_no, action])).to.deep.equal([
      ['10020', 'assessment.object'],
      ['10030', 'assessment.answer'],
    ]);
  });

  it('change no figure, and may come after the week is confirmed', async () => {
    const { body } = await confirm(await world.as(PEOPLE.office), WEEK);
    expect((await objectTo(await world.as(PEOPLE.contact), WEEK, '航制', TEXT)).status).to.equal(201);
    const { body: after } = await (await world.as(PEOPLE.office)).get(`/api/campaigns/winter/assessments/${WEEK}`);
    expect(after).to.deep.equal(body);
  });

  it('wait for their answer before the next one, also where two come at once', async () => {
    const [contact, office] = [await world.as(PEOPLE.contact), await world.as(PEOPLE.office)];
    const both = await Promise.all(['一', '二'].map((text) => objectTo(contact, WEEK, '航制', text)));
    expect(both.map(({ status }) => status).sort()).to.deep.equal([201, 409]);
    const [first] = (await objectionsTo(office, WEEK)).body.items;
    expect((await objectTo(contact, WEEK, '航制', '三')).body.detail).to.contain('还没有答复');
    await answer(office, WEEK, first.id, '知道了');
    expect((await objectTo(contact, WEEK, '航制', '三')).status).to.equal(201);
    const page = await contact.get(`/api/campaigns/winter/assessments/${WEEK}/objections`, { limit: 1 });
    const cursor = page.body.nextCursor;
    const next = await contact.get(`/api/campaigns/winter/assessments/${WEEK}/objections`, { limit: 1, cursor });
    expect([page, next].map(({ body }) => body.items[0].text)).to.deep.equal([first.text, '三']);
  });

  it('are refused from others, for others, while the week runs, and without a word', async () => {
    const contact = await world.as(PEOPLE.contact);
    for (const who of [PEOPLE.teacher, PEOPLE.office, PEOPLE.wang])
      expect((await objectTo(await world.as(who), WEEK, '航制', TEXT)).status, who.name).to.equal(403);
    for (const department of ['经管', '没有的系', "航制'"])
      expect((await objectTo(contact, WEEK, department, TEXT)).status).to.equal(404);
    expect((await objectTo(contact, '2021-W04', '航制', TEXT)).status).to.equal(409);
    expect((await objectTo(contact, '2021-W05', '航制', TEXT)).status).to.equal(404);
    for (const text of ['', ' \n', '长'.repeat(1001)]) {
      const { status, body } = await objectTo(contact, WEEK, '航制', text);
      expect([status, body.errors[0].pointer]).to.deep.equal([422, '/text']);
    }
    expect((await objectionsTo(await world.as(PEOPLE.office), WEEK)).body.items).to.deep.equal([]);
  });

  it('are answered by the office alone, where there are any', async () => {
    const contact = await world.as(PEOPLE.contact);
    const { body } = await objectTo(contact, WEEK, '航制', TEXT);
    expect((await answer(contact, WEEK, body.id, '同意')).status).to.equal(403);
    const office = await world.as(PEOPLE.office);
    expect((await answer(office, '2021-W04', body.id, '别的一周')).status).to.equal(404);
    for (const id of [0, -1, 1.5, 999_999_999, Number.NaN])
      expect((await answer(office, WEEK, id, '没有')).status, String(id)).to.equal(404);
  });

  it('are seen within a scope, and by nobody who holds the database alone', async () => {
    const contact = await world.as(PEOPLE.contact);
    const { body } = await objectTo(contact, WEEK, '航制', TEXT);
    await answer(await world.as(PEOPLE.office), WEEK, body.id, '已核实');
    expect((await objectionsTo(await world.as(PEOPLE.teacher), WEEK)).body.items).to.deep.equal([]);
    const staff = '工号,姓名,职责,管辖范围\n10020,高主任,系部负责人,经管\n';
    await world.importRoster({ staff, effective: '2021-01-25' });
    expect((await objectionsTo(await world.as(PEOPLE.contact), WEEK)).body.items).to.deep.equal([]);
    const row = await world.database.knex('checkin_objection').first();
    for (const words of ['停电', '已核实']) expect(JSON.stringify(row)).not.to.contain(words);
  });
});
