import { headingsOf } from './columns';
import type { PersonType } from './schema';

type Row = Record<string, string>;

const TITLES = { student: '学生', staff: '教职工' } as const satisfies Record<PersonType, string>;

/** Made up, and in keeping with each other, so that the template is itself a roster that can be imported. */
const EXAMPLES: Record<PersonType, Row[]> = {
  student: [
    {
      学号: '200011110101',
      姓名: '张示例',
      系部: '示例系',
      班级: '001111',
      年级: '2000级',
      学籍状态: '在读',
      联系电话: '10200000001',
      家长电话: '10200000002',
    },
    { 学号: '200011110102', 姓名: '李示例', 系部: '示例系', 班级: '001111', 年级: '2000级', 学籍状态: '休学' },
  ],
  staff: [
    { 工号: '00001', 姓名: '王示例', 职责: '班主任', 管辖范围: '001111' },
    { 工号: '00002', 姓名: '赵示例', 职责: '系部负责人', 管辖范围: '示例系' },
  ],
};

const EXPLAINED = [
  ['说明'],
  ['“学生”和“教职工”两个工作表里的示例是虚构的：请删去示例，从第 2 行起填写。第 1 行表头不要改。'],
  ['所有的列都是文本格式，号码开头的 0 会保留。粘贴时请选“只粘贴值（文本）”。不要合并单元格。'],
  ['学号：12 位数字。年级：写成 2018、2018级 或 18级。学籍状态：在读、休学 或 退学。学生类别：可以留空。'],
  ['联系电话、家长电话：可以删去整列，已有的号码不变；留空则删去已有的号码。'],
  ['职责：班主任、辅导员、系部负责人 或 学工处。管辖范围：班级或系部，多个用顿号隔开；学工处留空。'],
  ['一位教职工可以有几行，合起来代替原来的职责。没有写在名单里的人不变。'],
];

const WIDTH = 16;
const WIDEST = 100;

/**
 * A workbook to fill in: the sheets 学生 and 教职工 with headings and made-up rows, every column as text so that numbers
 * keep their digits, and a sheet that explains them.
 */
export async function rosterTemplate(): Promise<Buffer> {
  const { default: writeWorkbook } = await import('write-excel-file/node');
  const inText = (value: string) => (value === '' ? null : { value, type: String, format: '@' });
  const sheets = (['student', 'staff'] as const).map((kind) => ({
    sheet: TITLES[kind],
    data: tableOf(kind).map((row) => row.map(inText)),
    columns: headingsOf(kind).map(() => ({ width: WIDTH })),
    stickyRowsCount: 1,
  }));
  const explained = { sheet: '说明', data: EXPLAINED, columns: [{ width: WIDEST }] };
  const columnsAsText = { files: { transform: { 'xl/worksheets/sheet{id}.xml': { transform: givenToColumns } } } };
  return writeWorkbook([...sheets, explained], { features: [columnsAsText] }).toBuffer();
}

/** The same as CSV files, with the byte order mark by which Excel knows UTF-8. */
export function csvTemplates(): Record<'students' | 'staff', string> {
  const toText = (kind: PersonType) =>
    `\uFEFF${tableOf(kind)
      .map((row) => `${row.join(',')}\r\n`)
      .join('')}`;
  return { students: toText('student'), staff: toText('staff') };
}

function tableOf(kind: PersonType): string[][] {
  const headings = headingsOf(kind);
  return [headings, ...EXAMPLES[kind].map((row) => headings.map((heading) => row[heading] ?? ''))];
}

/** The look of the first cell, given to whole columns: the writer itself gives looks to cells alone. */
function givenToColumns(xml: string): string {
  const [, look] = /<c r="A1" s="(\d+)"/.exec(xml) ?? [];
  return look === undefined ? xml : xml.replaceAll('<col ', `<col style="${look}" `);
}
