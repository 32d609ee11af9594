import { posix } from 'node:path';
import type { Archive } from './archive';
import type { Shared } from './cell';
import { type Display, displayOf } from './number-format';
import { RichText } from './rich-text';
import { broken, tooMuch, Unreadable } from './unreadable';
import { readWholeXml } from './xml';

/** Twice what the largest roster has, should each of its cells say something else. */
const MOST_STRINGS = 2_000_000;

/** A sheet of a workbook, and where in the archive it lies; undefined where it lies nowhere in it. */
export interface SheetPart {
  name: string;
  path?: string;
}

/** A workbook: its sheets in order, and what they share. */
export interface Workbook extends Shared {
  sheets: SheetPart[];
}

interface Relation {
  id: string;
  /** The last word of the relation's type. */
  type: string;
  path: string;
}

/** Finds its way through a workbook and reads everything but the sheets. Links to other files are never followed. */
export async function readPackage(archive: Archive): Promise<Workbook> {
  const main = await findMain(archive);
  const relations = await relationsOf(archive, main);
  const pathOf = (type: string) => relations.find((each) => each.type === type && archive.has(each.path))?.path;
  const [strings, styles] = [pathOf('sharedStrings'), pathOf('styles')];
  return {
    sheets: await readSheets(archive, main, relations),
    strings: strings ? await readStrings(archive, strings) : [],
    displays: styles ? await readDisplays(archive, styles) : [],
  };
}

async function findMain(archive: Archive): Promise<string> {
  const root = archive.has('_rels/.rels') ? await relationsOf(archive, '') : [];
  const main = root.find(({ type }) => type === 'officeDocument')?.path ?? 'xl/workbook.xml';
  if (main.endsWith('.bin')) throw new Unreadable('这是 .xlsb 工作簿：请另存为“Excel 工作簿（.xlsx）”再导入');
  if (!archive.has(main)) throw broken();
  return main;
}

/** What a part of the package refers to inside it. */
async function relationsOf(archive: Archive, part: string): Promise<Relation[]> {
  const folder = posix.dirname(part);
  const relations: Relation[] = [];
  await readWholeXml(archive.text(posix.join(folder, '_rels', `${posix.basename(part)}.rels`)), {
    open(name, attributes) {
      if (name !== 'Relationship') return;
      const { Id: id = '', Type: type = '', Target: target = '', TargetMode: mode } = attributes();
      if (mode === 'External') return;
      const path = target.startsWith('/') ? target.slice(1) : posix.join(folder, target);
      relations.push({ id, type: type.slice(type.lastIndexOf('/') + 1), path });
    },
  });
  return relations;
}

async function readSheets(archive: Archive, main: string, relations: readonly Relation[]): Promise<SheetPart[]> {
  const paths = new Map(relations.filter(({ type }) => type === 'worksheet').map(({ id, path }) => [id, path]));
  const sheets: SheetPart[] = [];
  await readWholeXml(archive.text(main), {
    open(name, attributes) {
      if (name !== 'sheet') return;
      const given = attributes();
      const [, id = ''] = Object.entries(given).find(([key]) => key.endsWith(':id')) ?? [];
      sheets.push({ name: given.name ?? '', path: paths.get(id) });
    },
  });
  return sheets;
}

async function readStrings(archive: Archive, path: string): Promise<string[]> {
  const strings: string[] = [];
  const keep = (text: string) => {
    strings.push(text);
    if (strings.length > MOST_STRINGS) throw tooMuch(`超过 ${MOST_STRINGS} 种不同的内容`);
  };
  let current: RichText | undefined;
  await readWholeXml(archive.text(path), {
    open(name, _, empty) {
      if (name !== 'si') return empty ? undefined : current?.open(name);
      if (empty) keep('');
      else current = new RichText();
    },
    text: (text) => current?.add(text),
    close(name) {
      if (name !== 'si') return current?.close(name);
      keep(current?.text ?? '');
      current = undefined;
    },
  });
  return strings;
}

/** How numbers are shown in each of the workbook's looks. */
async function readDisplays(archive: Archive, path: string): Promise<Display[]> {
  const codes = new Map<number, string>();
  const looks: number[] = [];
  let section = '';
  await readWholeXml(archive.text(path), {
    open(name, attributes, empty) {
      if (name === 'numFmts' || name === 'cellXfs') section = empty ? '' : name;
      if (section === 'numFmts' && name === 'numFmt') {
        const { numFmtId, formatCode = '' } = attributes();
        codes.set(Number(numFmtId), formatCode);
      }
      if (section === 'cellXfs' && name === 'xf') looks.push(Number(attributes().numFmtId ?? 0));
    },
    close(name) {
      if (name === section) section = '';
    },
  });
  return looks.map((id) => displayOf(id, codes.get(id)));
}
