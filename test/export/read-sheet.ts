import { Archive } from '../../plugin/features/roster/workbook/archive';
import { readPackage } from '../../plugin/features/roster/workbook/package';
import { readWholeXml } from '../../plugin/features/roster/workbook/xml';

/** A cell as a spreadsheet takes it: a text, a number, or the day and time that a number is shown as. */
export type CellRead = string | number | { date: string };

export interface SheetRead {
  name: string;
  rows: CellRead[][];
  /** Attributes of the elements that tell how the sheet is shown, by the elements' names. */
  shown: Record<string, Record<string, string>[]>;
}

const DAY_ZERO = Date.UTC(1899, 11, 30);
const SHOWN = ['pane', 'col', 'autoFilter', 'f', 'mergeCell'];

/**
 * The sheets of a workbook, read by the reader of rosters, which knows nothing of the writer. Cells are put where they
 * say that they are.
 */
export async function readSheets(content: Buffer): Promise<SheetRead[]> {
  const archive = new Archive(content);
  const workbook = await readPackage(archive);
  return Promise.all(
    workbook.sheets.map(async ({ name, path = '' }) => {
      const sheet: SheetRead = { name, rows: [], shown: {} };
      let cell: { row: number; column: number; type: string; isDate: boolean; text: string } | undefined;
      await readWholeXml(archive.text(path), {
        open(element, attributes) {
          if (element === 'c') {
            const { r = '', t = 'n', s = '0' } = attributes();
            const isDate = workbook.displays[Number(s)] === 'date';
            cell = { ...placeOf(r), type: t, isDate, text: '' };
          } else if (SHOWN.includes(element)) sheet.shown[element] = [...(sheet.shown[element] ?? []), attributes()];
        },
        text: (text) => {
          if (cell) cell.text += text;
        },
        close(element) {
          if (element !== 'c' || !cell) return;
          const row = sheet.rows[cell.row] ?? [];
          row[cell.column] = readValue(cell, workbook.strings);
          sheet.rows[cell.row] = row;
          cell = undefined;
        },
      });
      return sheet;
    }),
  );
}

function placeOf(reference: string): { row: number; column: number } {
  const [, letters = '', digits = ''] = /^([A-Z]+)(\d+)$/.exec(reference) ?? [];
  const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  return { row: Number(digits) - 1, column: column - 1 };
}

interface RawValue {
  type: string;
  isDate: boolean;
  text: string;
}

function readValue({ type, isDate, text }: RawValue, strings: readonly string[]): CellRead {
  if (type === 's') return strings[Number(text)] ?? `no text ${text}`;
  if (type === 'inlineStr')
    return text.replace(/_x([\da-f]{4})_/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));
  if (type !== 'n') throw new Error(`a cell of type ${type}`);
  if (!isDate) return Number(text);
  return { date: new Date(Math.round(DAY_ZERO + Number(text) * 86_400_000)).toISOString().replace('.000Z', '') };
}

/** Rows by their headings; an empty cell is left out. */
export function byHeading({ rows }: SheetRead): Record<string, CellRead>[] {
  const [headings = [], ...rest] = rows;
  return rest.map((row) =>
    Object.fromEntries(headings.flatMap((heading, at) => (row[at] === undefined ? [] : [[String(heading), row[at]]]))),
  );
}
