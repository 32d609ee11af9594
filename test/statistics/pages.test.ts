import { expect } from 'chai';
import { Visitor, wordsOf } from '../support/visitor';
import { aFever, aReport, createWorld, PEOPLE, type Someone } from '../support/world';

const STAFF = '/staff/c/winter';

describe('打卡情况统计, without JavaScript', () => {
  const world = createWorld();

  const visit = (who: Someone) => Visitor.as(world, who);

  async function page(who: Someone, path: string) {
    const answer = await (await visit(who)).open(path);
    return { status: answer.status, text: answer.text, words: wordsOf(answer.text) };
  }

  async function audits(action: string) {
    const rows: { actor_no: string; people: number }[] = await world.database
      .knex('checkin_audit')
      .where({ action })
      .select('actor_no', 'people');
    return rows.map(({ actor_no, people }) => ({ actor_no, people: Number(people) }));
  }

  describe('the entry', () => {
    it('leads to the campaign that runs, or to the latest one', async () => {
      await world.apply({ ...anotherCampaign(), code: 'spring', startsOn: '2021-03-20', endsOn: '2021-04-20' });
      const teacher = await visit(PEOPLE.teacher);
      expect((await teacher.open('/staff')).headers.location).to.equal(STAFF);
      world.setTime('2021-05-01');
      expect((await (await visit(PEOPLE.teacher)).open('/staff')).headers.location).to.equal('/staff/c/spring');
    });

    it('offers the other campaigns', async () => {
      await world.apply({ ...anotherCampaign(), code: 'spring', title: '<b>春季</b>', startsOn: '2021-03-20' });
      const { text } = await page(PEOPLE.teacher, STAFF);
      expect(text).to.contain('href="/staff/c/spring"').and.to.contain('&lt;b&gt;春季').and.not.to.contain('<b>春季');
    });

    it('says whom to ask where somebody is responsible for nobody', async () => {
      await world.importRoster({
        staff: '工号,姓名,职责,管辖范围\n10011,林老师,班主任,191111\n',
        effective: '2021-01-21',
        retireMissing: true,
      });
      for (const path of ['/staff', STAFF]) {
        const { words } = await page(PEOPLE.contact, path);
        expect(words).to.contain('学工处').and.to.contain('000-1234');
      }
    });

    it('has a word for a school without a campaign', async () => {
      for (const table of ['checkin_audience', 'checkin_form_version', 'checkin_campaign'])
        await world.database.knex(table).delete();
      expect((await page(PEOPLE.office, '/staff')).words).to.contain('还没有打卡活动');
    });

    it('is closed to students', async () => {
      for (const path of ['/staff', STAFF, `${STAFF}/people`, `${STAFF}/names`, `${STAFF}/reviews`])
        expect((await page(PEOPLE.wang, path)).status).to.equal(403);
    });
  });

  function anotherCampaign() {
    return {
      code: 'spring',
      title: '春季打卡',
      startsOn: '2021-03-20',
      endsOn: '2021-04-20',
      instructions: '每天一次',
    };
  }

  describe('the figures', () => {
    it('are those of my scope, each a door to its people', async () => {
      await (await world.as(PEOPLE.wang)).submit(aFever());
      const { words, text } = await page(PEOPLE.teacher, STAFF);
      expect(words).to.contain('191111 班').and.to.contain('1月21日 周四').and.to.contain('截至 08:00');
      expect(words).to.match(/应打卡 3 .*已反馈 1 .*未反馈 2 .*待审核 1 .*完成率 33\.3%/);
      expect(words).to.contain('免打卡 0').and.to.contain('从未使用 2');
      expect(text).not.to.contain('191112');
      expect(text).to.contain('state=reported&amp;status=pending');
    });

    it('agree with the lists that they open', async () => {
      await (await world.as(PEOPLE.wang)).submit(aFever());
      await (await world.as(PEOPLE.li)).submit(aReport());
      await (await world.as(PEOPLE.teacher)).decide('return', PEOPLE.li, { note: '请重填' });
      const doors: [string, number][] = [
        ['state=due', 5],
        ['state=reported', 1],
        ['state=unreported', 4],
        ['state=reported&status=pending', 1],
        ['state=unreported&status=returned', 1],
        ['state=exempt', 2],
        ['state=never', 3],
      ];
      for (const [query, people] of doors)
        expect((await page(PEOPLE.office, `${STAFF}/people?${query}`)).words, query).to.contain(`共 ${people} 人`);
    });

    it('stand by department first for the whole school, and a department opens its classes', async () => {
      const { text, words } = await page(PEOPLE.office, STAFF);
      expect(words).to.contain('全校').and.to.contain('各系部 3');
      expect(text).to.contain('by=class&amp;department=%E8%88%AA%E5%88%B6');
      const opened = await page(PEOPLE.office, `${STAFF}?by=class&department=${encodeURIComponent('航制')}`);
      expect(opened.words).to.contain('各班 2').and.to.contain('应打卡 4').and.not.to.contain('192211');
    });

    it('come worst first, or by name', async () => {
      await (await world.as(PEOPLE.wang)).submit(aReport());
      const order = (text: string) => [...text.matchAll(/class="s-name"><a[^>]*>(\d+)/g)].map(([, code]) => code);
      expect(order((await page(PEOPLE.contact, STAFF)).text)).to.deep.equal(['191112', '191111']);
      expect(order((await page(PEOPLE.contact, `${STAFF}?sort=name`)).text)).to.deep.equal(['191111', '191112']);
    });

    it('name a class that is followed up outside the app', async () => {
      const { words } = await page(PEOPLE.otherTeacher, STAFF);
      expect(words)
        .to.contain('198241 航修 线下跟进')
        .and.to.match(/应打卡 1 .*免打卡 2/);
    });

    it('say so where nobody has to report', async () => {
      const staff = '工号,姓名,职责,管辖范围\n10012,何老师,班主任,198241\n';
      await world.importRoster({ staff, effective: world.today });
      const { words } = await page(PEOPLE.otherTeacher, STAFF);
      expect(words)
        .to.contain('都免打卡')
        .and.to.match(/应打卡 0 .*完成率 —/)
        .and.not.to.contain('按名称');
      expect((await page(PEOPLE.teacher, STAFF)).words).not.to.contain('都免打卡');
    });

    it('compare a running day with yesterday by the same time, a past one with the day before', async () => {
      world.setTime('2021-01-20', '07:30');
      await (await world.as(PEOPLE.wang)).submit(aReport());
      world.setTime('2021-01-20', '21:00');
      for (const who of [PEOPLE.li, PEOPLE.zhao]) await (await world.as(who)).submit(aReport());
      world.setTime('2021-01-21', '08:00');
      await (await world.as(PEOPLE.wang)).submit(aReport());
      await (await world.as(PEOPLE.li)).submit(aReport());
      expect((await page(PEOPLE.teacher, STAFF)).words).to.contain('比昨天此时 +1');
      world.setTime('2021-01-22', '08:00');
      expect((await page(PEOPLE.teacher, `${STAFF}?date=2021-01-21`)).words).to.contain('比前一天 −1');
    });

    it('say when it is early, when a day is on trial, and before the campaign', async () => {
      world.setTime('2021-01-20', '05:59');
      const early = await page(PEOPLE.teacher, STAFF);
      expect(early.words).to.contain('时间还早，多数人还没有填').and.to.contain('试运行');
      world.setTime('2021-01-21', '06:00');
      const later = await page(PEOPLE.teacher, STAFF);
      expect(later.words).not.to.contain('时间还早').and.not.to.contain('试运行');
      world.setTime('2021-01-10');
      expect((await page(PEOPLE.teacher, STAFF)).words).to.contain('从 1月18日 周一 开始');
    });

    it('keep to the days of the campaign until today', async () => {
      const { text } = await page(PEOPLE.teacher, `${STAFF}?date=2021-02-20`);
      expect(text).to.contain('value="2021-01-21" min="2021-01-18" max="2021-01-21"').and.not.to.contain('后一天');
      const first = await page(PEOPLE.teacher, `${STAFF}?date=2020-01-01`);
      expect(first.text).to.contain('value="2021-01-18"').and.not.to.contain('aria-label="前一天"');
    });

    it('give the missing as a text to paste', async () => {
      await (await world.as(PEOPLE.li)).submit(aReport());
      const { text } = await page(PEOPLE.contact, STAFF);
      const wanted = '寒假健康打卡 1月21日 未反馈 3 人\n191111（2人）：王一、赵三·木拉提\n191112（1人）：钱四';
      expect(text).to.contain(wanted);
      const names = await page(PEOPLE.contact, `${STAFF}/names?state=unreported`);
      expect(names.text).to.contain(wanted);
      expect(await audits('report.read')).to.deep.equal([]);
    });
  });

  describe('the people behind a figure', () => {
    it('show what was answered in words, and leave a record of who read it', async () => {
      await (await world.as(PEOPLE.wang)).submit(aFever({ note: '"><script>x</script>' }));
      const { words, text } = await page(PEOPLE.teacher, `${STAFF}/people?state=reported`);
      expect(words).to.contain('已反馈 · 1月21日 周四').and.to.contain('体温高于 37.3 ℃').and.to.contain('38.6 ℃');
      expect(words).to.contain('身体症状 发热').and.to.contain('四川省 成都市 龙泉驿区').and.to.contain('08:00');
      expect(text).not.to.contain('<script>x');
      expect(await audits('report.read')).to.deep.equal([{ actor_no: PEOPLE.teacher.personNo, people: 1 }]);
    });

    it('leave no record where nothing about health is shown', async () => {
      const { words } = await page(PEOPLE.teacher, `${STAFF}/people?state=unreported`);
      expect(words).to.contain('未反馈').and.to.contain('王一');
      expect(await audits('report.read')).to.deep.equal([]);
    });

    it('say why somebody is exempt', async () => {
      const { words } = await page(PEOPLE.otherTeacher, `${STAFF}/people?state=exempt`);
      expect(words).to.contain('班主任线下跟进').and.to.contain('18级入伍士官生');
    });

    it('are those of my scope alone, whatever the address asks for', async () => {
      for (const query of ['class=191111', `department=${encodeURIComponent('航制')}`, 'q=王一', '']) {
        const { status, text } = await page(PEOPLE.otherTeacher, `${STAFF}/people?${query}`);
        expect(status).to.equal(200);
        expect(text).not.to.contain('201911110101');
      }
      const names = await page(PEOPLE.otherTeacher, `${STAFF}/names?class=191111`);
      expect(names.text).not.to.contain('王一');
    });

    it('are found by a part of the name or number, taken literally', async () => {
      const found = async (q: string) => {
        const { words } = await page(PEOPLE.office, `${STAFF}/people?q=${encodeURIComponent(q)}`);
        return /共 (\d+) 人/.exec(words)?.[1];
      };
      expect(await found('王')).to.equal('1');
      expect(await found('木拉提')).to.equal('1');
      expect(await found('20191111')).to.equal('3');
      for (const nothing of ['%', '_', "'", '"', '\\', "' or 1=1 --", '<b>'])
        expect(await found(nothing)).to.equal('0');
      const { text } = await page(PEOPLE.office, `${STAFF}/people?q=${encodeURIComponent('"><b>')}`);
      expect(text).to.contain('value="&quot;&gt;&lt;b&gt;"').and.not.to.contain('"><b>');
    });

    it('come in pages that name each once, with their filters and hostile names unharmed', async () => {
      const rows = Array.from({ length: 120 }, (_, index) => {
        const name = index === 7 ? "<img src=x onerror=alert(1)>&'" : `同学${index}`;
        return `2020${String(index).padStart(8, '0')},${name},航制,${index % 2 ? '201111' : '201112'},2020级,在读,,,`;
      });
      const students = `学号,姓名,系部,班级,年级,学籍状态,学生类别,联系电话,家长电话\n${rows.join('\n')}\n`;
      await world.importRoster({ students, effective: '2021-01-01' });
      const office = await visit(PEOPLE.office);
      const seen: string[] = [];
      let path: string | undefined = `${STAFF}/people?state=unreported&q=2020`;
      for (let pages = 0; path !== undefined && pages < 9; pages += 1) {
        const { text } = await office.open(path);
        expect(text).to.contain('共 120 人').and.not.to.contain('<img src=x');
        seen.push(...[...text.matchAll(/s-no num muted">(\d+)</g)].map(([, no = '']) => no));
        path = /href="([^"]*)">下一页/.exec(text)?.[1]?.replaceAll('&amp;', '&');
      }
      expect(seen).to.have.length(120);
      expect(new Set(seen).size).to.equal(120);
    });

    it('have a kind word where there is nobody', async () => {
      for (const who of [PEOPLE.wang, PEOPLE.li, PEOPLE.zhao]) await (await world.as(who)).submit(aReport());
      const { words } = await page(PEOPLE.teacher, `${STAFF}/people?state=unreported`);
      expect(words).to.contain('都反馈了，没有遗漏。');
    });

    it('lead back with the filters, and nowhere else', async () => {
      const back = await page(PEOPLE.teacher, `${STAFF}/people?from=${encodeURIComponent('?sort=name')}`);
      expect(back.text).to.contain(`href="${STAFF}?sort=name"`);
      for (const from of ['https://evil.example', '//evil.example', '/../../x', 'javascript:alert(1)'])
        expect((await page(PEOPLE.teacher, `${STAFF}/people?from=${encodeURIComponent(from)}`)).status).to.equal(422);
    });
  });
});
