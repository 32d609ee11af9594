import { expect } from 'chai';
import { enrolmentOn } from '../../plugin/features/roster';
import { makeSchool } from '../../plugin/trial/school';
import { aFile, aStudent, csv, RosterWorld, studentNo, TODAY } from './roster-world';

const LATER = '2021-02-01';

describe('the roster of a whole school', () => {
  const world = new RosterWorld();
  const school = makeSchool({ seed: 'roster', today: TODAY });
  const files = [aFile('教职工.csv', csv(school.staff)), aFile('学生.csv', csv(school.students))];
  const withdrawn = school.students.filter(({ 学籍状态 }) => 学籍状态 === '退学').length;

  it('is imported, and imported again without a change', async () => {
    const first = await world.import(files);
    expect(first.students).to.deep.equal({
      added: school.students.length - withdrawn,
      changed: 0,
      unchanged: withdrawn,
      left: 0,
    });
    expect(first.staff.added).to.equal(school.staff.length);
    const before = await world.everything();
    const again = await world.import(files, { effective: LATER, retireMissing: true });
    expect(again.changes).to.deep.equal([]);
    expect(await world.everything()).to.deep.equal(before);
  });

  it('has everybody where the file says, and where an earlier file said on the days before', async () => {
    await world.import(files);
    const moved = school.students.map((student) =>
      student.班级 === '191111' ? { ...student, 班级: '191119' } : student,
    );
    await world.import([aFile('学生.csv', csv(moved))], { effective: LATER });
    for (const student of school.students.filter(({ 学籍状态 }) => 学籍状态 !== '退学').slice(0, 120)) {
      const after = student.班级 === '191111' ? '191119' : student.班级;
      expect((await enrolmentOn(world.db, student.学号, '2021-01-31'))?.classCode).to.equal(student.班级);
      expect((await enrolmentOn(world.db, student.学号, LATER))?.classCode).to.equal(after);
    }
    const empty = await world.db('checkin_enrolment').whereRaw('from_day >= until_day');
    expect(empty, 'periods without a day').to.deep.equal([]);
  });

  it('is one of two rosters, not a mixture, when two imports meet', async () => {
    const classOf = (code: string) => Array.from({ length: 60 }, (_, place) => aStudent(place, { 班级: code }));
    const codes = ['191111', '191112'] as const;
    await Promise.all(codes.map((code) => world.importStudents(classOf(code))));
    const rows = await world.db('checkin_enrolment').select('person_no', 'class_code');
    expect(rows).to.have.lengthOf(60);
    expect(new Set(rows.map((row) => row.class_code))).to.have.property('size', 1);
    await Promise.all(codes.map((code) => world.importStudents(classOf(code), { effective: LATER })));
    expect(await enrolmentOn(world.db, studentNo(1), LATER)).to.not.equal(undefined);
    const holding = await world.db('checkin_enrolment').where('until_day', '>', LATER).where('from_day', '<=', LATER);
    expect(holding).to.have.lengthOf(60);
    expect(new Set(holding.map((row) => row.class_code))).to.have.property('size', 1);
  });
});
