import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { DEFAULT_FORM } from '../../plugin/features/campaign';
import { aCampaign, aFever, aReport, createWorld, PEOPLE } from '../support/world';
import { exported, follow, rowsOf } from './export-world';
import { readSheets } from './read-sheet';

const DAY = { date: '2021-01-21T00:00:00' };
const WHO = ['日期', '学号', '姓名', '系部', '班级', '情况'];

describe('an exported file', () => {
  const world = createWorld();

  async function sheetOf(changes: object = {}, who = PEOPLE.office) {
    const { downloadUrl } = await exported(await world.as(who), changes);
    const sheets = await readSheets((await follow(world, downloadUrl)).body as Buffer);
    expect(sheets).to.have.length(1);
    return sheets[0] as (typeof sheets)[number];
  }

  it('has a row for each person and day, with real dates, numbers as texts and answers in words', async () => {
    await (await world.as(PEOPLE.wang)).submit(aFever({ note: '昨晚着凉' }));
    world.advance(90_000);
    await (await world.as(PEOPLE.li)).submit(aReport());
    await (await world.as(PEOPLE.teacher)).decide('confirm', PEOPLE.wang, { note: '已送医' });
    const rows = await rowsOf(await world.as(PEOPLE.teacher), { state: 'reported' });
    expect(rows).to.deep.equal([
      {
        日期: DAY,
        学号: PEOPLE.wang.personNo,
        姓名: '王一',
        系部: '航制',
        班级: '191111',
        情况: '已核实',
        反馈时间: { date: '2021-01-21T08:00:00' },
        第几次填写: 1,
        待审核的原因: '体温高于 37.3 ℃、有身体症状',
        '体温（℃）': 38.6,
        身体症状: '发热',
        '上次反馈以来，是否到过高风险地区': '否',
        所在位置: '四川省 成都市 龙泉驿区（手动选择）',
        备注: '昨晚着凉',
        以上内容真实: '是',
        最近一次处理: '核实',
        处理说明: '已送医',
        处理人: '林老师',
        处理时间: { date: '2021-01-21T08:01:30' },
      },
      {
        日期: DAY,
        学号: PEOPLE.li.personNo,
        姓名: '李二',
        系部: '航制',
        班级: '191111',
        情况: '已反馈',
        反馈时间: { date: '2021-01-21T08:01:30' },
        第几次填写: 1,
        '体温（℃）': 36.5,
        身体症状: '以上都没有',
        '上次反馈以来，是否到过高风险地区': '否',
        所在位置: '四川省 成都市 龙泉驿区（手动选择）',
        以上内容真实: '是',
      },
    ]);
  });

  it('opens with its headings frozen, a filter over all of it and columns of a fitting width', async () => {
    await (await world.as(PEOPLE.wang)).submit(aReport());
    const { name, shown, rows } = await sheetOf({ state: 'reported' });
    expect(name).to.equal('已反馈 · 1月21日');
    expect(shown.pane).to.deep.include.members([
      { ySplit: '1', topLeftCell: 'A2', activePane: 'bottomLeft', state: 'frozen' },
    ]);
    expect(shown.autoFilter).to.deep.equal([{ ref: 'A1:T2' }]);
    expect(rows[0]).to.have.length(20);
    expect(shown.col).to.have.length(20);
    for (const { width } of shown.col ?? []) expect(Number(width)).to.be.within(10, 40);
    expect(shown.mergeCell).to.equal(undefined);
  });

  it('lists who is missing without what nobody answered, those who were sent back among them', async () => {
    await (await world.as(PEOPLE.wang)).submit(aReport());
    await (await world.as(PEOPLE.li)).submit(aReport({ note: '不该在里面' }));
    await (await world.as(PEOPLE.teacher)).decide('return', PEOPLE.li, { note: '请重填' });
    const { rows } = await sheetOf({ state: 'unreported' }, PEOPLE.teacher);
    expect(rows[0]).to.deep.equal(WHO);
    expect(rows.slice(1).map((row) => [row[2], row[5]])).to.deep.equal([
      ['李二', '已退回'],
      ['赵三·木拉提', '未反馈'],
    ]);
  });

  it('has everybody of the roster where no state is asked for, the exempt with their reason', async () => {
    const rows = await rowsOf(await world.as(PEOPLE.office));
    expect(rows.map(({ 姓名, 情况, 免打卡原因 }) => [姓名, 情况, 免打卡原因])).to.deep.include.members([
      ['王一', '未反馈', undefined],
      ['周六', '免打卡', '不在打卡对象之内（2018 级，18级入伍士官生）'],
      ['吴七', '免打卡', '198241 班由班主任线下跟进，不在线打卡'],
    ]);
    expect(rows).to.have.length(7);
  });

  it('asks the list the same: by state, status, class, department and a part of the name', async () => {
    await (await world.as(PEOPLE.wang)).submit(aFever());
    await (await world.as(PEOPLE.qian)).submit(aReport());
    const office = await world.as(PEOPLE.office);
    const asked = [
      { state: 'reported', status: 'pending' },
      { state: 'reported', department: '经管' },
      { state: 'never' },
      { q: '三' },
      { state: 'exempt', department: '航修' },
    ];
    for (const filter of asked) {
      const listed = await office.get('/api/campaigns/winter/students', { ...filter, date: '2021-01-21' });
      const names = (await rowsOf(office, filter)).map(({ 姓名 }) => 姓名);
      const students = listed.body.items as { name: string }[];
      expect(names, JSON.stringify(filter)).to.deep.equal(students.map(({ name }) => name));
    }
    expect((await rowsOf(office, { state: 'due', class: '191112' })).map(({ 姓名 }) => 姓名)).to.deep.equal(['钱四']);
  });

  it('has each day of the range, in order, as people stood on it', async () => {
    world.setTime('2021-01-20');
    await (await world.as(PEOPLE.wang)).submit(aReport());
    world.setTime('2021-01-21');
    await (await world.as(PEOPLE.wang)).submit(aReport({ temperature: 36.9 }));
    await world.importRoster({
      students:
        '学号,姓名,系部,班级,年级,学籍状态,学生类别\n201911110101,王一,航制,191112,2019级,在读,\n201911110102,李二,航制,191111,2019级,休学,\n',
      effective: '2021-01-21',
    });
    const rows = await rowsOf(await world.as(PEOPLE.contact), { from: '2021-01-20', state: 'due' });
    expect(rows.map(({ 日期, 姓名, 班级 }) => [(日期 as typeof DAY).date.slice(8, 10), 班级, 姓名])).to.deep.equal([
      ['20', '191111', '王一'],
      ['20', '191111', '李二'],
      ['20', '191111', '赵三·木拉提'],
      ['20', '191112', '钱四'],
      ['21', '191111', '赵三·木拉提'],
      ['21', '191112', '王一'],
      ['21', '191112', '钱四'],
    ]);
    expect(rows.map((row) => row['体温（℃）']).filter(Boolean)).to.deep.equal([36.5, 36.9]);
  });

  it('has one column for a question of both forms, and another one where it is put in other words', async () => {
    await (await world.as(PEOPLE.wang)).submit(aReport({ note: '第一版' }));
    const properties = DEFAULT_FORM.properties as Record<string, object>;
    const form = {
      ...DEFAULT_FORM,
      properties: {
        ...properties,
        note: { ...properties.note, title: '其他情况' },
        phone: { type: 'string', title: '学号', maxLength: 20 },
      },
    };
    await world.apply(aCampaign({ form }));
    world.setTime('2021-01-22');
    await (await world.as(PEOPLE.wang)).submit(aReport({ note: '第二版', phone: '01020' }));
    const rows = await rowsOf(await world.as(PEOPLE.teacher), { from: '2021-01-21', state: 'reported' });
    expect(rows.map((row) => [row['体温（℃）'], row.备注, row.其他情况, row['学号（phone）']])).to.deep.equal([
      [36.5, '第一版', undefined, undefined],
      [36.5, undefined, '第二版', '01020'],
    ]);
  });

  it('holds more people than are read at a time, each once, in classes of any size', async () => {
    const people = Array.from({ length: 1300 }, (_, at) => {
      const classCode = at < 700 ? '190001' : at < 720 ? '190002' : `19100${at % 7}`;
      return `2019330${String(at).padStart(5, '0')},学生${at},大系,${classCode},2019级,在读,`;
    });
    await world.importRoster({ students: ['学号,姓名,系部,班级,年级,学籍状态,学生类别', ...people].join('\n') });
    const { downloadUrl, rowsDone } = await exported(await world.as(PEOPLE.office), {
      format: 'csv',
      department: '大系',
    });
    const [, ...rows]: string[][] = parse((await follow(world, downloadUrl)).body as Buffer, { bom: true });
    const keys = rows.map(([, no = '', , , code = '']) => `${code} ${no}`);
    expect(rowsDone).to.equal(1300);
    expect(keys).to.have.length(1300);
    expect(keys).to.deep.equal([...new Set(keys)].sort());
  });

  describe('as CSV', () => {
    const HOSTILE = ['=HYPERLINK("http://x")', '+1', '-1', '@SUM(1)', '\t=1', '一,二"三"\r\n四', '😀𠮷'];

    it('is what a spreadsheet opens: with a mark for UTF-8, quoted, and no text a formula', async () => {
      const students = [PEOPLE.wang, PEOPLE.li, PEOPLE.zhao, PEOPLE.qian, PEOPLE.sun];
      for (const [at, who] of students.entries())
        await (await world.as(who)).submit(
          aReport({ note: HOSTILE[at], highRiskArea: true, highRiskPlaces: HOSTILE[at + 2] }),
        );
      const { downloadUrl } = await exported(await world.as(PEOPLE.office), { state: 'reported', format: 'csv' });
      const file = ((await follow(world, downloadUrl)).body as Buffer).toString();
      expect(file.startsWith('\uFEFF日期,学号,姓名,')).to.equal(true);
      expect(file.endsWith('\r\n')).to.equal(true);
      const rows: Record<string, string>[] = parse(file, { bom: true, columns: true });
      expect(rows.map(({ 备注 }) => 备注)).to.deep.equal([
        '\'=HYPERLINK("http://x")',
        "'+1",
        "'-1",
        "'@SUM(1)",
        "'\t=1",
      ]);
      expect(rows.map((row) => row.到过的高风险地区)).to.deep.equal([
        "'-1",
        "'@SUM(1)",
        "'\t=1",
        '一,二"三"\n四',
        '😀𠮷',
      ]);
      expect(rows[0]).to.include({ 日期: '2021-01-21', 反馈时间: '2021-01-21 08:00:00', 学号: PEOPLE.wang.personNo });
    });

    it('is a workbook where the same texts stand as they were typed', async () => {
      for (const [at, who] of [PEOPLE.wang, PEOPLE.li, PEOPLE.zhao].entries())
        await (await world.as(who)).submit(aReport({ note: ['=1+1', '_x0041_\u0001\uFFFE<&>"', '😀𠮷\r\n二'][at] }));
      const sheet = await sheetOf({ state: 'reported' });
      const note = sheet.rows[0]?.indexOf('备注') ?? -1;
      expect(sheet.rows.slice(1).map((row) => row[note])).to.deep.equal(['=1+1', '_x0041_<&>"', '😀𠮷\n二']);
      expect(sheet.shown.f).to.equal(undefined);
    });
  });
});
