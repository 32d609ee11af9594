import { once } from 'node:events';
import { createDeflateRaw } from 'node:zlib';
import { type Campaign, DEFAULT_FORM } from '../../../plugin/features/campaign';
import { columnsOf } from '../../../plugin/features/export/columns';
import type { Value } from '../../../plugin/features/export/sheet/plan';
import { XlsxWriter } from '../../../plugin/features/export/sheet/xlsx';

/**
 * Rows that are there already, without a database and without sealing: as bare XML into deflate, which is the floor of an
 * export, or through the module's own writer. Prints the milliseconds that it took, those of a processor's time, and the
 * bytes that came out.
 */
const WAYS = { bare, writer } as const;

const PAGE = 500;

/** What the benchmark's students answer, as the module words it, in the order of its columns. */
function valuesOf(at: number): Value[] {
  const isIll = at % 50 === 0;
  return [
    `2021-01-1${at % 10}`,
    String(201_900_000_000 + at),
    `学生${at}`,
    '航制',
    String(191_000 + (at % 500)),
    isIll ? '待审核' : '已反馈',
    1_611_000_000_000 + (at % 86_400) * 1000,
    1,
    isIll ? '体温高于 37.3 ℃、有身体症状' : null,
    36 + (at % 13) / 10,
    isIll ? '发热、咳嗽' : '以上都没有',
    '否',
    null,
    `四川省 成都市 龙泉驿区，阳光大道 ${at % 997} 号（手机定位）`,
    at % 5 === 0 ? `在家里，一切都好，第 ${at % 89} 天` : null,
    '是',
    null,
    null,
    null,
    null,
  ];
}

async function bare(rows: number): Promise<number> {
  const zip = createDeflateRaw();
  let bytes = 0;
  zip.on('data', (part: Buffer) => {
    bytes += part.length;
  });
  let xml = '<sheetData>';
  for (let at = 0; at < rows; at += 1) {
    xml += `<row>${valuesOf(at).map(toXml).join('')}</row>`;
    if (xml.length < 65_536) continue;
    if (!zip.write(xml)) await once(zip, 'drain');
    xml = '';
  }
  zip.end(`${xml}</sheetData>`);
  await once(zip, 'end');
  return bytes;
}

function toXml(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return `<c><v>${value}</v></c>`;
  const text = value.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '');
  return `<c t="inlineStr"><is><t>${text}</t></is></c>`;
}

async function writer(rows: number): Promise<number> {
  const version = { version: 1, fromDay: '2021-01-10', form: DEFAULT_FORM, flags: [] };
  const filter = { from: '2021-01-10', to: '2021-01-19', state: 'reported' } as const;
  const spec = columnsOf({ forms: [version] } as Partial<Campaign> as Campaign, filter);
  let bytes = 0;
  const plan = { ...spec, format: 'xlsx', title: '已反馈', timeZone: 'Asia/Shanghai', createdAt: 0 } as const;
  const file = new XlsxWriter(plan, (part) => {
    bytes += part.length;
  });
  await file.begin();
  for (let from = 0; from < rows; from += PAGE)
    await file.rows(Array.from({ length: Math.min(PAGE, rows - from) }, (_, index) => valuesOf(from + index)));
  await file.end();
  return bytes;
}

async function main([way, rows]: string[]): Promise<void> {
  const [begun, before] = [performance.now(), process.cpuUsage()];
  const bytes = await WAYS[way as keyof typeof WAYS](Number(rows));
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ took: performance.now() - begun, cpu: (user + system) / 1000, bytes }));
}

void main(process.argv.slice(2));
