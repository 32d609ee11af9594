import { allClasses, CADETS, type MadeUpClass } from './classes';
import { makeDottedName, makeName } from './names';
import { type Random, randomOf } from './random';

/** A row of the students' roster file, keyed by its headings. */
export type StudentRow = {
  学号: string;
  姓名: string;
  系部: string;
  班级: string;
  年级: string;
  学籍状态: '在读' | '休学' | '退学';
  学生类别: string;
  联系电话: string;
  家长电话: string;
};

const CADET_CLASSES: Record<string, number> = { '188211': 14, '181111': 6 };
const SUSPENDED = 7;
const WITHDRAWN = 4;
const DOTTED = 6;

/** About a thousand students in thirty classes: a few suspended or withdrawn, some cadets, some sharing a name. */
export function makeStudents(seed: string): StudentRow[] {
  const students = allClasses().flatMap((each) => studentsOf(seed, each));
  return withExceptions(withPhones(students, randomOf(`${seed}/phones`)), randomOf(`${seed}/exceptions`));
}

function studentsOf(seed: string, { code, department, intake }: MadeUpClass): StudentRow[] {
  const random = randomOf(`${seed}/class/${code}`);
  const cadets = CADET_CLASSES[code] ?? 0;
  return Array.from({ length: random.int(30, 37) }, (_, index) => ({
    学号: `20${code}01${String(index + 1).padStart(2, '0')}`,
    姓名: makeName(random),
    系部: department,
    班级: code,
    年级: `${intake}级`,
    学籍状态: '在读',
    学生类别: index < cadets ? CADETS.category : '',
    联系电话: '',
    家长电话: '',
  }));
}

/** Numbers begin with 102, which no subscriber's does. Some parents' are missing, as in life. */
function withPhones(students: StudentRow[], random: Random): StudentRow[] {
  const number = (value: number): string => `102${String(value).padStart(8, '0')}`;
  return students.map((student, index) => ({
    ...student,
    联系电话: number(10_000 + index * 7),
    家长电话: random.chance(0.94) ? number(50_000 + index * 7) : '',
  }));
}

/** Students change status, some names have a dot, and three pairs share a name, the first pair within a class. */
function withExceptions(students: StudentRow[], random: Random): StudentRow[] {
  const ordinary = students.filter((student) => student.学生类别 === '' && !student.班级.startsWith('1982'));
  const drawn = random.sample(ordinary, SUSPENDED + WITHDRAWN + DOTTED + 4);
  const changed = new Map<string, Partial<StudentRow>>();
  const change = (count: number, what: () => Partial<StudentRow>): void => {
    for (const student of drawn.splice(0, count)) changed.set(student.学号, what());
  };
  change(SUSPENDED, () => ({ 学籍状态: '休学' }));
  change(WITHDRAWN, () => ({ 学籍状态: '退学' }));
  change(DOTTED, () => ({ 姓名: makeDottedName(random) }));
  const [one, two, three, four] = drawn as [StudentRow, StudentRow, StudentRow, StudentRow];
  const neighbour = ordinary.find(({ 班级, 学号 }) => 班级 === one.班级 && 学号 !== one.学号 && !changed.has(学号));
  if (neighbour) changed.set(neighbour.学号, { 姓名: one.姓名 });
  changed.set(three.学号, { 姓名: two.姓名 });
  changed.set(four.学号, { 姓名: one.姓名 });
  return students.map((student) => ({ ...student, ...changed.get(student.学号) }));
}
