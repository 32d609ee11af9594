import { expect } from 'chai';
import { teachersOf, WHOLE_SCHOOL } from '../../plugin/features/roster';
import { aStudent, aTeacher, RosterWorld, TODAY } from './roster-world';
import { scopesOn } from './scopes-on';

const LATER = '2021-02-01';

describe('staff on the roster', () => {
  const world = new RosterWorld();
  const scopes = async (day = TODAY, personNo = '10011') =>
    (await scopesOn(world.db, personNo, day)).map(({ kind, code, duty }) => `${duty} ${kind} ${code}`);

  beforeEach(() =>
    world.importStudents([
      aStudent(1),
      aStudent(2, { 班级: '191112' }),
      aStudent(3, { 班级: '191 113' }),
      aStudent(4, { 班级: '五高', 系部: '五高' }),
    ]),
  );

  for (const mark of ['、', ',', '，', ';', '；', ' ', '　', '\n', ', ']) {
    it(`have several classes, parted by ${JSON.stringify(mark)}`, async () => {
      await world.importStaff([aTeacher({ 管辖范围: `191111${mark}191112` })]);
      expect(await scopes()).to.deep.equal(['班主任 class 191111', '班主任 class 191112']);
    });
  }

  it('may have a class with a blank in its code', async () => {
    await world.importStaff([aTeacher({ 管辖范围: '191 113、191111 191112' })]);
    expect(await scopes()).to.have.members(['班主任 class 191 113', '班主任 class 191111', '班主任 class 191112']);
  });

  it('of the student-affairs office have the whole school', async () => {
    await world.importStaff([aTeacher({ 职责: '学工处', 管辖范围: '' })]);
    expect(await scopes()).to.deep.equal([`学工处 school ${WHOLE_SCHOOL}`]);
  });

  it('have a class or a department of the same code according to their duty', async () => {
    await world.importStaff([
      aTeacher({ 职责: '系部负责人', 管辖范围: '五高、191111' }),
      aTeacher({ 工号: '10012', 职责: '辅导员', 管辖范围: '五高、航制' }),
    ]);
    expect(await scopes()).to.have.members(['系部负责人 department 五高', '系部负责人 class 191111']);
    expect(await scopes(TODAY, '10012')).to.have.members(['辅导员 class 五高', '辅导员 department 航制']);
  });

  it('may have several rows, which replace what they had, from the effective date on', async () => {
    await world.importStaff([aTeacher({ 管辖范围: '191111、191112' })]);
    const rows = [
      aTeacher({ 管辖范围: '191112' }),
      aTeacher({ 职责: '辅导员', 管辖范围: '航制' }),
      aTeacher({ 管辖范围: '191112' }),
    ];
    const [change, ...others] = (await world.importStaff(rows, { effective: LATER })).changes;
    expect(change).to.deep.include({ personNo: '10011', name: '林老师', change: 'changed' });
    expect(others).to.deep.equal([]);
    expect(await scopes('2021-01-31')).to.deep.equal(['班主任 class 191111', '班主任 class 191112']);
    expect(await scopes(LATER)).to.have.members(['班主任 class 191112', '辅导员 department 航制']);
    const kept = await world.db('checkin_scope').where({ code: '191112' });
    expect(kept, 'one row for what goes on').to.have.lengthOf(1);
  });

  it('are not touched by a file that says what is known, its rows in another order', async () => {
    const rows = [aTeacher({ 管辖范围: '191111、191112' }), aTeacher({ 职责: '辅导员', 管辖范围: '航制' })];
    await world.importStaff(rows);
    const before = await world.everything();
    const { staff } = await world.importStaff(rows.reverse(), { effective: LATER });
    expect(staff).to.deep.equal({ added: 0, changed: 0, unchanged: 1, left: 0 });
    expect(await world.everything()).to.deep.equal(before);
  });

  it('are named to those who look for somebody to turn to: class teachers, then counsellors, as of a day', async () => {
    await world.importStaff([
      aTeacher({ 工号: '10011', 姓名: '甲', 职责: '辅导员', 管辖范围: '航制' }),
      aTeacher({ 工号: '10012', 姓名: '乙', 管辖范围: '191111、191112' }),
      aTeacher({ 工号: '10013', 姓名: '丙', 管辖范围: '191112' }),
      aTeacher({ 工号: '10014', 姓名: '丁', 职责: '系部负责人', 管辖范围: '航制' }),
    ]);
    await world.importStaff([aTeacher({ 工号: '10012', 姓名: '乙', 管辖范围: '191112' })], { effective: LATER });
    const named = async (classCode: string, day: string) =>
      (await teachersOf(world.db, classCode, day)).map(({ name, duty }) => `${duty} ${name}`);
    expect(await named('191111', TODAY)).to.deep.equal(['班主任 乙', '辅导员 甲']);
    expect(await named('191111', LATER)).to.deep.equal(['辅导员 甲']);
    expect(await named('191112', LATER)).to.deep.equal(['班主任 乙', '班主任 丙', '辅导员 甲']);
    expect(await named('五高', TODAY)).to.deep.equal([]);
  });
});
