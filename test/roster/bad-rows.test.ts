import { expect } from 'chai';
import { aFile, aStudent, aTeacher, csv, RosterWorld, studentNo } from './roster-world';

describe('bad rows of a roster file', () => {
  const world = new RosterWorld();

  it('refuse the whole file, and are listed all of them with row, column and reason', async () => {
    const errors = await world.badStudents([
      aStudent(1),
      aStudent(2, { 学号: '2.01911E+11' }),
      aStudent(3, { 姓名: '', 年级: '大一' }),
      aStudent(4),
      aStudent(5, { 学籍状态: '毕业' }),
    ]);
    expect(errors.map(({ row, column }) => [row, column])).to.deep.equal([
      [3, '学号'],
      [4, '姓名'],
      [4, '年级'],
      [6, '学籍状态'],
    ]);
    expect(errors[0]?.message).to.contain('科学计数').and.contain('文本');
    expect(errors[3]?.message).to.contain('在读、休学、退学');
  });

  for (const [what, cells, column] of [
    ['a student number of 11 digits', { 学号: '20191111010' }, '学号'],
    ['a student number with a letter', { 学号: '2019111101A1' }, '学号'],
    ['no class', { 班级: ' ' }, '班级'],
    ['no department', { 系部: '' }, '系部'],
    ['a class that Excel made a number', { 班级: '1.9E+05' }, '班级'],
    ['an intake of two digits alone', { 年级: '18' }, '年级'],
    ['an intake that nobody can have', { 年级: '1889级' }, '年级'],
    ['a name of 65 characters', { 姓名: '长'.repeat(65) }, '姓名'],
    ['a category of 65 characters', { 学生类别: '长'.repeat(65) }, '学生类别'],
    ['a name of two lines', { 姓名: '张\n三' }, '姓名'],
    ['a name with a character that cannot be seen', { 姓名: '张\u200B三' }, '姓名'],
    ['a name that was garbled', { 姓名: '张\uFFFD' }, '姓名'],
    ['a telephone number that Excel made a number', { 联系电话: '1.02E+10' }, '联系电话'],
  ] as const) {
    it(`are those with ${what}`, async () => {
      const errors = await world.badStudents([aStudent(1, cells)]);
      expect(errors.map((error) => [error.row, error.column])).to.deep.equal([[2, column]]);
    });
  }

  it('are not those with a name of 64 characters, be they rare ones', async () => {
    const { students } = await world.importStudents([aStudent(1, { 姓名: '𠮷'.repeat(64) })]);
    expect(students.added).to.equal(1);
  });

  it('are those of a student who stands there twice, in one file or in two', async () => {
    const [inOne] = await world.badStudents([aStudent(1), aStudent(2), aStudent(1)]);
    expect(inOne).to.deep.equal({ file: '学生.csv', row: 4, column: '学号', message: '与第 2 行重复' });
    const inTwo = await world.refusal([aFile('a.csv', csv([aStudent(1)])), aFile('b.csv', csv([aStudent(1)]))]);
    expect(inTwo.errors[0]).to.include({ file: 'b.csv', row: 2, message: '与 a.csv 第 2 行重复' });
  });

  it('are those of a number that is a student and a member of staff', async () => {
    const teacher = aTeacher({ 工号: studentNo(1) });
    const together = await world.refusal([aFile('a.csv', csv([aStudent(1)])), aFile('b.csv', csv([teacher]))]);
    expect(together.errors[0]).to.include({ file: 'b.csv', row: 2, column: '工号' });
    await world.importStudents([aStudent(1)]);
    expect((await world.badStaff([teacher]))[0]).to.include({
      row: 2,
      column: '工号',
      message: '这个号码在名单中已是学生的',
    });
  });

  it('are those that put a class into two departments', async () => {
    const errors = await world.badStudents([
      aStudent(1),
      aStudent(2, { 系部: '信息' }),
      aStudent(3),
      aStudent(4, { 系部: '电气' }),
    ]);
    expect(errors.map(({ row }) => row)).to.deep.equal([3, 5]);
    expect(errors[0]?.message).to.contain('191111').and.contain('第 2 行').and.contain('航制').and.contain('信息');
  });

  it('are those that put a class into another department than the people have it in who stay', async () => {
    await world.importStudents([aStudent(1), aStudent(2)]);
    const [error] = await world.badStudents([aStudent(2, { 系部: '信息' })]);
    expect(error).to.include({ row: 2, column: '系部' });
    expect(error?.message).to.contain(studentNo(1));
  });

  it('are those that put a class into another department than it will be in by a change that is planned', async () => {
    await world.importStudents([aStudent(1, { 班级: '201111', 系部: '信息' })], { effective: '2021-02-01' });
    const [error] = await world.badStudents([aStudent(2, { 班级: '201111', 系部: '电气' })]);
    expect(error?.message).to.contain('自 2021-02-01 起');
  });

  it('are not those that bring a class to another department as a whole, or without those who leave', async () => {
    await world.importStudents([aStudent(1), aStudent(2), aStudent(3)]);
    const whole = [aStudent(1, { 系部: '信息' }), aStudent(2, { 系部: '信息' }), aStudent(3, { 学籍状态: '退学' })];
    expect((await world.importStudents(whole)).students).to.include({ changed: 2, left: 1 });
    const rest = await world.importStudents([aStudent(1, { 系部: '电气' })], { retireMissing: true });
    expect(rest.students).to.include({ changed: 1, left: 1 });
  });

  it('are the only ones to be blamed when a whole class changes departments', async () => {
    await world.importStudents([aStudent(1), aStudent(2)]);
    const errors = await world.badStudents([aStudent(1, { 系部: '信息', 姓名: '' }), aStudent(2, { 系部: '信息' })]);
    expect(errors.map(({ row, column }) => [row, column])).to.deep.equal([[2, '姓名']]);
  });

  it('are the only ones to be blamed, not the staff of a class which only they name', async () => {
    const students = aFile('学生.csv', csv([aStudent(1, { 学号: '1' })]));
    const { errors } = await world.refusal([aFile('教职工.csv', csv([aTeacher()])), students]);
    expect(errors.map(({ file }) => file)).to.deep.equal(['学生.csv']);
  });

  for (const [what, cells, column] of [
    ['a staff number with a blank', { 工号: '10 011' }, '工号'],
    ['a staff number of 33 characters', { 工号: '1'.repeat(33) }, '工号'],
    ['a duty that nobody knows', { 职责: '保安' }, '职责'],
    ['a class teacher without a scope', { 管辖范围: '' }, '管辖范围'],
    ['a counsellor whose scope is a comma', { 职责: '辅导员', 管辖范围: '、' }, '管辖范围'],
    ['a scope for the student-affairs office', { 职责: '学工处', 管辖范围: '航制' }, '管辖范围'],
    ['a class that nobody is in', { 管辖范围: '191111、191119' }, '管辖范围'],
  ] as const) {
    it(`are those with ${what}`, async () => {
      await world.importStudents([aStudent(1)]);
      const errors = await world.badStaff([aTeacher({ 工号: '10010' }), aTeacher(cells)]);
      expect(errors.map((error) => [error.row, error.column])).to.deep.equal([[3, column]]);
    });
  }

  it('are those that call one member of staff by two names', async () => {
    await world.importStudents([aStudent(1)]);
    const [error] = await world.badStaff([aTeacher(), aTeacher({ 姓名: '林教师', 职责: '辅导员' })]);
    expect(error).to.include({ row: 3, column: '姓名', message: '工号 10011 在第 2 行叫“林老师”' });
  });

  it('are those that name a class which will be empty by then', async () => {
    await world.importStudents([aStudent(1)]);
    await world.importStudents([aStudent(1, { 班级: '191112' })], { effective: '2021-02-01' });
    expect((await world.importStaff([aTeacher()])).staff.added).to.equal(1);
    const errors = await world.badStaff([aTeacher()], { effective: '2021-02-01' });
    expect(errors[0]?.message).to.contain('“191111”');
  });

  it('are all counted where they are too many to print', async () => {
    const rows = Array.from({ length: 350 }, () => aStudent(1, { 学号: '1' }));
    const { errors, message } = await world.refusal([aFile('学生.csv', rows)]);
    expect(errors).to.have.lengthOf(350);
    expect(message).to.contain('350 处').and.contain('第 201 行').and.contain('另有 150 处');
    expect(message).not.to.contain('第 202 行');
  });
});
