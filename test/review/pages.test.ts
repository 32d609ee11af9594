import { expect } from 'chai';
import { Visitor } from '../support/visitor';
import { aFever, aReport, createWorld, PEOPLE, type Someone } from '../support/world';

const STAFF = '/staff/c/winter';
const REVIEWS = `${STAFF}/reviews`;

describe('待审核, without JavaScript', () => {
  const world = createWorld();
  let teacher: Visitor;

  const visit = (who: Someone) => Visitor.as(world, who);

  beforeEach(async () => {
    await (await world.as(PEOPLE.wang)).submit(aFever());
    world.advance(60_000);
    await (await world.as(PEOPLE.li)).submit(aReport({ highRiskArea: true, highRiskPlaces: '"><script>x</script>' }));
    teacher = await visit(PEOPLE.teacher);
  });

  const nameOf = (who: Someone, revision = 1) => `${world.today}/${revision}/${who.personNo}`;

  async function send(visitor: Visitor, fields: Record<string, string | string[]>, path = REVIEWS) {
    const { text } = await visitor.open(REVIEWS);
    const csrf = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
    return visitor.post(path, { _csrf: csrf, ...fields });
  }

  async function statusOf(who: Someone): Promise<string> {
    const path = `/api/campaigns/winter/reports/${who.personNo}/${world.today}/history`;
    return (await (await world.as(who)).get(path)).body.status;
  }

  it('shows what waits, oldest first, why, and yesterday beside today', async () => {
    world.setTime('2021-01-22');
    await (await world.as(PEOPLE.wang)).submit(aFever({ temperature: 38.1 }));
    const { text } = await (await visit(PEOPLE.teacher)).open(`${REVIEWS}?date=2021-01-22`);
    expect(text).to.contain('38.6 ℃').and.to.contain('38.1 ℃').and.to.contain('−0.5');
    expect(text).to.contain('体温高于 37.3 ℃').and.to.contain('有身体症状');
    const all = (await (await visit(PEOPLE.teacher)).open(REVIEWS)).text;
    expect(all.indexOf('王一')).to.be.lessThan(all.indexOf('李二'));
    expect(all).to.contain('昨天').and.not.to.contain('<script>x');
  });

  it('belongs to those alone who have the class', async () => {
    const other = await visit(PEOPLE.otherTeacher);
    expect((await other.open(REVIEWS)).text)
      .to.contain('都处理完了')
      .and.not.to.contain('王一');
    await (await world.as(PEOPLE.qian)).submit(aFever());
    const answer = await send(other, { decision: 'confirm', report: nameOf(PEOPLE.wang) });
    expect(answer.text).to.contain('1 份没有处理').and.to.contain('不在您的管辖范围内');
    expect(answer.status).to.equal(200);
    expect(answer.text).not.to.contain('王一');
    expect(await statusOf(PEOPLE.wang)).to.equal('pending');
  });

  it('takes no decision without the token of this very page', async () => {
    const fields = { decision: 'confirm', report: nameOf(PEOPLE.wang) };
    expect((await teacher.post(REVIEWS, fields)).status).to.equal(403);
    expect((await teacher.post(REVIEWS, { ...fields, _csrf: 'made-up' })).status).to.equal(403);
    expect(await statusOf(PEOPLE.wang)).to.equal('pending');
  });

  it('decides one, shows the next, and takes it back', async () => {
    const { text } = await teacher.open(REVIEWS);
    const decided = await teacher.send(text, REVIEWS, {
      form: 'one',
      report: nameOf(PEOPLE.wang),
      decision: 'confirm',
    });
    expect(decided.status).to.equal(200);
    expect(decided.text).to.match(/已处理：核实<\/strong> 王一/);
    expect(decided.text).to.contain('data-item="').and.to.contain('李二');
    expect(await statusOf(PEOPLE.wang)).to.equal('confirmed');
    const undone = await send(teacher, { decision: 'reopen', report: nameOf(PEOPLE.wang) });
    expect(undone.text).to.match(/已处理：撤回处理<\/strong> 王一/);
    expect(await statusOf(PEOPLE.wang)).to.equal('pending');
  });

  it('decides many at once', async () => {
    const report = [nameOf(PEOPLE.wang), nameOf(PEOPLE.li)];
    const answer = await send(teacher, { form: 'many', decision: 'clear', report });
    expect(answer.text).to.contain('都处理完了');
    for (const who of [PEOPLE.wang, PEOPLE.li]) expect(await statusOf(who)).to.equal('cleared');
    const tab = await teacher.open(`${REVIEWS}?status=cleared`);
    expect(tab.text).to.contain('撤回处理').and.to.contain('班主任 林老师');
  });

  it('sends back with a ready-made reason, its own words, or both', async () => {
    const cases: { fields: Record<string, string>; note: string }[] = [
      { fields: { reason: '请重新测量体温后填写' }, note: '请重新测量体温后填写' },
      { fields: { note: ' 请打电话给我 ' }, note: '请打电话给我' },
      { fields: { reason: '填写有误，请重新填写', note: '症状没选' }, note: '填写有误，请重新填写；症状没选' },
      {
        fields: { reason: '填写有误，请重新填写', note: '填写有误，请重新填写。症状没选' },
        note: '填写有误，请重新填写。症状没选',
      },
    ];
    for (const { fields, note } of cases) {
      await send(teacher, { form: 'one', decision: 'return', report: nameOf(PEOPLE.wang), ...fields });
      const mine = await (await world.as(PEOPLE.wang)).get('/api/campaigns/winter/reports/mine', { from: world.today });
      expect(mine.body.items[0].review.note).to.equal(note);
      await send(teacher, { decision: 'reopen', report: nameOf(PEOPLE.wang) });
    }
  });

  it('asks for the reason of a return at its field, and keeps what was chosen and typed', async () => {
    const one = await send(teacher, { form: 'one', decision: 'return', report: nameOf(PEOPLE.wang), note: '  ' });
    expect(one.status).to.equal(422);
    expect(one.text).to.contain('退回时请写明原因').and.to.contain('aria-invalid="true"');
    const report = [nameOf(PEOPLE.wang), nameOf(PEOPLE.li)];
    const many = await send(teacher, { form: 'many', decision: 'return', report, note: '' });
    expect(many.status).to.equal(422);
    expect(many.text.match(/name="report"[^>]* checked/g)).to.have.length(2);
    const long = await send(teacher, { form: 'many', decision: 'return', report, note: `<b>${'长'.repeat(500)}` });
    expect(long.status).to.equal(422);
    expect(long.text).to.contain('&lt;b&gt;长长').and.not.to.contain('<b>长');
    const nobody = await send(teacher, { form: 'many', decision: 'confirm', note: '写了一半' });
    expect(nobody.status).to.equal(422);
    expect(nobody.text).to.contain('请先勾选').and.to.contain('写了一半');
    expect(await statusOf(PEOPLE.wang)).to.equal('pending');
  });

  it('tells the second of two reviewers, report by report', async () => {
    const contact = await visit(PEOPLE.contact);
    await send(contact, { decision: 'confirm', report: nameOf(PEOPLE.wang) });
    const report = [nameOf(PEOPLE.wang), nameOf(PEOPLE.li)];
    const answer = await send(teacher, { form: 'many', decision: 'clear', report });
    expect(answer.text).to.contain('1 份没有处理').and.to.contain('现在是“已核实”');
    expect(await statusOf(PEOPLE.wang)).to.equal('confirmed');
    expect(await statusOf(PEOPLE.li)).to.equal('cleared');
  });

  it('decides nothing that was filled in again meanwhile', async () => {
    await send(teacher, { decision: 'return', note: '重填', report: nameOf(PEOPLE.wang) });
    await (await world.as(PEOPLE.wang)).submit(aFever({ temperature: 37.5 }));
    const answer = await send(teacher, { decision: 'confirm', report: nameOf(PEOPLE.wang) });
    expect(answer.text).to.contain('学生已重新提交');
    expect(await statusOf(PEOPLE.wang)).to.equal('pending');
  });

  it('answers a script in JSON, and refuses what cannot be read', async () => {
    const { text } = await teacher.open(REVIEWS);
    const csrf = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const ask = (fields: Record<string, string>) =>
      teacher.post(REVIEWS, { _csrf: csrf, ...fields }).set('Accept', 'application/json');
    const done = await ask({ decision: 'confirm', report: nameOf(PEOPLE.wang) });
    expect(done.body.outcomes).to.deep.include({ decision: 'confirm', canUndo: true, refused: [] });
    expect(done.body.outcomes.done[0]).to.include({ name: '王一', status: 'confirmed', value: nameOf(PEOPLE.wang) });
    expect((await ask({ decision: 'return', report: nameOf(PEOPLE.li) })).status).to.equal(422);
    for (const report of ['x', '2021-02-30/1/1', '2021-01-21/0/1', '2021-01-21/1/'])
      expect((await ask({ decision: 'confirm', report })).status).to.equal(422);
    expect((await ask({ decision: 'explode', report: nameOf(PEOPLE.li) })).status).to.equal(422);
  });

  describe('one person', () => {
    const WANG = `${STAFF}/people/${PEOPLE.wang.personNo}`;

    it('shows every revision beside the one before, and what was decided', async () => {
      await send(teacher, { decision: 'return', note: '<i>再量一次</i>', report: nameOf(PEOPLE.wang) });
      await (await world.as(PEOPLE.wang)).submit(aReport({ temperature: 36.6 }));
      const { text } = await teacher.open(WANG);
      expect(text).to.contain('第 1 次').and.to.contain('第 2 次').and.to.contain('−2').and.to.contain('有变化');
      expect(text).to.contain('&lt;i&gt;再量一次').and.to.contain('班主任 林老师').and.not.to.contain('<i>再');
    });

    it('calls a day without a report missing, and says why nobody waits for one', async () => {
      const office = await visit(PEOPLE.office);
      const missing = await teacher.open(`${STAFF}/people/${PEOPLE.zhao.personNo}?date=2021-01-20`);
      expect(missing.text).to.contain('<span class="tag tag-plain">未反馈</span>').and.to.contain('这一天没有反馈');
      const today = await teacher.open(`${STAFF}/people/${PEOPLE.zhao.personNo}`);
      expect(today.text).to.contain('未反馈').and.not.to.contain('待反馈');
      const exempt = await office.open(`${STAFF}/people/${PEOPLE.cadet.personNo}`);
      expect(exempt.text).to.contain('免打卡').and.to.contain('18级入伍士官生').and.not.to.contain('这一天没有反馈');
    });

    it('gives telephone numbers to the class’s own teachers alone, and keeps a record', async () => {
      const phones = (text: string) => text.match(/href="tel:102\d+"/g)?.length ?? 0;
      expect(phones((await teacher.open(WANG)).text)).to.equal(2);
      const contact = await visit(PEOPLE.contact);
      expect(phones((await contact.open(WANG)).text)).to.equal(0);
      const rows = await world.database.knex('checkin_audit').where({ action: 'contact.read' }).pluck('actor_no');
      expect(rows).to.deep.equal([PEOPLE.teacher.personNo]);
      const read = await world.database.knex('checkin_audit').where({ action: 'report.history' }).pluck('actor_no');
      expect(read).to.have.members([PEOPLE.teacher.personNo, PEOPLE.contact.personNo]);
    });

    it('is not there outside my scope', async () => {
      const other = await visit(PEOPLE.otherTeacher);
      for (const path of [WANG, `${STAFF}/people/999`, `${STAFF}/people/${PEOPLE.teacher.personNo}`])
        expect((await other.open(path)).status).to.equal(404);
      expect((await other.open(`${WANG}?date=2021-01-20`)).status).to.equal(404);
      expect((await teacher.open(`${WANG}?date=2021-01-25`)).status).to.equal(404);
    });

    it('who has moved is seen by the old teacher on the old days, by the new one on all', async () => {
      world.setTime('2021-01-22');
      await world.importRoster({
        students:
          '学号,姓名,系部,班级,年级,学籍状态,学生类别,联系电话,家长电话\n201911110101,王一,航制,191112,2019级,在读,,,\n',
        effective: '2021-01-22',
      });
      const old = await visit(PEOPLE.teacher);
      const then = await old.open(`${WANG}?date=2021-01-21`);
      expect(then.text).to.contain('38.6 ℃').and.to.contain('现在 191112 班').and.not.to.contain('href="tel:');
      expect((await old.open(`${WANG}?date=2021-01-22`)).status).to.equal(404);
      const present = await visit(PEOPLE.otherTeacher);
      expect((await present.open(`${WANG}?date=2021-01-21`)).text).to.contain('38.6 ℃');
    });

    it('is decided from the page, which stays', async () => {
      const { text } = await teacher.open(WANG);
      const done = await teacher.send(text, REVIEWS, { decision: 'clear' });
      expect(done.status).to.equal(200);
      expect(done.text).to.contain('已处理：无异常').and.to.contain('每天的情况').and.to.contain('撤回处理');
      const wrong = await teacher.send(done.text, REVIEWS, {
        form: 'one',
        report: nameOf(PEOPLE.wang),
        person: PEOPLE.wang.personNo,
        decision: 'return',
        note: '',
      });
      expect(wrong.status).to.equal(422);
      expect(wrong.text).to.contain('退回时请写明原因').and.to.contain('每天的情况');
    });
  });
});
