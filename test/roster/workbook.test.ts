import { expect } from 'chai';
import writeWorkbook from 'write-excel-file/node';
import { enrolmentOn, findPerson } from '../../plugin/features/roster';
import { aFile, aStudent, aTeacher, csv, RosterWorld, studentNo, TODAY } from './roster-world';
import { scopesOn } from './scopes-on';
import { aWorkbook, type CellXml, rowsXml, rowXml } from './workbooks';

const HEADINGS = Object.keys(aStudent(1));
const TEACHER_HEADINGS = Object.keys(aTeacher());
const aRow = (place: number, changes: Record<string, string> = {}) => Object.values(aStudent(place, changes));
const students = (...rows: CellXml[][]) => rowsXml([HEADINGS, ...rows]);
const STYLES = `<numFmts><numFmt numFmtId="176" formatCode="000000"/><numFmt numFmtId="177" formatCode="0&quot;级&quot;"/>
  <numFmt numFmtId="178" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="179" formatCode="0_ "/></numFmts>
  <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
  <cellXfs>${[0, 14, 31, 176, 177, 178, 179, 1, 11, 49].map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs>
  <dxfs><dxf><numFmt numFmtId="179" formatCode="yyyy"/></dxf></dxfs>`;
const GENERAL = 0;
const AS_DATES = [1, 2, 5];
const SIX_DIGITS = 3;
const WITH_UNIT = 4;
const AS_DIGITS = [6, 7, 8, 9];
const number = (value: string | number, style = GENERAL): CellXml => ({ xml: `<c @ s="${style}"><v>${value}</v></c>` });

