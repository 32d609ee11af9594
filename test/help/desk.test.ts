import { expect } from 'chai';
import { Visitor } from '../support/visitor';
import { createWorld, PEOPLE } from '../support/world';

const DESK = '/staff/admin/help';

describe('the help desk', () => {
  const world = createWorld();
  let office: Visitor;
  beforeEach(async () => {
    office = new Visitor(world);
    await office.enter(PEOPLE.office);
  });

  async function ask(fields: Record<string, string>): Promise<string> {
    const sent = await new Visitor(world).post('/help/report', { question: 'identity', ...fields });
    expect(sent.status).to.equal(303);
    world.advance(1000);
    return sent.headers.location?.split('/').pop() ?? '';
  }
  const list = async (query = '') => (await office.open(DESK + query)).text;
  const audit = (action: string) => world.database.knex('checkin_audit').where({ action });

  it('sees who asks for what, and whether the roster agrees', async () => {
    expect(await list()).to.contain('没有等着处理的求助');
    await ask({ telephone: '10200000011', name: '王 一', number: PEOPLE.wang.personNo, checks: '网络正常（90 毫秒）' });
    await ask({ telephone: '10200000012', name: '<b>李贰</b>', number: PEOPLE.li.personNo });
    await ask({ telephone: '10200000013', name: '谁', number: '2019111101' });
    const page = await list();
    expect(page).to.contain('href="tel:10200000011"').and.to.contain('与名单一致').and.to.contain('191111 班');
    expect(page).to.contain('名单里这个号码是“李二”').and.to.contain('名单里没有这个号码');
    expect(page).to.contain('网络正常（90 毫秒）').and.to.contain('&lt;b&gt;李贰').and.not.to.contain('<b>李贰');
    expect(page.indexOf('10200000011')).to.be.below(page.indexOf('10200000013'));
    expect((await office.open('/staff/admin')).text)
      .to.contain('帮助台')
      .and.to.contain('3 条');
  });

  it('knows who was signed in', async () => {
    const student = new Visitor(world);
    await student.enter(PEOPLE.wang);
    const form = (await student.open('/help/report?question=other')).text;
    await student.send(form, '/help/report', { words: '字太小' });
    expect(await list())
      .to.contain('已登录')
      .and.to.contain('王一')
      .and.to.contain('字太小');
    const [record] = await audit('help.read');
    expect(record).to.include({ actor_no: PEOPLE.office.personNo, people: 1 });
    const subjects = await world.database.knex('checkin_audit_subject').where({ audit_id: record.id });
    expect(subjects.map(({ person_no }) => person_no)).to.deep.equal([PEOPLE.wang.personNo]);
  });

  it('settles a request with a note, once, and takes that back', async () => {
    const receipt = await ask({ telephone: '10200000011', name: '王一', number: PEOPLE.wang.personNo });
    const page = await list();
    const settled = await office.send(page, DESK, { receipt, decision: 'settle', note: '电话里说清楚了' });
    expect(settled.headers.location).to.equal(`${DESK}?done=${receipt}`);
    const after = await list(`?done=${receipt}`);
    expect(after).to.contain('撤销').and.to.contain('没有等着处理的求助').and.not.to.contain('10200000011');
    expect((await new Visitor(world).open(`/help/sent/${receipt}`)).text).to.contain('帮助台已经处理');
    const late = await office.send(page, DESK, { receipt, decision: 'settle', note: '我也写了一句' });
    expect(late.status).to.equal(409);
    expect(late.text).to.contain('刚刚有人处理过').and.to.contain('我也写了一句');
    expect(await list('?state=settled'))
      .to.contain('电话里说清楚了')
      .and.to.contain('罗处长');
    expect((await office.send(after, DESK, { decision: 'reopen' })).status).to.equal(303);
    expect(await list())
      .to.contain('10200000011')
      .and.to.contain('电话里说清楚了');
    expect((await office.send(after, DESK, { decision: 'reopen' })).status).to.equal(409);
    const [{ note }] = await world.database.knex('checkin_help_request').select('note');
    expect(note).not.to.contain('电话');
    expect(await audit('help.settle')).to.have.length(2);
    expect(await list('').then(() => office.open('/staff/admin/audit')))
      .to.have.property('text')
      .that.contains('查看求助');
  });

  it('lets one of two settle a request', async () => {
    const receipt = await ask({ telephone: '10200000011', name: '王一', number: PEOPLE.wang.personNo });
    const page = await list();
    const both = await Promise.all(
      ['甲', '乙'].map((note) => office.send(page, DESK, { receipt, decision: 'settle', note })),
    );
    expect(both.map(({ status }) => status).sort()).to.deep.equal([303, 409]);
  });

  it('keeps a note that is too long, and refuses what no page sends', async () => {
    const receipt = await ask({ telephone: '10200000011', name: '王一', number: PEOPLE.wang.personNo });
    const page = await list();
    const long = await office.send(page, DESK, { receipt, decision: 'settle', note: '长'.repeat(501) });
    expect(long.status).to.equal(422);
    expect(long.text).to.contain('最多 500 个字').and.to.contain('长'.repeat(501));
    const refusals: [Record<string, string>, number][] = [
      [{ receipt: 'x', decision: 'settle' }, 422],
      [{ receipt, decision: 'burn' }, 422],
      [{ receipt: 'ABC-ABC-ABC-ABC', decision: 'settle' }, 409],
      [{ receipt, decision: 'settle', _csrf: 'no' }, 403],
    ];
    for (const [fields, status] of refusals) expect((await office.send(page, DESK, fields)).status).to.equal(status);
    for (const query of ['?state=x', '?cursor=x', '?done=x'])
      expect((await office.open(DESK + query)).status).to.equal(422);
  });

  it('is turned page by page', async () => {
    for (let index = 0; index < 21; index += 1)
      await ask({ telephone: `1020000${String(index).padStart(4, '0')}`, name: '谁', number: '1' });
    const first = await list();
    const [, next = ''] = /href="([^"]+)">更晚的/.exec(first) ?? [];
    const second = await list(next.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='));
    expect(first).to.contain('10200000019').and.not.to.contain('10200000020');
    expect(second).to.contain('10200000020').and.not.to.contain('10200000019');
  });

  it('is open to the student-affairs office alone', async () => {
    for (const who of [PEOPLE.teacher, PEOPLE.contact, PEOPLE.wang]) {
      const visitor = new Visitor(world);
      await visitor.enter(who);
      expect((await visitor.open(DESK)).status).to.equal(403);
      expect((await visitor.post(DESK, { receipt: 'ABC-ABC-ABC-ABC', decision: 'settle' })).status).to.equal(403);
    }
    expect((await new Visitor(world).open(DESK)).status).to.equal(401);
  });
});
