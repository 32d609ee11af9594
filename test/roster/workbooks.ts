import { strToU8, type Zippable, zipSync } from 'fflate';
import type { RosterFile } from '../../plugin/features/roster';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';

/** Made by hand, so that it can be anything that a program or an attacker may write. */
export interface RawWorkbook {
  /** What is inside `sheetData` of each sheet, and what comes after it. */
  sheets: Record<string, string | { data: string; after?: string }>;
  /** What is inside `sst`. */
  strings?: string;
  /** What is inside `styleSheet`. */
  styles?: string;
  /** Other files, or others in the place of those. */
  files?: Zippable;
}

const xml = (text: string): Uint8Array => strToU8(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`);

/** The files of a workbook, by their paths. */
export function partsOf({ sheets, strings, styles, files }: RawWorkbook): Zippable {
  const names = Object.keys(sheets);
  const list = names.map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`).join('');
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${DOCUMENT}/${type}" Target="${target}"/>`;
  const relations = names.map((_, at) => relation(`rId${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`));
  const shared = [relation('s', 'sharedStrings', 'sharedStrings.xml'), relation('t', 'styles', 'styles.xml')];
  const parts: Zippable = {
    '_rels/.rels': xml(
      `<Relationships xmlns="${PACKAGE}">${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    ),
    'xl/workbook.xml': xml(`<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}"><sheets>${list}</sheets></workbook>`),
    'xl/_rels/workbook.xml.rels': xml(
      `<Relationships xmlns="${PACKAGE}">${[...relations, ...shared].join('')}</Relationships>`,
    ),
    'xl/sharedStrings.xml': xml(`<sst xmlns="${MAIN}">${strings ?? ''}</sst>`),
    'xl/styles.xml': xml(`<styleSheet xmlns="${MAIN}">${styles ?? ''}</styleSheet>`),
  };
  for (const [at, name] of names.entries()) {
    const sheet = sheets[name] ?? '';
    const { data, after = '' } = typeof sheet === 'string' ? { data: sheet } : sheet;
    parts[`xl/worksheets/sheet${at + 1}.xml`] = xml(
      `<worksheet xmlns="${MAIN}"><sheetData>${data}</sheetData>${after}</worksheet>`,
    );
  }
  return { ...parts, ...files };
}

export function aWorkbook(raw: RawWorkbook, name = '名单.xlsx'): RosterFile {
  return { name, content: Buffer.from(zipSync(partsOf(raw), { level: 1 })) };
}

/** A cell as XML: a text for a cell that carries its own; otherwise what the test says, `@` standing for its place. */
export type CellXml = string | { xml: string };

/** Rows as XML, from a row on. */
export function rowsXml(rows: readonly (readonly CellXml[])[], first = 1): string {
  return rows.map((cells, at) => rowXml(cells, first + at)).join('');
}

export function rowXml(cells: readonly CellXml[], row: number): string {
  const inner = cells.map((cell, column) => {
    const place = `r="${String.fromCharCode(65 + column)}${row}"`;
    if (typeof cell !== 'string') return cell.xml.replace('@', place);
    return cell === '' ? '' : `<c ${place} t="inlineStr"><is><t>${cell}</t></is></c>`;
  });
  return `<row r="${row}">${inner.join('')}</row>`;
}
