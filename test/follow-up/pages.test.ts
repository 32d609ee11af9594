import { expect } from 'chai';
import { hiddenFields, Visitor } from '../support/visitor';
import { createWorld, PEOPLE, type Someone } from '../support/world';

const PAGE = '/staff/c/winter/follow-ups';
const DAY = '2021-01-21';
const ONE = `${PAGE}?date=${DAY}&class=198241`;
/** As it stands on the page. */
const SHOWN = ONE.replace(/&/g, '&amp;');
const NINE: Someone = { personNo: '201982410102', type: 'student', name: '郑九' };
const HEAD = '学号,姓名,系部,班级,年级,学籍状态,学生类别,联系电话,家长电话\n';
const CLASS = `${HEAD}201982410102,郑九,航修,198241,2019级,在读,,10200000003,10200000004
201982410103,冯十,航修,198241,2019级,休学,,,
201982420101,陈末,航修,198242,2019级,在读,,,
`;
const CAMPAIGN = {
  exclude: [{ class: '198241' }, { class: '198242' }, { status: '休学' }],
  followUp: ['198241', '198242'],
};

describe('线下跟进, without JavaScript', () => {
  const world = createWorld();
  let teacher: Visitor;

  const visit = (who: Someone) => Visitor.as(world, who);

  beforeEach(async () => {
    await world.reset(CAMPAIGN);
    await world.importRoster({ students: CLASS, effective: '2020-09-01' });
    teacher = await visit(PEOPLE.otherTeacher);
  });

  /** Sends the form of a class as it is on the page, with the given fields. */
  async function save(visitor: Visitor, fields: Record<string, string | string[]>, date = DAY) {
    const path = `${PAGE}?date=${date}&class=198241`;
    const { text } = await visitor.open(path);
    const csrf = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const revision = /name="revision" value="(\d+)"/.exec(text)?.[1] ?? '';
    return visitor.post(path, { _csrf: csrf, revision, ...fields });
  }
  const entered = async () => {
    const client = await world.as(PEOPLE.otherTeacher);
    return (await client.get(`/api/campaigns/winter/follow-ups/${DAY}/198241`)).body;
  };

  it('gives the day as a file, a class a row, with figures and no names', async () => {
    await save(teacher, { reached: '201982410102', abnormal: '201982410102', 'note.201982410102': '咳嗽' });
    const { text, headers } = await (await visit(PEOPLE.office)).open(`${PAGE}.csv?date=${DAY}`);
    expect(headers['content-type']).to.contain('text/csv');
    const [heading, ...rows] = text.replace('\ufeff', '').trim().split('\r\n');
    expect(heading).to.equal('日期,系部,班级,应了解,已了解,异常,谁填的,填写时间');
    expect(rows.map((row) => row.split(',').slice(0, 4).join())).to.deep.equal([
      `${DAY},航修,198241,2`,
      `${DAY},航修,198242,1`,
    ]);
    expect(text).not.to.contain('郑九').and.not.to.contain('咳嗽');
    expect(await world.database.knex('checkin_audit').where({ action: 'follow-up.export' })).to.have.lengthOf(1);
  });

  it('opens the one class of its teacher at once: all reached, nobody abnormal', async () => {
    const { text } = await teacher.open(PAGE);
    expect(text).to.contain('198241 班线下跟进').and.to.contain('还没填').and.to.contain('共 2 人');
    expect(text).to.contain('name="headcount" type="text" inputmode="numeric" autocomplete="off" value="2"');
    expect(text)
      .to.contain('郑九')
      .and.to.contain('休学，不计入')
      .and.not.to.match(/type="checkbox"[^>]* checked/);
    const sent = await teacher.post(ONE, { ...hiddenFields(text, SHOWN), headcount: '2', remark: '' });
    expect(sent.status, sent.text.slice(0, 300)).to.equal(303);
    const saved = (await teacher.open(sent.headers.location ?? '')).text;
    expect(saved).to.contain('已保存').and.to.contain('2/2').and.to.contain('没有异常').and.to.contain('何老师');
  });

  it('enters who is abnormal, and leads on to looking after them', async () => {
    const sent = await save(teacher, {
      headcount: '１',
      abnormal: [NINE.personNo, PEOPLE.offApp.personNo],
      [`note-${NINE.personNo}`]: '<b>38.2 ℃</b>',
      'note-201982410103': '没有勾选',
      remark: ' 一人没联系上 ',
    });
    expect(sent.status).to.equal(303);
    expect(await entered()).to.deep.include({ headcount: 1, note: '一人没联系上', revision: 1 });
    const { text } = await teacher.open(sent.headers.location ?? '');
    expect(text).to.contain('异常 2 人').and.to.contain('&lt;b&gt;38.2 ℃').and.not.to.contain('<b>38');
    expect(text.match(/type="checkbox"[^>]* checked/g)).to.have.length(2);
    const opened = await teacher.send(text, '/staff/c/winter/cases', {});
    expect(opened.status).to.equal(303);
    const again = await teacher.open(`${PAGE}?date=${DAY}`);
    expect(again.text).to.contain('看异常跟进').and.to.contain('开始异常跟进');
    await save(teacher, { headcount: '2', remark: '' });
    const later = (await teacher.open(PAGE)).text;
    expect(later).to.contain('以前填过的 1 次').and.to.contain('郑九：&lt;b&gt;38.2').and.to.contain('一人没联系上');
  });

  it('gives back what was typed, with what is wrong at its field', async () => {
    const fields = { headcount: '3', abnormal: NINE.personNo, [`note-${NINE.personNo}`]: '发热', remark: '写了一半' };
    const many = await save(teacher, fields);
    expect(many.status).to.equal(422);
    expect(many.text)
      .to.contain('不能多于应了解的 2 人')
      .and.to.match(/id="headcount"[^>]* aria-invalid="true"/);
    expect(many.text).to.contain('写了一半').and.to.contain('value="发热"').and.to.contain('value="3"');
    expect((await save(teacher, { headcount: '两个', remark: '' })).text).to.contain('应当是整数');
    const long = await save(teacher, { headcount: '2', remark: '长'.repeat(501) });
    expect(long.text).to.match(/id="remark"[^>]* aria-invalid="true"/);
    expect((await entered()).revision).to.equal(0);
    expect((await teacher.post(`${PAGE}?date=${DAY}&class=198241`, { headcount: '2' })).status).to.equal(403);
  });

  it('tells whoever has not seen what another entered meanwhile, and keeps both', async () => {
    await (await world.as(PEOPLE.office)).put(`/api/campaigns/winter/follow-ups/${DAY}/198241`, { headcount: 1 });
    const blind = await save(teacher, { revision: '0', headcount: '2', remark: '我这边都好' });
    expect(blind.status).to.equal(409);
    expect(blind.text).to.contain('罗处长刚刚填过').and.to.contain('我这边都好');
    const knowing = await teacher.post(ONE, {
      ...hiddenFields(blind.text, SHOWN),
      headcount: '2',
      remark: '我这边都好',
    });
    expect(knowing.status).to.equal(303);
    expect(await entered()).to.include({ headcount: 2, revision: 2 });
  });

  it('shows department and school who has been entered, and the days that nobody was', async () => {
    await save(teacher, { headcount: '2', remark: '' });
    await save(teacher, { headcount: '1', remark: '' }, '2021-01-19');
    const office = await visit(PEOPLE.office);
    const { text } = await office.open(PAGE);
    expect(text).to.contain('还有 1 个班没填').and.to.contain('198241 班').and.to.contain('198242 班');
    expect(text.match(/class="s-chip num"/g)).to.have.length(5);
    expect((await office.open(`${PAGE}?date=2021-01-19`)).text).to.contain('没了解全');
    const late = await office.open(`${PAGE}?date=2021-01-20&class=198242`);
    expect(late.text).to.contain('还没填的日子').and.to.contain('各班</a>');
    expect((await office.open(`${PAGE}?date=2031-01-20`)).text).to.contain('1月21日');
  });

  it('is in the bar for those alone who have such a class, and closed to everybody else', async () => {
    const path = `${PAGE}?date=${DAY}&class=198241`;
    for (const who of [PEOPLE.teacher, PEOPLE.contact]) {
      const visitor = await visit(who);
      expect((await visitor.open('/staff/c/winter')).text, who.name).not.to.contain('线下跟进</a>');
      expect((await visitor.open(PAGE)).text).to.contain('没有要线下跟进的班级');
      expect((await visitor.open(path)).status).to.equal(404);
      const { text } = await visitor.open('/staff/c/winter/reviews');
      const csrf = /name="_csrf" value="([^"]+)"/.exec(text)?.[1];
      expect(csrf).to.equal(undefined);
    }
    for (const who of [PEOPLE.otherTeacher, PEOPLE.office])
      expect((await (await visit(who)).open('/staff/c/winter')).text).to.contain('线下跟进</a>');
    expect((await teacher.open(`${PAGE}?date=${DAY}&class=191112`)).status).to.equal(409);
    expect((await save(teacher, { headcount: '2', remark: '' }, '2021-01-22')).status).to.be.oneOf([403, 409]);
    expect((await (await visit(PEOPLE.offApp)).open(PAGE)).status).to.equal(403);
  });

  it('gives telephone numbers to the class’s own teachers alone, and keeps a record', async () => {
    const phones = async (who: Someone) =>
      (await (await visit(who)).open(`${PAGE}?class=198241`)).text.match(/href="tel:102\d+"/g)?.length ?? 0;
    expect(await phones(PEOPLE.otherTeacher)).to.equal(2);
    expect(await phones(PEOPLE.office)).to.equal(0);
    const audit = world.database.knex('checkin_audit').where({ action: 'contact.read' });
    expect(await audit.pluck('actor_no')).to.deep.equal([PEOPLE.otherTeacher.personNo]);
    world.setTime('2021-01-22');
    await world.importRoster({ students: `${HEAD}201982410102,郑九,航制,191111,2019级,在读,,10200000003,\n` });
    const past = await (await visit(PEOPLE.otherTeacher)).open(`${PAGE}?date=${DAY}`);
    expect(past.text).to.contain('郑九').and.not.to.contain('href="tel:102');
  });
});
