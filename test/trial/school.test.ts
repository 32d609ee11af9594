import { deepEqual, equal, notDeepEqual, ok } from 'node:assert/strict';
import { isDue, makeSchool } from '../../plugin/trial/school';
import { TODAY } from './made-up';

const SEEDS = ['trial', 'a', 'b', '2021', 'one more'];

describe('the made-up school', () => {
  const school = makeSchool({ seed: 'trial', today: TODAY });
  const { students, staff, campaign } = school;
  const classesIn = (department: string) =>
    new Set(students.filter(({ 系部 }) => 系部 === department).map(({ 班级 }) => 班级));

  it('has the seven departments of the notice, each with classes of its own', () => {
    deepEqual([...new Set(students.map(({ 系部 }) => 系部))], ['航制', '经管', '电气', '信息', '航修', '旅管', '五高']);
    const departments = new Map(students.map(({ 班级, 系部 }) => [班级, 系部]));
    ok(students.every(({ 班级, 系部 }) => departments.get(班级) === 系部));
    equal(departments.size, school.classes.length);
  });

  for (const seed of SEEDS) {
    it(`has about a thousand students, whatever it grows from: ${seed}`, () => {
      const { length } = makeSchool({ seed, today: TODAY }).students;
      ok(length >= 950 && length <= 1100, `${length} students`);
    });
  }

  it('gives each student a number of twelve digits, and nobody the same', () => {
    ok(students.every(({ 学号 }) => /^\d{12}$/.test(学号)));
    equal(new Set(students.map(({ 学号 }) => 学号)).size, students.length);
    equal(new Set(staff.map(({ 工号 }) => 工号)).size, staff.length);
  });

  it('leaves out whom the notice leaves out', () => {
    const exempt = ['198241', '198242', '198243', '198244', '198311', '198611'];
    deepEqual(campaign.followUp, exempt);
    ok(exempt.every((code) => classesIn('航修').has(code)));
    const isOut = ({ 班级, 学籍状态, 学生类别 }: (typeof students)[number]) =>
      exempt.includes(班级) || 学籍状态 !== '在读' || 学生类别 === '18级入伍士官生';
    for (const student of students) equal(isDue(school, student), !isOut(student), student.学号);
    for (const status of ['休学', '退学']) ok(students.some(({ 学籍状态 }) => 学籍状态 === status));
    ok(students.some(({ 学生类别, 年级 }) => 学生类别 === '18级入伍士官生' && 年级 === '2018级'));
  });

  it('has a class teacher for every class and a contact for every department', () => {
    const scopes = (duty: string) =>
      staff.filter(({ 职责 }) => 职责 === duty).flatMap(({ 管辖范围 }) => 管辖范围.split('、'));
    deepEqual(scopes('班主任').sort(), school.classes.map(({ code }) => code).sort());
    deepEqual(scopes('系部负责人'), ['航制', '经管', '电气', '信息', '航修', '旅管', '五高']);
    ok(staff.some(({ 职责, 管辖范围 }) => 职责 === '学工处' && 管辖范围 === ''));
  });

  it('uses no telephone number that anybody could have', () => {
    const numbers = students.flatMap(({ 联系电话, 家长电话 }) => [联系电话, 家长电话]).filter(Boolean);
    ok(numbers.every((number) => /^102\d{8}$/.test(number)));
  });

  it('is the same school each time, and another one from another seed', () => {
    deepEqual(makeSchool({ seed: 'trial', today: TODAY }), school);
    notDeepEqual(makeSchool({ seed: 'a', today: TODAY }).students, students);
  });
});
