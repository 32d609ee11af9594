import { expect } from 'chai';
import { hiddenFields, Visitor } from '../support/visitor';
import { aReport, createWorld, PEOPLE } from '../support/world';

const ADMIN = '/staff/admin/campaigns';
const NEW = `${ADMIN}/-/new`;
const EDIT = `${ADMIN}/winter/edit`;
const FORM = `${ADMIN}/winter/form`;

/** What the notice says, as it is typed into the page. */
const NOTICE = {
  title: '寒假健康打卡',
  code: 'notice',
  startsOn: '2021-01-22',
  endsOn: '2021-03-18',
  trialUntil: '2021-01-24',
  instructions: '每天 0:00–24:00 反馈一次当天的健康状况。',
  briefDueAt: '10:00',
  retentionDays: '180',
  followUp: '198241',
  rows: '2',
  'x.0.category': '18级入伍士官生',
  'x.0.intake': '2018级',
  'x.1.status': '休学',
  preset: 'default',
};

type Fields = Record<string, string>;

/** The value of the field with a name, as it stands on a page. */
function fieldValue(page: string, name: string): string {
  const [, value = ''] = new RegExp(`name="${name}" value="([^"]*)"`).exec(page) ?? [];
  return value;
}

describe('the screens for campaigns, without JavaScript', () => {
  const world = createWorld();
  let office: Visitor;

  beforeEach(async () => {
    office = new Visitor(world);
    await office.enter(PEOPLE.office);
  });

  async function send(path: string, fields: Fields) {
    const page = await office.open(path);
    expect(page.status).to.equal(200);
    return office.send(page.text, path, fields);
  }

  /** Opens the editing page and sends it as it stands, with changes. */
  async function edit(changes: Fields, query = '') {
    const page = await office.open(EDIT + query);
    const names = ['title', 'code', 'startsOn', 'endsOn', 'trialUntil', 'briefDueAt', 'retentionDays', 'reason'];
    const fields: Fields = { instructions: '每天 0:00–24:00 反馈一次当天的健康状况。', followUp: '198241' };
    for (const name of names) {
      const [, value = ''] = new RegExp(`name="${name}" value="([^"]*)"`).exec(page.text) ?? [];
      fields[name] = value;
    }
    for (const rule of [0, 1])
      for (const key of ['category', 'intake']) fields[`x.${rule}.${key}`] = fieldValue(page.text, `x.${rule}.${key}`);
    return office.send(page.text, EDIT, { ...fields, 'x.1.status': '休学', action: 'preview', ...changes });
  }

  function audited() {
    return world.database.knex('checkin_audit').where({ action: 'campaign.apply', actor_no: '10030' }).first();
  }

  it("set up the notice's campaign from nothing, with a look at who is due", async () => {
    await world.reset(undefined);
    await world.database.knex('checkin_campaign').delete();
    office = new Visitor(world);
    await office.enter(PEOPLE.office);
    expect((await office.open(ADMIN)).text).to.contain('新建活动');
    const preview = await send(NEW, { ...NOTICE, action: 'preview' });
    expect(preview.status).to.equal(200);
    expect(preview.text).to.contain('要打卡的：5 人，3 个班').and.to.contain('2018 级、18级入伍士官生');
    expect(preview.text).to.contain('不打卡的：2 人').and.to.contain('名单里没有这样的人');
    expect((await office.open(ADMIN)).text).not.to.contain('寒假健康打卡');
    const made = await office.send(preview.text, NEW, { action: 'confirm' });
    expect(made.headers.location).to.equal(`${ADMIN}/notice?done=created`);
    const page = await office.open(`${ADMIN}/notice?done=created`);
    expect(page.text)
      .to.contain('活动建好了')
      .and.to.contain('未开始')
      .and.to.contain('198241')
      .and.to.contain('何老师');
    const entry = await audited();
    expect(entry).to.include({ campaign_code: 'notice' });
    expect(JSON.parse(entry.detail).after).to.deep.include({ title: '寒假健康打卡', followUp: ['198241'] });
  });

  it('say at the field what is wrong, and lose nothing that was typed', async () => {
    const typed = {
      ...NOTICE,
      title: '"><script>x</script>',
      endsOn: '2021-01-01',
      retentionDays: '很久',
      'x.0.intake': '?',
    };
    const answer = await send(NEW, { ...typed, action: 'preview' });
    expect(answer.status).to.equal(422);
    expect(answer.text).to.contain('href="#f-retentionDays"').and.to.contain('href="#x-0"');
    expect(answer.text).to.contain('&quot;&gt;&lt;script&gt;').and.not.to.contain('<script>x');
    expect(fieldValue(answer.text, 'retentionDays')).to.equal('很久');
    const late = await send(NEW, { ...NOTICE, endsOn: '2021-01-01', action: 'preview' });
    expect(late.text).to.contain('结束日期不能早于开始日期').and.to.contain('href="#f-endsOn"');
    const taken = await send(NEW, { ...NOTICE, code: 'winter', action: 'preview' });
    expect(taken.status).to.equal(422);
    expect(taken.text).to.contain('代码 winter 已经用过');
  });

  it('add and remove rows, keeping the others', async () => {
    const more = await send(NEW, { ...NOTICE, action: 'add-row' });
    expect(fieldValue(more.text, 'rows')).to.equal('3');
    expect(fieldValue(more.text, 'x.0.category')).to.equal('18级入伍士官生');
    const fewer = await send(NEW, { ...NOTICE, action: 'remove:0' });
    expect(fieldValue(fewer.text, 'rows')).to.equal('1');
    expect(fieldValue(fewer.text, 'x.0.category')).to.equal('');
  });

  it('change nothing when sent as they stand', async () => {
    expect((await edit({})).text)
      .to.contain('没有要改的')
      .and.not.to.contain('value="confirm"');
  });

  it('extend only with a reason, which stays on record with what was before', async () => {
    const refused = await edit({}, '?intent=extend');
    expect(refused.status).to.equal(422);
    expect(refused.text).to.contain('更改结束日期请写明原因').and.to.contain('href="#f-reason"');
    expect(fieldValue(refused.text, 'endsOn')).to.equal('2021-03-25');
    const preview = await edit({ reason: '推迟返校', approval: '学工〔2021〕3 号' }, '?intent=extend');
    expect(preview.text).to.contain('结束日期：2021-03-18 → 2021-03-25').and.to.contain('推迟返校');
    const done = await office.send(preview.text, EDIT, { action: 'confirm' });
    expect(done.headers.location).to.equal(`${ADMIN}/winter?done=changed`);
    const detail = JSON.parse((await audited()).detail);
    expect(detail).to.deep.include({ before: { endsOn: '2021-03-18' }, after: { endsOn: '2021-03-25' } });
    expect(detail).to.include({ reason: '推迟返校', approval: '学工〔2021〕3 号' });
  });

  it('show whom a changed rule concerns, before and after', async () => {
    const preview = await edit({ followUp: '198241、191112' });
    expect(preview.text).to.contain('改为线下跟进：191112 班').and.to.contain('不再打卡：191112 班');
    expect(preview.text).to.match(/要打卡的有 <strong class="num">4<\/strong> 人，改之前是 <span class="num">5</);
    await office.send(preview.text, EDIT, { action: 'confirm' });
    const page = await office.open(`${ADMIN}/winter`);
    expect(page.text).to.contain('4 人，2 个班').and.to.contain('191112 班');
  });

  it('do not overwrite what somebody else has changed meanwhile', async () => {
    const preview = await edit({ title: '我的改法' });
    const fields = hiddenFields(preview.text, EDIT);
    const other = await edit({ title: '别人的改法' });
    await office.send(other.text, EDIT, { action: 'confirm' });
    const late = await office.post(EDIT, { ...fields, action: 'confirm' });
    expect(late.status).to.equal(409);
    expect(late.text).to.contain('别人改过这个活动').and.to.contain('value="我的改法"');
    const again = await office.send(late.text, EDIT, {
      ...fields,
      mark: fieldValue(late.text, 'mark'),
      action: 'preview',
    });
    expect(again.text).to.contain('名称：别人的改法 → 我的改法');
  });

  it('let one of two who confirm at once through, and tell the other', async () => {
    const previews = [await edit({ title: '一' }), await edit({ followUp: '198241、191112' })];
    const answers = await Promise.all(previews.map(({ text }) => office.send(text, EDIT, { action: 'confirm' })));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([303, 409]);
    const created = await Promise.all(
      ['a', 'b'].map(async (title) => {
        const preview = await send(NEW, { ...NOTICE, title, action: 'preview' });
        return office.send(preview.text, NEW, { action: 'confirm' });
      }),
    );
    const outcomes = created.map(({ status }) => status).sort();
    expect(outcomes[0]).to.equal(303);
    expect(outcomes[1]).to.be.oneOf([409, 422]);
  });

  it('end early with a reason, the trial with it, and not before it has begun', async () => {
    world.setTime('2021-01-19');
    const page = await office.open(`${EDIT}?intent=end`);
    expect(fieldValue(page.text, 'endsOn')).to.equal('2021-01-19');
    expect(fieldValue(page.text, 'trialUntil')).to.equal('2021-01-19');
    const preview = await edit({ reason: '上级批准', approval: '校发〔2021〕9 号' }, '?intent=end');
    expect(preview.text).to.contain('结束日期：2021-03-18 → 2021-01-19').and.to.contain('校发〔2021〕9 号');
    await office.send(preview.text, EDIT, { action: 'confirm' });
    world.setTime('2021-01-20');
    expect((await office.open(`${ADMIN}/winter`)).text)
      .to.contain('已结束')
      .and.not.to.contain('提前结束');
    expect(fieldValue((await office.open(`${EDIT}?intent=extend`)).text, 'endsOn')).to.equal('2021-01-19');
    const late = await edit({ endsOn: '2021-03-01', reason: '后悔' });
    expect(late.status).to.equal(409);
    expect(late.text).to.contain('活动已经结束');
    await world.reset({ startsOn: '2021-02-01', trialUntil: null });
    expect((await office.open(`${ADMIN}/winter`)).text).not.to.contain('提前结束');
    expect(fieldValue((await office.open(`${EDIT}?intent=end`)).text, 'endsOn')).to.equal('2021-03-18');
  });

  it('show who has never used it, by class, while there is time', async () => {
    world.setTime('2021-01-19');
    await (await world.as(PEOPLE.wang)).submit(aReport());
    const trial = (await office.open(`${ADMIN}/winter`)).text;
    expect(trial).to.contain('正在试运行').and.to.contain('从未使用');
    expect(trial).to.match(/people\?state=never&(amp;)?class=191111"[^>]*>2</);
    expect(trial).to.match(/people\?state=never&(amp;)?class=191112"[^>]*>1</);
  });

  it('offer the words of the roster, and take what is typed in wide letters', async () => {
    const page = (await office.open(NEW)).text;
    expect(page).to.contain('<option value="18级入伍士官生">').and.to.contain('<option value="191112">');
    const preview = await send(NEW, { ...NOTICE, followUp: '１９８２４１，191112', action: 'preview' });
    expect(preview.text).to.contain('要打卡的：4 人').and.to.contain('198241 班');
  });

  it('refuse what is too long without losing it', async () => {
    const long = '很'.repeat(4001);
    const answer = await send(NEW, { ...NOTICE, instructions: long, followUp: '9'.repeat(65), action: 'preview' });
    expect(answer.status).to.equal(422);
    expect(answer.text).to.contain('打卡说明最多 4000 个字').and.to.contain(long).and.to.contain('href="#f-followUp"');
    const rows = await send(NEW, { ...NOTICE, rows: '1e9', action: 'preview' });
    expect(rows.status).to.equal(200);
    expect((await office.send((await office.open(NEW)).text, NEW, { title: '长'.repeat(1_000_000) })).status).to.equal(
      413,
    );
  });

  it('are closed to teachers, and to forms of another session', async () => {
    const teacher = new Visitor(world);
    await teacher.enter(PEOPLE.teacher);
    for (const path of [ADMIN, NEW, `${ADMIN}/winter`, EDIT, FORM]) {
      expect((await teacher.open(path)).status, path).to.equal(403);
    }
    for (const path of [NEW, EDIT, FORM]) {
      expect((await teacher.post(path, {})).status, path).to.equal(403);
      expect((await office.post(path, { ...NOTICE, action: 'confirm' })).status, path).to.equal(403);
    }
    expect((await office.open(`${ADMIN}/none`)).status).to.equal(404);
  });
});