describe('a workbook as a roster file', () => {
  const world = new RosterWorld();
  const importSheet = (data: string, more = {}) =>
    world.import([aWorkbook({ sheets: { 学生: data }, styles: STYLES, ...more })]);
  const refusalOf = async (data: string, more = {}) =>
    (await world.refusal([aWorkbook({ sheets: { 学生: data }, styles: STYLES, ...more })])).errors;
  const withCell = (column: string, cell: CellXml): string => {
    return students(HEADINGS.map((heading) => (heading === column ? cell : (aStudent(1)[heading] ?? ''))));
  };
  const one = async () => ({
    ...(await findPerson(world.db, studentNo(1))),
    ...(await enrolmentOn(world.db, studentNo(1), TODAY)),
  });

  it('brings students and staff at once, from a program of its own', async () => {
    const table = (rows: Record<string, string>[]) => [
      Object.keys(rows[0] ?? {}),
      ...rows.map((row) => Object.values(row)),
    ];
    const content = await writeWorkbook([
      { sheet: '教职工', data: table([aTeacher()]) },
      { sheet: '备忘', data: [['不', '看']] },
      { sheet: '学生', data: table([aStudent(1, { 姓名: '王小明' })]) },
    ]).toBuffer();
    const { students: counts, staff } = await world.import([aFile('名单.xlsx', content)]);
    expect([counts.added, staff.added]).to.deep.equal([1, 1]);
    expect(await one()).to.include({ name: '王小明', classCode: '191111' });
    expect(await scopesOn(world.db, '10011', TODAY)).to.have.lengthOf(1);
  });

  it('may have one of the two sheets, with rows, and may come with CSV files', async () => {
    const staff = rowsXml([TEACHER_HEADINGS, Object.values(aTeacher())]);
    const files = [aWorkbook({ sheets: { 学生: students(), 教职工: staff } }), aFile('a.csv', csv([aStudent(1)]))];
    const result = await world.import(files, { retireMissing: true });
    expect([result.students.added, result.staff.added]).to.deep.equal([1, 1]);
  });

  it('names sheet and row where a row is bad, in the order of the sheets', async () => {
    const staff = rowsXml([TEACHER_HEADINGS, Object.values(aTeacher({ 职责: '保安' }))]);
    const sheets = { 教职工: staff, 学生: students(aRow(1), aRow(2, { 姓名: '' }), aRow(1)) };
    const refused = await world.refusal([aWorkbook({ sheets })]);
    expect(refused.errors.map(({ file, row, column }) => [file, row, column])).to.deep.equal([
      ['名单.xlsx › 教职工', 2, '职责'],
      ['名单.xlsx › 学生', 3, '姓名'],
      ['名单.xlsx › 学生', 4, '学号'],
    ]);
    expect(refused.message).to.contain('名单.xlsx › 学生 第 3 行「姓名」：请填写姓名');
  });

  it('is counted by the rows of the sheet, where empty ones are left out or only have a look', async () => {
    const look = (row: number) =>
      rowXml(
        HEADINGS.map(() => ({ xml: '<c @ s="1"/>' })),
        row,
      );
    const data = [rowXml(HEADINGS, 1), look(2), rowXml(aRow(1), 3), '<row r="7" s="1"/>', rowXml(aRow(1), 1_048_576)];
    const [error] = await refusalOf(data.join(''));
    expect(error).to.include({ row: 1_048_576, message: '与第 3 行重复' });
  });

  it('is read where cells do not say where they stand', async () => {
    const bare = (cells: string[]) => cells.map((cell) => `<c t="str"><v>${cell}</v></c>`).join('');
    await importSheet(`<row>${bare(HEADINGS)}</row><row><c/></row><row>${bare(aRow(1))}</row>`);
    expect(await one()).to.include({ name: '学生1', category: '' });
    const [error] = await refusalOf(`<row>${bare(HEADINGS)}</row><row/><row>${bare(aRow(2, { 姓名: '' }))}</row>`);
    expect(error).to.include({ row: 3 });
  });

  it('is read where its elements have a prefix', async () => {
    const data = students(aRow(1)).replaceAll(/<(\/?)(row|c|is|t)\b/g, '<$1x:$2');
    const sheet = `<x:worksheet xmlns:x="http://any.example"><x:sheetData>${data}</x:sheetData></x:worksheet>`;
    await importSheet('', { files: { 'xl/worksheets/sheet1.xml': Buffer.from(sheet) } });
    expect(await one()).to.include({ name: '学生1' });
  });

  it('has texts that are shared, in runs of different looks, and pronounced', async () => {
    const strings = `<si><r><rPr><b/></rPr><t>王</t></r><r><t xml:space="preserve">小明 </t></r>
      <rPh sb="0" eb="1"><t>オウ</t></rPh><phoneticPr fontId="1"/></si><si/><si><t/></si><si><t>航修_x005F_x0031_</t></si>`;
    const text = (at: number): CellXml => ({ xml: `<c @ t="s"><v>${at}</v></c>` });
    const row = [studentNo(1), text(0), text(3), '191111', '２０１９级', '在读', text(1)];
    await importSheet(students(row), { strings });
    expect(await one()).to.include({ name: '王小明', departmentCode: '航修_x0031_', category: '', intake: 2019 });
  });

  it('may say in 64 bits how long its files are, as streaming programs do', async () => {
    const { name, content } = aWorkbook({ sheets: { 学生: students(aRow(1)) } });
    await world.import([{ name, content: withLongSizes(content, 'xl/worksheets/sheet1.xml') }]);
    expect(await one()).to.include({ name: '学生1' });
  });

  it('has rare characters, as they are and as numbers, and those that XML has for itself', async () => {
    await importSheet(withCell('姓名', '𠮷&#x20BB7;&#134071;&amp;<![CDATA[<]]>'));
    expect(await one()).to.include({ name: '𠮷𠮷𠮷&<' });
  });

  it('has numbers that are whole, which are read as their digits', async () => {
    const written = [studentNo(1), '2.01911110102E+11', '201911110103.0', ...[4, 5, 6, 7].map(studentNo)];
    const rows = written.map((value, at) => {
      return [number(value, AS_DIGITS[at - 3]), '甲', '航制', number('198241'), number(2018), '在读', ''];
    });
    expect((await importSheet(students(...rows))).students.added).to.equal(7);
    const people = await world.db('checkin_enrolment').orderBy('person_no');
    expect(people.map((row) => row.person_no)).to.deep.equal([1, 2, 3, 4, 5, 6, 7].map(studentNo));
    expect(await one()).to.include({ classCode: '198241', intake: 2018 });
  });

  it('has numbers that are shown with zeros before them, which are read as they are shown', async () => {
    await importSheet(withCell('班级', number('1101', SIX_DIGITS)));
    expect(await one()).to.include({ classCode: '001101' });
  });

  it('has formulas, of which the result is taken', async () => {
    const name = { xml: '<c @ t="str"><f>A2&amp;"x"</f><v>王_x5C0F_明</v></c>' };
    const category = { xml: '<c @ t="str"><f>""</f><v></v></c>' };
    const intake = { xml: '<c @><f>2000+18</f><v>2018</v></c>' };
    await importSheet(students([studentNo(1), name, '航制', '191111', intake, '在读', category]));
    expect(await one()).to.include({ name: '王小明', intake: 2018, category: '' });
  });

  it('is refused with the row of each cell that cannot be had', async () => {
    const bad: (readonly [what: string, column: string, cell: CellXml, reason: string])[] = [
      ['a number mangled, as text', '学号', '2.01E+11', '科学计数'],
      ['a number mangled for good', '学号', number('2.01E+11'), '科学计数'],
      ['a number that is not whole', '班级', number('198241.5'), '不是整数'],
      ['a number of more than 15 digits', '联系电话', number('1234567890123456'), '超过 15 位'],
      ['a number with a unit that is only shown', '年级', number(18, WITH_UNIT), '显示的和实际存的不一样'],
      ['a formula without a result', '班级', { xml: '<c @><f>B1</f></c>' }, '公式'],
      ['a formula whose result is left empty', '班级', { xml: '<c @><f>B1</f><v></v></c>' }, '公式'],
      ['a formula of a text without a result', '班级', { xml: '<c @ t="str"><f>B1</f></c>' }, '公式'],
      ['an error', '姓名', { xml: '<c @ t="e"><f>NA()</f><v>#N/A</v></c>' }, '#N/A'],
      ['a truth', '姓名', { xml: '<c @ t="b"><v>1</v></c>' }, 'TRUE'],
      ['a date as text', '班级', { xml: '<c @ t="d"><v>2021-01-18</v></c>' }, '日期'],
      ...AS_DATES.map((style) => [`a date of style ${style}`, '班级', number(44214, style), '日期'] as const),
    ];
    const rows = bad.map(([, column, cell], place) =>
      Object.entries({ ...aStudent(place), 联系电话: '' }).map(([heading, text]) => (heading === column ? cell : text)),
    );
    const errors = await refusalOf(rowsXml([[...HEADINGS, '联系电话'], ...rows]));
    expect(errors.map(({ row, column }) => [row, column])).to.deep.equal(
      bad.map(([, column], place) => [place + 2, column]),
    );
    for (const [place, [what, , , reason]] of bad.entries()) {
      expect(errors[place]?.message, what).to.contain(reason);
    }
  });

  it('may have anything in columns that nobody asked for', async () => {
    const cells = [...aRow(1), { xml: '<c @ t="e"><v>#REF!</v></c>' }];
    await importSheet(rowsXml([[...HEADINGS, '备注'], cells]));
    expect(await one()).to.include({ name: '学生1' });
  });

  it('is refused where a row goes on beyond the header', async () => {
    const [error, ...others] = await refusalOf(students(aRow(1), [...aRow(2), '?']));
    expect(error).to.include({ file: '名单.xlsx › 学生', row: 3 });
    expect(others).to.deep.equal([]);
  });
});

/** The sizes and the place of a file moved into an extra field of its entry in the archive's directory. */
function withLongSizes(content: Buffer, path: string): Buffer {
  const end = content.lastIndexOf(path) + path.length;
  const entry = end - path.length - 46;
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  for (const [at, place] of [24, 20, 42].entries()) {
    extra.writeBigUInt64LE(BigInt(content.readUInt32LE(entry + place)), 4 + at * 8);
    content.writeUInt32LE(0xffffffff, entry + place);
  }
  content.writeUInt16LE(extra.length, entry + 30);
  return Buffer.concat([content.subarray(0, end), extra, content.subarray(end)]);
}
