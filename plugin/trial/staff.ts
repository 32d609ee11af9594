import { allClasses, DEPARTMENTS, type MadeUpClass } from './classes';
import { makeName } from './names';
import { randomOf } from './random';

/** A row of the staff's roster file, keyed by its headings. */
export type StaffRow = {
  工号: string;
  姓名: string;
  职责: '班主任' | '辅导员' | '系部负责人' | '学工处';
  管辖范围: string;
};

/** These two classes share one class teacher. */
const SHARED: readonly string[] = ['191111', '191112'];
/** Which classes each counsellor looks after. */
const COUNSELLORS: readonly ((each: MadeUpClass) => boolean)[] = [
  ({ department }) => department === '航制',
  ({ department }) => department === '经管' || department === '旅管',
  ({ department }) => department === '电气' || department === '信息',
  ({ department, exempt }) => department === '五高' || (department === '航修' && !exempt),
];
const OFFICE = 2;

/** Class teachers for every class (one has two), four counsellors, a contact of each department, two of the 学工处. */
export function makeStaff(seed: string): StaffRow[] {
  const random = randomOf(`${seed}/staff`);
  const classes = allClasses();
  const ownClasses = classes.map(({ code }) => code).filter((code) => code !== SHARED[1]);
  const posts: Pick<StaffRow, '职责' | '管辖范围'>[] = [
    ...ownClasses.map((code) => ({ 职责: '班主任', 管辖范围: code === SHARED[0] ? SHARED.join('、') : code }) as const),
    ...COUNSELLORS.map((mine) => ({ 职责: '辅导员', 管辖范围: codesOf(classes.filter(mine)) }) as const),
    ...DEPARTMENTS.map((department) => ({ 职责: '系部负责人', 管辖范围: department }) as const),
    ...Array.from({ length: OFFICE }, () => ({ 职责: '学工处', 管辖范围: '' }) as const),
  ];
  return posts.map((post, index) => ({ 工号: String(10_011 + index * 3), 姓名: makeName(random), ...post }));
}

function codesOf(classes: readonly MadeUpClass[]): string {
  return classes.map(({ code }) => code).join('、');
}
