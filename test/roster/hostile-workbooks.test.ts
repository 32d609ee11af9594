import { expect } from 'chai';
import { strToU8, zipSync } from 'fflate';
import { RosterRefused } from '../../plugin/features/roster';
import { readInThread } from '../../plugin/features/roster/workbook/read-in-thread';
import { aFile, aStudent, RosterWorld } from './roster-world';
import { aWorkbook, type CellXml, partsOf, rowsXml, rowXml } from './workbooks';

const HEADINGS = Object.keys(aStudent(1));
const ROW = Object.values(aStudent(1));
const GOOD = rowsXml([HEADINGS, ROW]);
const packed = (...args: Parameters<typeof zipSync>) => Buffer.from(zipSync(...args));

/** A good workbook whose bytes are changed after it was made. */
function tampered(change: (content: Buffer) => void): Buffer {
  const { content } = aWorkbook({ sheets: { 学生: GOOD } });
  change(content);
  return content;
}

/** The place of the entry of the first sheet in the directory at the end. */
function entryOf(content: Buffer): number {
  return content.lastIndexOf('xl/worksheets/sheet1.xml') - 46;
}

async function readAll(...args: Parameters<typeof readInThread>): Promise<number> {
  let rows = 0;
  for await (const piece of readInThread(...args)) rows += piece.rows.length;
  return rows;
}

