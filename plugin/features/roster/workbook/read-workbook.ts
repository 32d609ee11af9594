import { refused } from '../refusal';
import type { PersonType, RosterFile, RowError, Sheet } from '../schema';
import { Archive } from './archive';
import { readPackage, type SheetPart, type Workbook } from './package';
import { RosterSheet } from './roster-sheet';
import { SheetReader } from './sheet-reader';
import { tooMuch, Unreadable } from './unreadable';
import { readXml } from './xml';

const KINDS: Record<string, PersonType> = { 学生: 'student', 教职工: 'staff' };
const LISTED = 10;

/**
 * Reads the sheets 学生 and 教职工 of a workbook (.xlsx), a part of a sheet at a time: parts of one sheet follow each
 * other. Rows are numbered as in the sheet. A sheet without rows is left out; other sheets are not looked at. Throws
 * `RosterRefused` when the workbook cannot be read as a whole.
 */
export async function* readWorkbook({ name, content }: RosterFile): AsyncGenerator<Sheet> {
  let reading = name;
  try {
    const archive = new Archive(content);
    const workbook = await readPackage(archive);
    let isEmpty = true;
    for (const { kind, label, part } of rosterSheets(name, workbook)) {
      reading = label;
      for await (const piece of readSheet(archive, workbook, part, new RosterSheet(label, kind))) {
        isEmpty = false;
        yield piece;
      }
    }
    if (isEmpty) throw refused(name, 0, '没有数据行');
  } catch (error) {
    // The one way in which the engine itself refuses: a text or a table longer than it can hold.
    const reason = error instanceof RangeError ? tooMuch('内容太多') : error;
    throw reason instanceof Unreadable ? refused(reading, reason.row, reason.message) : reason;
  }
}

function rosterSheets(file: string, { sheets }: Workbook) {
  const found = sheets.flatMap((part) => {
    const title = part.name.normalize('NFKC').trim();
    const kind = Object.hasOwn(KINDS, title) ? KINDS[title] : undefined;
    return kind ? [{ kind, label: `${file} › ${title}`, part }] : [];
  });
  if (found.length === 0) {
    throw new Unreadable(`没有叫“学生”或“教职工”的工作表，只有：${namesOf(sheets)}`);
  }
  const twice = found.find(({ label }, index) => found.findIndex((other) => other.label === label) < index);
  if (twice) throw new Unreadable(`有两个叫“${twice.part.name}”的工作表`);
  return found;
}

function namesOf(sheets: readonly SheetPart[]): string {
  const names = sheets.slice(0, LISTED).map(({ name }) => name.slice(0, 31));
  return `${names.join('、')}${sheets.length > LISTED ? ` 等 ${sheets.length} 个` : ''}`;
}

async function* readSheet(archive: Archive, workbook: Workbook, { path }: SheetPart, sheet: RosterSheet) {
  if (path === undefined) return;
  const reader = new SheetReader(workbook);
  for await (const _ of readXml(archive.text(path), reader)) {
    const piece = sheet.take(reader.takeRows());
    if (piece) yield piece;
  }
  const rest = sheet.take(reader.takeRows());
  if (rest) yield rest;
  const errors: RowError[] = sheet.judgeMerged(reader.merged);
  if (errors.length > 0) yield { ...sheet.origin, rows: [], errors };
}
