import { expect } from 'chai';
import { RosterRefused } from '../../plugin/features/roster';
import { readWorkbook } from '../../plugin/features/roster/workbook/read-workbook';
import { aStudent, RosterWorld } from './roster-world';
import { aWorkbook, rowsXml, rowXml } from './workbooks';

const HEADINGS = Object.keys(aStudent(1));
const ROW = Object.values(aStudent(1));
const GOOD = rowsXml([HEADINGS, ROW]);

describe('a workbook whose sheets are not as they should be', () => {
  const world = new RosterWorld();
  const errorFor = async (sheet: string | { data: string; after: string }) =>
    (await world.refusal([aWorkbook({ sheets: { 学生: sheet } })])).errors[0];
  const readAll = async (data: string) => {
    for await (const _ of readWorkbook(aWorkbook({ sheets: { 学生: data } })));
  };

  for (const [what, data] of [
    ['rows go backwards', rowXml(HEADINGS, 2) + rowXml(ROW, 1)],
    ['a row is there twice', rowXml(HEADINGS, 1) + rowXml(ROW, 1)],
    ['a row lies beyond the last', rowXml(HEADINGS, 1) + rowXml(ROW, 1_048_577)],
    ['a cell stands in another row', '<row r="1"><c r="A2"><v>1</v></c></row>'],
    ['cells go backwards', '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>'],
    ['a cell lies beyond the last column', '<row r="1"><c r="XFE1"><v>1</v></c></row>'],
    ['a text is not among the shared ones', '<row r="1"><c r="A1" t="s"><v>9</v></c></row>'],
    ['a text is shared by another name', '<row r="1"><c r="A1" t="s"><v>__proto__</v></c></row>'],
    ['a number is none', '<row r="1"><c r="A1"><v>abc</v></c></row>'],
    ['a cell is of no known type', '<row r="1"><c r="A1" t="x"><v>1</v></c></row>'],
    ['elements are not closed', '<row r="1"><c r="A1">'],
    ['elements go down without end', '<a>'.repeat(1000)],
  ] as const) {
    it(`is refused where ${what}`, async () => {
      const refused = await readAll(data).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(RosterRefused);
      expect((refused as RosterRefused).errors[0]).to.include({ row: 0 });
      expect((refused as RosterRefused).message).to.contain('已损坏');
    });
  }

  it('is refused with the cells that were made one, where they are part of the table', async () => {
    const merged = (...ranges: string[]) => {
      return `<mergeCells>${ranges.map((range) => `<mergeCell ref="${range}"/>`).join('')}</mergeCells>`;
    };
    const error = await errorFor({ data: GOOD, after: merged('C2:C5') });
    expect(error).to.include({ file: '名单.xlsx › 学生', row: 2 });
    expect(error?.message).to.contain('C2:C5');
    const beside = { data: GOOD, after: merged('A4:G9', 'J1:K3', 'A2') };
    expect((await world.import([aWorkbook({ sheets: { 学生: beside } })])).students.added).to.equal(1);
  });

  it('is refused when its sheets have other names, which it names', async () => {
    const sheets = { Sheet1: GOOD, 汇总: '' };
    const { errors } = await world.refusal([aWorkbook({ sheets })]);
    expect(errors).to.deep.equal([
      { file: '名单.xlsx', row: 0, message: '没有叫“学生”或“教职工”的工作表，只有：Sheet1、汇总' },
    ]);
    expect((await world.refusal([aWorkbook({ sheets: { 学生: GOOD, '学生 ': GOOD } })])).message).to.contain('有两个');
  });

  it('is refused when the header is not in the first row, not whole, or has nothing under it', async () => {
    expect(await errorFor(rowsXml([HEADINGS, ROW], 2))).to.include({ file: '名单.xlsx › 学生', row: 1 });
    expect((await errorFor(rowsXml([['2019 级学生名单'], HEADINGS, ROW])))?.message).to.contain('缺少列：学号');
    const staffInside = await errorFor(
      rowsXml([
        ['工号', '姓名', '职责', '管辖范围'],
        ['1', '2', '3', '4'],
      ]),
    );
    expect(staffInside?.message).to.contain('缺少列').and.contain('学生名单');
    expect((await errorFor(rowsXml([HEADINGS])))?.message).to.equal('没有数据行');
    expect((await errorFor(''))?.message).to.equal('没有数据行');
  });
});