describe('a hostile workbook', () => {
  const world = new RosterWorld();
  const reasonFor = async (content: Buffer) => (await world.refusal([aFile('名单.xlsx', content)])).errors[0]?.message;
  const errorFor = async (sheet: string | { data: string; after: string }) =>
    (await world.refusal([aWorkbook({ sheets: { 学生: sheet } })])).errors[0];

  it('is refused when it swells beyond measure, before it is inflated', async () => {
    const bomb = partsOf({ sheets: { 学生: GOOD }, files: { 'xl/media/a.png': new Uint8Array(8 * 1024 * 1024) } });
    expect(await reasonFor(packed(bomb))).to.contain('压缩比');
    const declared = tampered((content) => content.writeUInt32LE(0x3fff_ffff, entryOf(content) + 24));
    expect(await reasonFor(declared)).to.contain('解压后超过 512 MB');
  });

  it('is refused when it inflates to something else than it declares', async () => {
    for (const change of [-1, 1, 1000]) {
      const lying = tampered((content) => {
        const place = entryOf(content) + 24;
        content.writeUInt32LE(content.readUInt32LE(place) + change, place);
      });
      expect(await reasonFor(lying), String(change)).to.contain('已损坏');
    }
    const flipped = tampered((content) => content.writeUInt32LE(7, entryOf(content) + 16));
    expect(await reasonFor(flipped)).to.contain('已损坏');
  });

  it('is refused when it is cut off, garbled, or an archive of something else', async () => {
    const { content } = aWorkbook({ sheets: { 学生: GOOD } });
    for (const length of [4, 60, content.length >> 1, content.length - 30]) {
      expect(await reasonFor(content.subarray(0, length)), String(length)).to.contain('已损坏');
    }
    expect(await reasonFor(packed({ 'content.xml': strToU8('<a/>') }))).to.contain('已损坏');
    const binary = {
      '_rels/.rels': strToU8('<a><Relationship Type="x/officeDocument" Target="xl/workbook.bin"/></a>'),
    };
    expect(await reasonFor(packed({ ...binary, 'xl/workbook.bin': new Uint8Array(9) }))).to.contain('.xlsb');
  });

  it('is refused when it has too many files, two of one name, or bytes that several share', async () => {
    const many = Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`${at}`, new Uint8Array()]));
    expect(await reasonFor(packed(many))).to.contain('1001 个文件');
    const files = { 'xl/Workbook.xml': strToU8('<a/>') };
    expect(await reasonFor(packed(partsOf({ sheets: { 学生: GOOD }, files })))).to.contain('已损坏');
    const sharing = tampered((content) => content.writeUInt32LE(content.length - 1, entryOf(content) + 20));
    expect(await reasonFor(sharing)).to.contain('已损坏');
  });

  it('is refused when it is encrypted, or of the old kind, which says what to do', async () => {
    const encrypted = tampered((content) => content.writeUInt16LE(1, entryOf(content) + 8));
    expect(await reasonFor(encrypted)).to.contain('密码');
    const old = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
    expect(await reasonFor(old))
      .to.contain('.xls')
      .and.contain('另存为');
    const wrapped = Buffer.concat([old, Buffer.from('EncryptedPackage', 'utf16le'), Buffer.alloc(100)]);
    expect(await reasonFor(wrapped)).to.contain('密码');
  });

  it('with a million rows that only have a look is read rightly', async () => {
    const looks = Array.from(
      { length: 1_000_000 },
      (_, at) => `<row r="${at + 3}" s="1" customFormat="1"><c r="A${at + 3}" s="1"/></row>`,
    );
    const file = aWorkbook({ sheets: { 学生: GOOD + looks.join('') } });
    expect((await world.import([file])).students.added).to.equal(1);
  });

  it('is refused with more rows than any school has, or more columns', async () => {
    const filled = Array.from(
      { length: 110_000 },
      (_, at) => `<row r="${at + 2}"><c r="A${at + 2}"><v>1</v></c></row>`,
    );
    expect((await errorFor(rowXml(HEADINGS, 1) + filled.join('')))?.message).to.contain('110000 行');
    expect((await errorFor(`<row r="1"><c r="IW1"><v>1</v></c></row>`))?.message).to.contain('256 列');
  });

  it('is refused when a text in it goes on and on, be it said once or in every row', async () => {
    const long: CellXml = { xml: '<c @ t="s"><v>0</v></c>' };
    const rows = Array.from({ length: 300 }, () => HEADINGS.map(() => long));
    const noise = Array.from({ length: 20_000 }, (_, at) => (at * 2_654_435_761).toString(36)).join('');
    const file = aWorkbook({ sheets: { 学生: rowsXml([HEADINGS, ...rows]) }, strings: `<si><t>${noise}</t></si>` });
    expect((await world.refusal([file])).errors[0]?.message).to.contain('内容太多');
    expect((await errorFor(`<row r="1"><c r="A1" a="${noise.repeat(40)}"/></row>`))?.message).to.contain('内容太长');
  });

  it('ends with its thread when it takes too long or too much memory', async () => {
    const strings = Array.from({ length: 1_000_000 }, (_, at) => `<si><t>学生${at}</t></si>`).join('');
    const file = aWorkbook({ sheets: { 学生: GOOD }, strings });
    const under = (limits: { megabytes: number; milliseconds: number }) =>
      readAll(file, limits).catch((error: unknown) => error as RosterRefused);
    const slow = await under({ megabytes: 256, milliseconds: 50 });
    const large = await under({ megabytes: 32, milliseconds: 20_000 });
    expect(slow).to.be.instanceOf(RosterRefused);
    expect((slow as RosterRefused).message).to.contain('秒还没有读完');
    expect(large).to.be.instanceOf(RosterRefused);
    expect((large as RosterRefused).message).to.contain('内存放不下');
  });

  it('does not hold up whoever else is served meanwhile', async () => {
    const rows = Array.from({ length: 20_000 }, () => ROW);
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await readAll(aWorkbook({ sheets: { 学生: rowsXml([HEADINGS, ...rows]) } }));
    clearInterval(timer);
    expect(turns).to.be.greaterThan(50);
  });

  it('cannot make entities, and no document type', async () => {
    const entity = '<!DOCTYPE a [<!ENTITY b "ha">]><worksheet><sheetData/></worksheet>';
    const files = { 'xl/worksheets/sheet1.xml': strToU8(entity) };
    expect(await reasonFor(packed(partsOf({ sheets: { 学生: '' }, files })))).to.contain('已损坏');
    expect((await errorFor('<row r="1"><c r="A1" t="str"><v>&b;</v></c></row>'))?.message).to.contain('已损坏');
  });

  it('reaches no sheet outside itself', async () => {
    const parts = partsOf({ sheets: { 学生: GOOD } });
    const relations = Buffer.from(parts['xl/_rels/workbook.xml.rels'] as Uint8Array).toString();
    for (const target of [
      'Target="https://portal.example/a.xml" TargetMode="External"',
      'Target="../../../etc/passwd"',
    ]) {
      const files = { 'xl/_rels/workbook.xml.rels': strToU8(relations.replace(/Target="worksheets[^"]*"/, target)) };
      expect(await reasonFor(packed({ ...parts, ...files })), target).to.match(/没有数据行|已损坏/);
    }
  });
});
