import { expect } from 'chai';
import { enrolmentOn, findPerson } from '../../plugin/features/roster';
import { aFile, aStudent, aTeacher, csv, RosterWorld, studentNo, TODAY } from './roster-world';
import { scopesOn } from './scopes-on';

/** 学号,姓名,系部,班级,年级,学籍状态,学生类别 and a row of 王小明, as a Chinese Excel writes them. */
const IN_GB18030 = Buffer.concat([
  Buffer.from('d1a7bac52cd0d5c3fb2ccfb5b2bf2cb0e0bcb62cc4eabcb62cd1a7bcaed7b4ccac2cd1a7c9fac0e0b1f00d0a', 'hex'),
  Buffer.from(`${studentNo(1)},`),
  Buffer.from('cdf5d0a1c3f72cbabdd6c62c3139313131312c3139bcb62cd4dab6c12c0d0a', 'hex'),
]);

describe('roster files', () => {
  const world = new RosterWorld();
  const nameOf = async (place: number) => (await findPerson(world.db, studentNo(place)))?.name;
  const refusalOf = async (content: string | Buffer) => (await world.refusal([aFile('名单.csv', content)])).errors[0];

  it('are read in UTF-8 without a byte order mark', async () => {
    await world.import([aFile('a.csv', csv([aStudent(1, { 姓名: '王小明' })]))]);
    expect(await nameOf(1)).to.equal('王小明');
  });

  it('are read in UTF-8 with a byte order mark', async () => {
    await world.import([aFile('a.csv', `\uFEFF${csv([aStudent(1, { 姓名: '王小明' })])}`)]);
    expect(await nameOf(1)).to.equal('王小明');
  });

  it('are read in GB18030', async () => {
    await world.import([aFile('a.csv', IN_GB18030)]);
    expect(await nameOf(1)).to.equal('王小明');
    expect(await enrolmentOn(world.db, studentNo(1), TODAY)).to.include({ departmentCode: '航制', intake: 2019 });
  });

  it('are read with lines that end in a line feed alone', async () => {
    await world.import([aFile('a.csv', csv([aStudent(1), aStudent(2)]).replaceAll('\r\n', '\n'))]);
    expect(await nameOf(2)).to.equal('学生2');
  });

  it('may have their columns in any order, and columns that nobody asked for', async () => {
    const headings = ['备注', '学生类别', '班级', '系部', '姓名', '学籍状态', '年级', '学号'];
    await world.import([aFile('a.csv', csv([aStudent(1, { 备注: '走读' })], headings))]);
    expect(await enrolmentOn(world.db, studentNo(1), TODAY)).to.include({
      classCode: '191111',
      departmentCode: '航制',
    });
  });

  it('may have blanks around headings and cells, and digits of full width', async () => {
    const text = csv([aStudent(1, { 学号: `　${studentNo(1)} `, 年级: '２０１９', 班级: ' １９１１１１' })]);
    await world.import([aFile('a.csv', text.replace('学号', ' 学号 '))]);
    expect(await enrolmentOn(world.db, studentNo(1), TODAY)).to.include({ classCode: '191111', intake: 2019 });
  });

  it('keep the punctuation of a class as it was written', async () => {
    await world.importStudents([aStudent(1, { 班级: '航修（1）班' })]);
    expect(await enrolmentOn(world.db, studentNo(1), TODAY)).to.include({ classCode: '航修（1）班' });
  });

  it('are counted by rows as a spreadsheet shows them: a cell of two lines is one row, an empty row counts', async () => {
    const good = csv([aStudent(1, { 备注: '第一行\r\n第二行' })]);
    const bad = csv([aStudent(2, { 姓名: '', 备注: '' })]).split('\r\n')[1];
    const { errors } = await world.refusal([aFile('a.csv', `${good}\r\n,,,\r\n${bad}\r\n`)]);
    expect(errors).to.deep.equal([{ file: 'a.csv', row: 5, column: '姓名', message: '请填写姓名' }]);
  });

  it('may end a row early', async () => {
    const short = csv([aStudent(1)]).replace(/,\r\n$/, '\r\n');
    expect((await world.import([aFile('a.csv', short)])).students.added).to.equal(1);
  });

  it('are refused where a row goes on beyond the header', async () => {
    const bare = `${csv([aTeacher()]).trim()},191112\r\n`;
    const { errors } = await world.refusal([aFile('学生.csv', csv([aStudent(1)])), aFile('教职工.csv', bare)]);
    expect(errors).to.have.lengthOf(1);
    expect(errors[0]).to.include({ file: '教职工.csv', row: 2 });
    expect(errors[0]?.message).to.contain('引号');
  });

  it('are refused with the row where a quote is not closed', async () => {
    const error = await refusalOf(`${csv([aStudent(1)])}"${studentNo(2)},张三\r\n`);
    expect(error).to.include({ row: 3 });
    expect(error?.message).to.contain('引号');
  });

  it('are refused when the header is of no known file, which says what is needed', async () => {
    const error = await refusalOf('学生,电话\r\n张三,1\r\n');
    expect(error).to.include({ row: 1 });
    expect(error?.message)
      .to.contain('学号、姓名、系部、班级、年级、学籍状态、学生类别')
      .and.contain('工号、姓名、职责、管辖范围');
  });

  it('are refused when a column is missing, or there twice', async () => {
    const { 学籍状态: _, ...short } = aStudent(1);
    expect((await refusalOf(csv([short])))?.message).to.match(/^缺少列：学籍状态。/);
    const twice = csv([aStudent(1)], ['学号', '姓名', '系部', '班级', '班级', '年级', '学籍状态', '学生类别']);
    expect((await refusalOf(twice))?.message).to.contain('“班级”这一列出现了两次');
  });

  for (const [what, content, reason] of [
    ['empty', '', '文件是空的'],
    ['a header alone', csv([aStudent(1)]).split('\r\n')[0] ?? '', '没有数据行'],
    ['a header and empty rows', `${csv([aStudent(1)]).split('\r\n')[0]}\r\n,,,\r\n\r\n`, '没有数据行'],
    ['a workbook that is cut off', Buffer.from('PK\x03\x04\x14\x00\x06\x00'), '已损坏'],
    ['in UTF-16', Buffer.from(`\uFEFF${csv([aStudent(1)])}`, 'utf16le'), '另存为'],
    ['of NUL bytes', Buffer.from(csv([aStudent(1, { 姓名: '张\0三' })])), '不是 CSV 文本'],
    ['in no encoding that we know', Buffer.from([0xff, 0xfe, 0x41, 0xff]), '编码'],
    ['larger than 64 MB', Buffer.alloc(64 * 1024 * 1024 + 1, 'a'), '64 MB'],
  ] as const) {
    it(`are refused as a whole when ${what}`, async () => {
      const error = await refusalOf(content);
      expect(error).to.include({ file: '名单.csv', row: 0 });
      expect(error?.message).to.contain(reason);
    });
  }

  it('are refused all together when one of them cannot be read', async () => {
    const files = [aFile('学生.csv', csv([aStudent(1)])), aFile('坏.csv', ''), aFile('也坏.csv', 'a,b\r\n1,2\r\n')];
    const { errors } = await world.refusal(files);
    expect(errors.map(({ file }) => file)).to.deep.equal(['坏.csv', '也坏.csv']);
    expect((await world.refusal([])).message).to.contain('没有给出文件');
  });

  it('of one kind may be several, and students and staff may come together in any order', async () => {
    await world.import([
      aFile('教职工.csv', csv([aTeacher({ 管辖范围: '191111、191112' })])),
      aFile('一班.csv', csv([aStudent(1)])),
      aFile('二班.csv', csv([aStudent(2, { 班级: '191112' })])),
    ]);
    expect((await scopesOn(world.db, '10011', TODAY)).map(({ code }) => code)).to.deep.equal(['191111', '191112']);
  });
});
