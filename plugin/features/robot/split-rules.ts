import { PROTOCOLS } from './protocol-rules';
import type { RobotKind } from './schema';

/** A group is not flooded: what is longer than this is cut, and says so. */
const MOST_PARTS = 10;
/** For the number of a part: （10/10） and a line end, however bytes are counted. */
const RESERVED = 24;
const CUT = '…内容太长，其余请在校本化里看。';
/** Where a line that is too long by itself is best broken. */
const BREAKS = /[、，；。]/;

/**
 * A text as the messages that a program takes: broken at line ends where it is too long, each part numbered. Signs by
 * which programs would call people out of a text are made harmless.
 */
export function splitText(kind: RobotKind, text: string): string[] {
  const { mostBytes, size } = PROTOCOLS[kind];
  const harmless = text.replace(/</g, '＜').replace(/\r\n?/g, '\n').trim();
  if (size(harmless) <= mostBytes) return [harmless];
  const room = { size, most: mostBytes - RESERVED };
  const parts = joinLines(
    harmless.split('\n').flatMap((line) => breakLine(line, room)),
    room,
  );
  const kept = parts.length > MOST_PARTS ? [...parts.slice(0, MOST_PARTS - 1), CUT] : parts;
  return kept.map((part, index) => `（${index + 1}/${kept.length}）${part}`);
}

interface Room {
  size(text: string): number;
  most: number;
}

function joinLines(lines: readonly string[], { size, most }: Room): string[] {
  const parts: string[][] = [];
  let used = 0;
  for (const line of lines) {
    const bytes = size(`\n${line}`);
    if (parts.length > 0 && used + bytes <= most) parts.at(-1)?.push(line);
    else parts.push([line]);
    used = parts.at(-1)?.length === 1 ? bytes : used + bytes;
  }
  return parts.map((part) => part.join('\n')).filter((part) => part.trim() !== '');
}

/** A line in pieces that fit; never within a letter that is more than one unit of the text. */
function breakLine(line: string, { size, most }: Room): string[] {
  const lineEnd = size('\n');
  if (size(line) + lineEnd <= most) return [line];
  const pieces: string[] = [];
  let piece = '';
  let used = lineEnd;
  for (const letter of line) {
    if (used + size(letter) > most) {
      const [head, rest] = breakPiece(piece);
      pieces.push(head);
      piece = rest;
      used = size(rest) + lineEnd;
    }
    piece += letter;
    used += size(letter);
  }
  return [...pieces, piece];
}

/** The part before the last good place to break, and what is left over for the next one. */
function breakPiece(piece: string): [head: string, rest: string] {
  const letters = [...piece];
  const place = letters.findLastIndex((letter) => BREAKS.test(letter));
  if (place < letters.length / 2) return [piece, ''];
  return [letters.slice(0, place + 1).join(''), letters.slice(place + 1).join('')];
}
