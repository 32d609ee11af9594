import { broken } from './unreadable';

/** Where a cell stands, both counted from 1. */
export interface Place {
  row: number;
  column: number;
}

/** Cells from one corner to the other. */
export interface Range {
  from: Place;
  to: Place;
}

const LAST_ROW = 1_048_576;
const LAST_COLUMN = 16_384;
const BEFORE_A = 64;

/** Reads `C5`. Throws `Unreadable` for what is no place on a sheet. */
export function placeOf(reference: string): Place {
  const [, letters = '', digits = ''] = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/i.exec(reference) ?? [];
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - BEFORE_A;
  if (column < 1 || column > LAST_COLUMN) throw broken();
  return { row: rowOf(digits), column };
}

/** Reads the number of a row. */
export function rowOf(digits: string): number {
  const row = /^\d{1,7}$/.test(digits) ? Number(digits) : 0;
  if (row < 1 || row > LAST_ROW) throw broken();
  return row;
}

/** Reads `A3:A5`. */
export function rangeOf(reference: string): Range {
  const [from = '', to = from] = reference.split(':');
  return { from: placeOf(from), to: placeOf(to) };
}
