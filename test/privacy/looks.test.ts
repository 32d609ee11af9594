import { expect } from 'chai';
import { exported, follow } from '../export/export-world';
import { Visitor } from '../support/visitor';
import { aFever, aReport, type Client, createWorld, PEOPLE, type Someone } from '../support/world';

const WINTER = '/api/campaigns/winter';

interface LookShown {
  at: string;
  by: { name: string; duty: string };
  kind: string;
  words: string;
  date: string | null;
  people: number;
}

describe('who looked at my data', () => {
  const world = createWorld();
  let teacher: Client;

  beforeEach(async () => {
    await (await world.as(PEOPLE.wang)).submit(aFever());
    await (await world.as(PEOPLE.li)).submit(aReport());
    teacher = await world.as(PEOPLE.teacher);
  });

  async function looksAt(who: Someone): Promise<LookShown[]> {
    return (await (await world.as(who)).get('/api/me/looks')).body.items;
  }
  const kinds = async (who: Someone) => (await looksAt(who)).map(({ kind }) => kind);

  it('is nobody at first, and a look at oneself is none', async () => {
    const wang = await world.as(PEOPLE.wang);
    await wang.get(`${WINTER}/reports/mine`);
    await wang.get(`${WINTER}/reports/${PEOPLE.wang.personNo}/${world.today}/history`);
    const { body } = await wang.get('/api/me/looks');
    expect(body).to.deep.equal({ items: [], nextCursor: null });
    const visitor = new Visitor(world);
    await visitor.enter(PEOPLE.wang);
    expect((await visitor.open('/privacy')).text).to.contain('还没有人看过');
  });

  it('is told by duty and name, what, which day and when', async () => {
    await teacher.get(`${WINTER}/reports/${PEOPLE.wang.personNo}/${world.today}/history`);
    expect(await looksAt(PEOPLE.wang)).to.deep.equal([
      {
        at: '2021-01-21T00:00:00.000Z',
        by: { name: '林老师', duty: '班主任' },
        kind: 'detail',
        words: '看了填报和处理记录',
        campaign: 'winter',
        date: '2021-01-21',
        people: 1,
      },
    ]);
    expect(await looksAt(PEOPLE.li)).to.deep.equal([]);
  });

  it('counts each of those whose answers a list shows, and nobody whose name alone it shows', async () => {
    await teacher.get(`${WINTER}/students`, { date: world.today });
    for (const who of [PEOPLE.wang, PEOPLE.li])
      expect((await looksAt(who)).map(({ kind, people }) => [kind, people])).to.deep.equal([['list', 2]]);
    expect(await looksAt(PEOPLE.zhao)).to.deep.equal([]);
    await teacher.get(`${WINTER}/students`, { date: world.today, state: 'unreported' });
    await teacher.get(`${WINTER}/statistics`, { date: world.today });
    expect(await looksAt(PEOPLE.zhao)).to.deep.equal([]);
    expect(await looksAt(PEOPLE.li)).to.have.length(1);
  });

  it('holds decisions and care', async () => {
    await teacher.decide('confirm', PEOPLE.wang);
    world.advance(1000);
    const { body } = await teacher.get(`${WINTER}/cases`);
    world.advance(1000);
    await teacher.post(`${WINTER}/cases/${body.items[0].id}/notes`, { note: '已联系' });
    expect(await kinds(PEOPLE.wang)).to.deep.equal(['care', 'care', 'review']);
    expect(await looksAt(PEOPLE.li)).to.deep.equal([]);
  });

  it('holds pages: the telephone number that only the own teacher sees', async () => {
    const open = async (who: Someone) => {
      const visitor = new Visitor(world);
      await visitor.enter(who);
      expect((await visitor.open(`/staff/c/winter/people/${PEOPLE.wang.personNo}`)).status).to.equal(200);
    };
    await open(PEOPLE.contact);
    expect(await kinds(PEOPLE.wang)).to.deep.equal(['detail']);
    await open(PEOPLE.teacher);
    expect((await kinds(PEOPLE.wang)).sort()).to.deep.equal(['contact', 'detail', 'detail']);
  });

  it('holds a file by those whose answers are in it, and each use of its link', async () => {
    const { downloadUrl } = await exported(teacher);
    expect(await kinds(PEOPLE.wang)).to.deep.equal(['export']);
    expect((await looksAt(PEOPLE.li))[0]).to.deep.include({ by: { name: '林老师', duty: '班主任' }, people: 3 });
    expect(await looksAt(PEOPLE.zhao), 'is in the file without a report').to.deep.equal([]);
    world.advance(60_000);
    await follow(world, downloadUrl);
    const [used] = await looksAt(PEOPLE.wang);
    expect(used).to.deep.include({ by: { name: '下载链接', duty: '' }, words: '下载了导出的文件' });
    expect(await looksAt(PEOPLE.zhao)).to.deep.equal([]);
    const office = new Visitor(world);
    await office.enter(PEOPLE.office);
    const trail = (await office.open(`/staff/admin/audit?subject=${PEOPLE.wang.personNo}&action=export.download`)).text;
    expect(trail).to.contain('下载链接');
    await exported(teacher, { state: 'unreported' });
    expect(await looksAt(PEOPLE.zhao)).to.deep.equal([]);
  });

  it('tells the duty of the day of the look', async () => {
    await teacher.get(`${WINTER}/reviews`);
    const staff = '工号,姓名,职责,管辖范围\n10011,林老师,辅导员,航制\n';
    await world.importRoster({ staff, effective: '2021-01-22' });
    world.setTime('2021-01-22');
    await (await world.as(PEOPLE.teacher)).get(`${WINTER}/reviews`);
    expect((await looksAt(PEOPLE.wang)).map(({ by }) => by.duty)).to.deep.equal(['辅导员', '班主任']);
  });

  it('is paged, the latest first, and names no other student', async () => {
    for (let minute = 0; minute < 33; minute += 1) {
      world.advance(60_000);
      const date = minute % 2 ? world.today : '2021-01-20';
      await teacher.get(`${WINTER}/reports/${PEOPLE.wang.personNo}/${date}/history`);
      await teacher.get(`${WINTER}/students`, { date: world.today, q: minute % 2 ? '王' : '' });
    }
    const wang = await world.as(PEOPLE.wang);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await wang.get('/api/me/looks', { limit: 20, cursor });
      seen.push(...body.items.map(({ at }: LookShown) => at));
      cursor = body.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).to.have.length(49);
    expect(seen).to.deep.equal([...seen].sort().reverse());
    const visitor = new Visitor(world);
    await visitor.enter(PEOPLE.wang);
    const first = (await visitor.open('/privacy')).text;
    expect(first).to.contain('班主任 林老师').and.to.contain('更早的').and.to.contain('同时看到的一共 2 人');
    expect(first).not.to.contain(PEOPLE.li.name).and.not.to.contain(PEOPLE.li.personNo);
    const [, next = ''] = first.match(/href="(\?[^"]*)#looks">更早的/) ?? [];
    const second = (await visitor.open(`/privacy${next.replace('&#x3D;', '=')}`)).text;
    expect(second).to.contain('回到最近的').and.not.to.contain('更早的');
    expect((await visitor.open('/privacy?cursor=odd')).status).to.equal(422);
  });

  it('is for students, each of themselves', async () => {
    expect((await teacher.get('/api/me/looks')).status).to.equal(403);
    expect((await teacher.get('/api/me/looks', { subject: PEOPLE.wang.personNo })).status).to.equal(403);
  });

  it('stands beside what is kept: names from the roster, days and until when, and no number', async () => {
    const visitor = new Visitor(world);
    await visitor.enter(PEOPLE.wang);
    const page = (await visitor.open('/privacy')).text.replace(/\s+/g, ' ');
    expect(page).to.contain('航制，191111 班，联系电话，家长电话').and.not.to.contain('10200000001');
    expect(page).to.contain('1 天的填报').and.to.contain('1月21日的到 2021年7月21日 周三 删除');
    world.setTime('2021-07-20');
    const last = new Visitor(world);
    await last.enter(PEOPLE.wang);
    expect((await last.open('/privacy')).text).to.contain('1 天的填报');
    world.setTime('2021-07-21');
    await world.checkin.jobs.tick();
    const over = new Visitor(world);
    await over.enter(PEOPLE.wang);
    expect((await over.open('/privacy')).text).to.contain('还没有保存的填报');
    const mine = await (await world.as(PEOPLE.wang)).get(`${WINTER}/reports/mine`, {
      from: '2021-01-21',
      to: '2021-01-21',
    });
    expect(mine.body.items[0].erased).to.equal(true);
  });
});
