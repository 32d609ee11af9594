import { expect } from 'chai';
import { COMMAND_LINE } from '../../plugin/features/audit';
import { enrolmentOn, type ImportRowsOptions, importRows } from '../../plugin/features/roster';
import { Problem } from '../../plugin/kernel/problem';
import { aStudent, aTeacher, RosterWorld, studentNo, TODAY } from './roster-world';
import { scopesOn } from './scopes-on';

describe('roster rows that a host pushes', () => {
  const world = new RosterWorld();
  const push = (rows: Partial<ImportRowsOptions>) =>
    importRows(world.database, world.vault, { actor: COMMAND_LINE, today: TODAY, now: 1, ...rows });
  const refusal = async (rows: Partial<ImportRowsOptions>) => {
    const before = await world.everything();
    const refused = await push(rows).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Problem);
    expect(await world.everything()).to.deep.equal(before);
    return (refused as Problem).details;
  };
  const pointersOf = async (rows: Partial<ImportRowsOptions>) =>
    (await refusal(rows)).errors?.map(({ pointer }) => pointer);

  it('become the roster as those of a file do', async () => {
    const student = { ...aStudent(1), 年级: 2019, 学生类别: null, 班级: 198241, 备注: { any: 'thing' } };
    const result = await push({ students: [student], staff: [aTeacher({ 管辖范围: '198241' })] });
    expect([result.students.added, result.staff.added]).to.deep.equal([1, 1]);
    expect(await enrolmentOn(world.db, studentNo(1), TODAY)).to.include({ classCode: '198241', intake: 2019 });
    expect(await scopesOn(world.db, '10011', TODAY)).to.have.lengthOf(1);
  });

  it('may be of one kind, retire whoever is missing, and be tried out', async () => {
    await push({ students: [aStudent(1), aStudent(2)] });
    const retiring = { students: [aStudent(1)], staff: [], retireMissing: true, effective: '2021-02-01' };
    const dry = await push({ ...retiring, dryRun: true });
    expect(dry.students).to.include({ unchanged: 1, left: 1 });
    expect(await enrolmentOn(world.db, studentNo(2), '2021-02-01')).not.to.equal(undefined);
    await push(retiring);
    expect(await enrolmentOn(world.db, studentNo(2), '2021-02-01')).to.equal(undefined);
  });

  it('leave a telephone number as it is that a row does not name, row by row', async () => {
    await push({ students: [aStudent(1, { 联系电话: '1' }), aStudent(2, { 联系电话: '2' })] });
    const { changes } = await push({ students: [aStudent(1), aStudent(2, { 联系电话: '' })] });
    expect(changes.map(({ personNo }) => personNo)).to.deep.equal([studentNo(2)]);
  });

  it('leave every name that was another on record, beside the people whom it is about', async () => {
    const people = Array.from({ length: 60 }, (_, index) => index + 1);
    await push({ students: people.map((index) => aStudent(index, { 姓名: `旧名${index}` })) });
    await push({ students: people.map((index) => aStudent(index, { 姓名: `新名${index}` })) });
    const [record, ...others] = await world.db('checkin_audit').where({ action: 'roster.rename' });
    expect(others).to.deep.equal([]);
    const { changes } = JSON.parse(record.detail) as { changes: string[] };
    expect(changes)
      .to.have.lengthOf(60)
      .and.to.include(`${studentNo(60)} 旧名60 → 新名60`);
    const subjects = await world.db('checkin_audit_subject').where({ audit_id: record.id });
    expect(subjects).to.have.lengthOf(60);
  });

  it('are refused with a pointer to each cell that is wrong', async () => {
    const students = [aStudent(1), aStudent(2, { 学号: '1', 姓名: '' }), aStudent(1), 'a row', null, [1]];
    const staff = [aTeacher({ 职责: '保安' }), aTeacher({ 工号: '10012', 管辖范围: '191199' })];
    const pointers = await pointersOf({ students, staff });
    expect(pointers).to.include.members(['/students/1/学号', '/students/1/姓名', '/students/2/学号']);
    expect(pointers).to.include.members(['/students/3/学号', '/students/4/学号', '/students/5/学号']);
    expect(pointers).to.include.members(['/staff/0/职责', '/staff/1/管辖范围']);
    const { errors } = await refusal({ students: [aStudent(1), aStudent(1)] });
    expect(errors).to.deep.equal([{ pointer: '/students/1/学号', message: '与第 1 行重复' }]);
  });

  it('are refused where a value is neither a text nor a whole number', async () => {
    for (const value of [true, 1.5, {}, ['甲'], Number.NaN, 1e300]) {
      const { errors } = await refusal({ students: [{ ...aStudent(1), 姓名: value }] });
      expect(errors).to.deep.equal([{ pointer: '/students/0/姓名', message: '姓名应当是文字' }]);
    }
    expect(await pointersOf({ students: [{ ...aStudent(1), 联系电话: {} }] })).to.deep.equal(['/students/0/联系电话']);
  });

  it('are refused when there are none, or the day is none', async () => {
    expect(await pointersOf({})).to.deep.equal(['']);
    expect(await pointersOf({ students: [], staff: [] })).to.deep.equal(['']);
    expect(await pointersOf({ students: [aStudent(1)], effective: '2021-02-30' })).to.deep.equal(['/effective']);
  });

  it('are refused with a thousand errors at most, and how many there are', async () => {
    const students = Array.from({ length: 1100 }, () => aStudent(1, { 学号: '1' }));
    const { errors, detail } = await refusal({ students });
    expect(errors).to.have.lengthOf(1000);
    expect(detail).to.contain('1100 处');
  });
});
