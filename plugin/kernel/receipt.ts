import { randomInt } from 'node:crypto';

/** Without letters that are mistaken for digits when read out on the telephone. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What {@link createReceipt} makes, as a JSON Schema's pattern. */
export const RECEIPT_PATTERN = `^[${LETTERS}]{3}(-[${LETTERS}]{3}){3}$`;

/** A number to quote on the telephone: twelve letters in threes, such as `7KM-4QX-9TB-R2D`. */
export function createReceipt(): string {
  const letters = Array.from({ length: 12 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return letters.replace(/(...)(?=.)/g, '$1-');
}
