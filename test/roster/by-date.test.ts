import { expect } from 'chai';
import { enrolmentOn, enrolmentsOf, findPerson, isKnownStudent } from '../../plugin/features/roster';
import { Problem } from '../../plugin/kernel/problem';
import { aFile, aStudent, aTeacher, csv, RosterWorld, studentNo, TODAY } from './roster-world';
import { scopesOn } from './scopes-on';

const ONE = studentNo(1);
const LATER = '2021-02-01';
const MOVED = { 班级: '191112' };

describe('a roster by date', () => {
  const world = new RosterWorld();
  const classOn = async (day: string) => (await enrolmentOn(world.db, ONE, day))?.classCode;
  const periods = async () =>
    (await enrolmentsOf(world.db, ONE)).map(({ classCode, fromDay, untilDay }) => [classCode, fromDay, untilDay]);

  it('holds from the effective date on, today if none is named', async () => {
    const result = await world.importStudents([aStudent(1)]);
    expect(result).to.deep.include({ effective: TODAY, students: { added: 1, changed: 0, unchanged: 0, left: 0 } });
    expect(result.changes.map(({ personNo, change }) => [personNo, change])).to.deep.equal([[ONE, 'added']]);
    expect(await classOn('2021-01-17')).to.equal(undefined);
    expect(await enrolmentOn(world.db, ONE, TODAY)).to.deep.equal({
      personNo: ONE,
      classCode: '191111',
      departmentCode: '航制',
      intake: 2019,
      status: '在读',
      category: '',
      fromDay: TODAY,
      untilDay: '9999-12-31',
    });
  });

  it('keeps a student who moves where they were on the days that they were there', async () => {
    await world.importStudents([aStudent(1)]);
    const { changes } = await world.importStudents([aStudent(1, MOVED)], { effective: LATER });
    expect(changes).to.deep.equal([
      {
        personNo: ONE,
        type: 'student',
        name: '学生1',
        change: 'changed',
        kinds: ['moved'],
        differences: [{ field: '班级', from: '191111', to: '191112' }],
      },
    ]);
    expect(await classOn('2021-01-31')).to.equal('191111');
    expect(await classOn(LATER)).to.equal('191112');
  });

  it('keeps a student who leaves, up to the day before', async () => {
    await world.importStudents([aStudent(1)]);
    expect(
      (await world.importStudents([aStudent(1, { 学籍状态: '退学' })], { effective: LATER })).students.left,
    ).to.equal(1);
    expect(await classOn('2021-01-31')).to.equal('191111');
    expect(await classOn(LATER)).to.equal(undefined);
    expect(await isKnownStudent(world.db, ONE, '2021-01-31')).to.equal(true);
    expect(await isKnownStudent(world.db, ONE, LATER)).to.equal(false);
    expect(await findPerson(world.db, ONE)).to.include({ name: '学生1' });
  });

  it('has no day of a student who leaves on the day that they came', async () => {
    await world.importStudents([aStudent(1)]);
    await world.importStudents([aStudent(1, { 学籍状态: '退学' })]);
    expect(await enrolmentsOf(world.db, ONE)).to.deep.equal([]);
  });

  it('enrols nobody who had withdrawn before they were known', async () => {
    const { students } = await world.importStudents([aStudent(1, { 学籍状态: '退学' })]);
    expect(students).to.deep.equal({ added: 0, changed: 0, unchanged: 1, left: 0 });
    expect(await isKnownStudent(world.db, ONE, TODAY)).to.equal(false);
  });

  it('takes back a student who had left, and remembers the gap', async () => {
    await world.importStudents([aStudent(1)]);
    await world.importStudents([aStudent(1, { 学籍状态: '退学' })], { effective: '2021-01-25' });
    expect((await world.importStudents([aStudent(1)], { effective: LATER })).students.added).to.equal(1);
    expect(await periods()).to.deep.equal([
      ['191111', TODAY, '2021-01-25'],
      ['191111', LATER, '9999-12-31'],
    ]);
  });

  it('drops a change that was planned, when a file of today says otherwise', async () => {
    await world.importStudents([aStudent(1)]);
    await world.importStudents([aStudent(1, MOVED)], { effective: LATER });
    const { changes } = await world.importStudents([aStudent(1)], { effective: '2021-01-20' });
    expect(changes[0]?.differences).to.deep.equal([{ field: '班级', from: `191112（自 ${LATER} 起）`, to: '191111' }]);
    expect(await periods()).to.deep.equal([['191111', TODAY, '9999-12-31']]);
  });

  it('goes on as before when a change is taken back on its very day', async () => {
    await world.importStudents([aStudent(1)]);
    await world.importStudents([aStudent(1, MOVED)], { effective: LATER });
    await world.importStudents([aStudent(1)], { effective: LATER });
    expect(await periods()).to.deep.equal([['191111', TODAY, '9999-12-31']]);
  });

  it('can be put right for days that are over, and no day before those', async () => {
    await world.importStudents([aStudent(1)], { effective: '2020-09-01' });
    await world.importStudents([aStudent(1, MOVED)], { effective: '2021-01-10' });
    await world.importStudents([aStudent(1, { 班级: '191121' })], { effective: '2021-01-05' });
    expect(await periods()).to.deep.equal([
      ['191111', '2020-09-01', '2021-01-05'],
      ['191121', '2021-01-05', '9999-12-31'],
    ]);
  });

  it('is not touched by a file that says what is known', async () => {
    await world.importStudents([aStudent(1)]);
    const before = await world.everything();
    const { students, changes } = await world.importStudents([aStudent(1)], { effective: LATER, now: 1 });
    expect(students).to.deep.equal({ added: 0, changed: 0, unchanged: 1, left: 0 });
    expect(changes).to.deep.equal([]);
    expect(await world.everything()).to.deep.equal(before);
  });

  it('knows a new name at once, whatever the effective date', async () => {
    await world.importStudents([aStudent(1)]);
    const { changes } = await world.importStudents([aStudent(1, { 姓名: '王小明' })], { effective: LATER });
    expect(changes[0]).to.deep.include({ name: '王小明', change: 'changed', kinds: ['renamed'] });
    expect(await findPerson(world.db, ONE)).to.deep.equal({ personNo: ONE, type: 'student', name: '王小明' });
  });

  it('leaves people as they are who are not in the file', async () => {
    await world.import([aFile('a.csv', csv([aStudent(1), aStudent(2)])), aFile('b.csv', csv([aTeacher()]))]);
    await world.importStudents([aStudent(2)], { effective: LATER });
    expect(await classOn(LATER)).to.equal('191111');
    expect(await scopesOn(world.db, '10011', LATER)).to.have.lengthOf(1);
  });

  it('ends those who are missing from a file if asked to, and nobody of a kind that has no file', async () => {
    await world.import([aFile('a.csv', csv([aStudent(1), aStudent(2)])), aFile('b.csv', csv([aTeacher()]))]);
    const { students, staff } = await world.importStudents([aStudent(2)], { effective: LATER, retireMissing: true });
    expect(students).to.deep.equal({ added: 0, changed: 0, unchanged: 1, left: 1 });
    expect(staff).to.deep.equal({ added: 0, changed: 0, unchanged: 0, left: 0 });
    expect(await classOn('2021-01-31')).to.equal('191111');
    expect(await classOn(LATER)).to.equal(undefined);
    expect(await scopesOn(world.db, '10011', LATER)).to.have.lengthOf(1);
  });

  it('ends the scopes of staff who are missing from a file if asked to', async () => {
    await world.importStudents([aStudent(1)]);
    await world.importStaff([aTeacher(), aTeacher({ 工号: '10012' })]);
    const options = { effective: LATER, retireMissing: true };
    const { staff, students } = await world.importStaff([aTeacher({ 工号: '10012' })], options);
    expect(staff).to.include({ unchanged: 1, left: 1 });
    expect(students.left).to.equal(0);
    expect(await scopesOn(world.db, '10011', '2021-01-31')).to.have.lengthOf(1);
    expect(await scopesOn(world.db, '10011', LATER)).to.deep.equal([]);
    expect(await classOn(LATER)).to.equal('191111');
  });

  it('is the same after a dry run, which tells what would happen and refuses what would be refused', async () => {
    await world.importStudents([aStudent(1), aStudent(2)]);
    const before = await world.everything();
    const files = [aStudent(1, MOVED), aStudent(3)];
    const dry = await world.importStudents(files, { dryRun: true, retireMissing: true });
    expect(await world.everything()).to.deep.equal(before);
    expect(dry.students).to.deep.equal({ added: 1, changed: 1, unchanged: 0, left: 1 });
    expect(await world.importStudents(files, { retireMissing: true })).to.deep.equal({ ...dry, dryRun: false });
    expect(await world.badStudents([aStudent(1, { 姓名: '' })], { dryRun: true })).to.have.lengthOf(1);
  });

  for (const effective of ['2021-02-30', '明天', '9999-12-31']) {
    it(`does not take effect on ${effective}`, async () => {
      const error = await world.importStudents([aStudent(1)], { effective }).catch((refused: unknown) => refused);
      expect(error).to.be.instanceOf(Problem);
      expect(await world.db('checkin_person')).to.deep.equal([]);
    });
  }
});
