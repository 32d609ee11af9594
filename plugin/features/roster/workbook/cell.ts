import type { Display } from './number-format';
import { unescaped } from './rich-text';
import { broken } from './unreadable';

/** A cell as the XML of its sheet has it. */
export interface RawCell {
  /** The attribute `t`: what `value` is; a number where it is left out. */
  type: string;
  /** The attribute `s`: a place among the looks of the workbook. */
  look: number;
  value?: string;
  /** The text of a cell that carries its own. */
  inline?: string;
  hasFormula: boolean;
}

/** What all sheets of a workbook lean on. */
export interface Shared {
  strings: readonly string[];
  displays: readonly Display[];
}

/** What a cell says, or why that is not known, for the reader of the file. */
export type Cell = { text: string; wrong?: undefined } | { text?: undefined; wrong: string };

const NO_RESULT = '公式没有算出的结果：请用 Excel 打开并保存，或把公式粘贴成数值，再导入';
const A_DATE = '这一格是日期，不是文本：请把这一列设为文本格式，重新填写';
const OTHERWISE = '这一格是数字，显示的和实际存的不一样：请把这一列设为文本格式，重新填写';
const ROUNDED = '这一格是科学计数留下的约数，原来的数字已经丢失：请把这一列设为文本格式，重新填写';
const LONGEST_EXACT = 15;
/** Longer numbers are shown as 2.01911E+11; whoever saves that as text and opens it again has six zeros at the end. */
const LONGEST_SHOWN = 11;
const ROUNDED_TO = 10 ** 6;

/** Reads a cell as the person sees it who filled it in, or says what is wrong with it. */
export function readCell(raw: RawCell, shared: Shared): Cell {
  const { type, value } = raw;
  if (type === 'inlineStr') return { text: raw.inline ?? '' };
  if (raw.hasFormula && (type === 'str' ? value === undefined : !value)) return { wrong: NO_RESULT };
  if (value === undefined || value === '') return { text: '' };
  if (type === 'str') return { text: unescaped(value) };
  if (type === 's') return { text: sharedString(value, shared) };
  if (type === 'e') return { wrong: `这一格是错误值 ${value.slice(0, 20)}` };
  if (type === 'b') return { wrong: `这一格是逻辑值 ${value === '1' ? 'TRUE' : 'FALSE'}，不是文本` };
  if (type === 'd') return { wrong: A_DATE };
  if (type !== 'n') throw broken();
  return readNumber(value, shared.displays[raw.look] ?? 'plain');
}

function sharedString(place: string, { strings }: Shared): string {
  const text = /^\s*\d+\s*$/.test(place) ? strings[Number(place)] : undefined;
  if (text === undefined) throw broken();
  return text;
}

/** A whole number of up to 15 digits is what was typed; of longer ones Excel has made the last digits zeros. */
function readNumber(value: string, display: Display): Cell {
  const number = Number(value);
  if (!Number.isFinite(number)) throw broken();
  if (display === 'date') return { wrong: A_DATE };
  if (display === 'otherwise') return { wrong: OTHERWISE };
  if (!Number.isInteger(number)) return { wrong: `这一格是数字 ${number}，不是整数：请把这一列设为文本格式，重新填写` };
  const size = Math.abs(number);
  if (size >= 10 ** LONGEST_SHOWN && size % ROUNDED_TO === 0) return { wrong: ROUNDED };
  if (size >= 10 ** LONGEST_EXACT) {
    return { wrong: `这一格是超过 ${LONGEST_EXACT} 位的数字，后面几位已经丢失：请把这一列设为文本格式，重新填写` };
  }
  const padded = display === 'plain' ? String(size) : String(size).padStart(display.digits, '0');
  return { text: number < 0 ? `-${padded}` : padded };
}
