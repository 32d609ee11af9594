import { expect } from 'chai';
import type { ChangeKind, ImportOptions } from '../../plugin/features/roster';
import { aFile, aStudent, aTeacher, csv, RosterWorld, studentNo } from './roster-world';

const LATER = '2021-02-01';
const NEVER = '2021-03-01';

describe('what an import would change', () => {
  const world = new RosterWorld();
  const preview = (rows: Parameters<typeof aFile>[1], options: Partial<ImportOptions> = {}) =>
    world.import([aFile('名单.csv', rows)], { dryRun: true, effective: LATER, ...options });
  /** Those of the counts of a kind of people that are not 0. */
  const counted = (counts: Record<ChangeKind, number>) =>
    Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  const differencesOf = async (...args: Parameters<typeof preview>) =>
    (await preview(...args)).changes.flatMap(({ differences }) =>
      differences.map(({ field, from = '', to = '' }) => `${field} ${from} → ${to}`),
    );

  it('tells those who are new, back and gone, and where they are or were', async () => {
    await world.importStudents([aStudent(1), aStudent(2, { 学籍状态: '休学' })]);
    await world.importStudents([aStudent(1, { 学籍状态: '退学' })], { effective: '2021-01-25' });
    const rows = [aStudent(1, { 姓名: '王小明', 班级: '191112' }), aStudent(3)];
    const { changes, counts, students } = await preview(rows, { retireMissing: true });
    const told = changes.map(({ personNo, change, kinds }) => [personNo, change, kinds]);
    expect(told).to.deep.equal([
      [studentNo(1), 'back', ['back', 'renamed']],
      [studentNo(3), 'added', ['added']],
      [studentNo(2), 'left', ['left']],
    ]);
    expect(changes[0]?.differences).to.deep.include({ field: '姓名', from: '学生1', to: '王小明' });
    expect(changes[1]?.differences).to.deep.include({ field: '班级', to: '191111' });
    expect(changes[2]?.differences).to.deep.include({ field: '学籍状态', from: '休学' });
    expect(counted(counts.student)).to.deep.equal({ added: 1, back: 1, left: 1, renamed: 1 });
    expect(students).to.deep.equal({ added: 2, changed: 0, unchanged: 0, left: 1 });
  });

  it('tells what was and what will be of those who stay', async () => {
    await world.importStudents([aStudent(1, { 联系电话: '10200000001' }), aStudent(2), aStudent(3)]);
    const changed = { 姓名: '王小明', 系部: '信息', 班级: '191121', 学籍状态: '休学', 学生类别: '入伍', 年级: '18级' };
    const rows = [aStudent(1, { ...changed, 联系电话: '10200000009' }), aStudent(2, { 联系电话: '' })];
    expect(await differencesOf(csv(rows))).to.deep.equal([
      '姓名 学生1 → 王小明',
      '系部 航制 → 信息',
      '班级 191111 → 191121',
      '年级 2019 → 2018',
      '学籍状态 在读 → 休学',
      '学生类别  → 入伍',
      '联系电话  → ',
    ]);
    const { counts, changes } = await preview(rows);
    const once = { moved: 1, renamed: 1, status: 1, category: 1, contact: 1 };
    expect(counted(counts.student)).to.deep.equal(once);
    expect(JSON.stringify(changes)).not.to.contain('1020000000');
  });

  it('tells the scopes that staff gain and lose, each with its duty', async () => {
    await world.importStudents([aStudent(1), aStudent(2, { 班级: '191112' })]);
    await world.importStaff([aTeacher(), aTeacher({ 工号: '10012', 职责: '辅导员', 管辖范围: '航制' })]);
    const rows = [aTeacher({ 管辖范围: '191112' }), aTeacher({ 工号: '10013', 管辖范围: '191111' })];
    const { counts, changes } = await preview(rows, { retireMissing: true });
    expect(changes.map(({ personNo, change, differences }) => [personNo, change, differences])).to.deep.equal([
      [
        '10011',
        'changed',
        [
          { field: '管辖范围', from: '班主任 191111' },
          { field: '管辖范围', to: '班主任 191112' },
        ],
      ],
      ['10013', 'added', [{ field: '管辖范围', to: '班主任 191111' }]],
      ['10012', 'left', [{ field: '管辖范围', from: '辅导员 航制' }]],
    ]);
    expect(counted(counts.staff)).to.deep.equal({ added: 1, left: 1, scopeGained: 2, scopeLost: 2 });
    expect(counted(counts.student)).to.deep.equal({});
  });

  it('tells of plans that are given up', async () => {
    await world.importStudents([aStudent(1), aStudent(2)]);
    await world.importStudents([aStudent(2, { 学籍状态: '退学' }), aStudent(3)], { effective: NEVER });
    expect(await differencesOf([aStudent(1), aStudent(2), aStudent(3)])).to.deep.equal([
      `离校日期 ${NEVER} → `,
      `入学日期 ${NEVER} → ${LATER}`,
    ]);
    await world.importStaff([aTeacher()]);
    await world.importStaff([aTeacher({ 职责: '辅导员' })], { effective: NEVER });
    expect(await differencesOf([aTeacher()])).to.deep.equal([
      `管辖范围 班主任 191111（${NEVER} 起不再） → `,
      `管辖范围 辅导员 191111（自 ${NEVER} 起） → `,
      '管辖范围  → 班主任 191111',
    ]);
  });

  it('counts everybody, and lists those who would be lost among too many', async () => {
    const many = Array.from({ length: 1200 }, (_, place) => aStudent(0, { 学号: String(201911120000 + place) }));
    await world.importStudents([aStudent(1), aStudent(2)]);
    const last = [aStudent(1, { 姓名: '王小明' }), aStudent(2, { 学籍状态: '退学' })];
    const { changes, counts, students } = await preview([...many, ...last]);
    expect(students).to.deep.equal({ added: 1200, changed: 1, unchanged: 0, left: 1 });
    expect(counted(counts.student)).to.deep.equal({ added: 1200, renamed: 1, left: 1 });
    expect(changes).to.have.lengthOf(502);
    expect(changes.slice(-2).map(({ change }) => change)).to.deep.equal(['changed', 'left']);
    await world.import([aFile('名单.csv', many)]);
    const [audit] = await world.db('checkin_audit').orderBy('people', 'desc');
    expect(audit.people).to.equal(1200);
  });
});
