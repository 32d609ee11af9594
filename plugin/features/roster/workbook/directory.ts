import { broken, tooMuch, Unreadable } from './unreadable';

/** A file in an archive, as the archive's directory declares it. */
export interface Entry {
  name: string;
  /** 0 stored, 8 deflated. */
  method: number;
  crc: number;
  packedSize: number;
  size: number;
  /** Where its local header begins. */
  offset: number;
}

const MOST_ENTRIES = 1000;
const MB = 1024 * 1024;
/** Read piece by piece, so that this costs time and not memory; a million formatted rows are 300 MB. */
export const LARGEST_INFLATED = 512 * MB;
const HIGHEST_RATIO = 250;

const END_MARK = Buffer.from('PK\x05\x06');
const END_SIZE = 22;
const LONGEST_COMMENT = 65_535;
const ENTRY_MARK = 0x02014b50;
const ENTRY_SIZE = 46;
const ENCRYPTED = 1;
const ZIP64 = 0x0001;
const IN_ZIP64 = 0xffffffff;

/**
 * The directory of a ZIP archive, by path in lower case. Refuses, before anything is inflated, what declares more than a
 * roster can be, what is encrypted, and a directory that contradicts itself.
 */
export function readDirectory(content: Buffer): Map<string, Entry> {
  const entries = listEntries(content);
  const sum = (pick: (entry: Entry) => number) => entries.reduce((total, entry) => total + pick(entry), 0);
  if (sum(({ size }) => size) > LARGEST_INFLATED) throw tooMuch(`解压后超过 ${LARGEST_INFLATED / MB} MB`);
  if (entries.some(({ size, packedSize }) => size > MB && size > packedSize * HIGHEST_RATIO))
    throw tooMuch(`压缩比超过 ${HIGHEST_RATIO} 倍`);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  // Entries that share their bytes are how a small file declares a huge one; two of one name, how it shows two faces.
  if (sum(({ packedSize }) => packedSize) > content.length || byName.size !== entries.length) throw broken();
  return byName;
}

function listEntries(content: Buffer): Entry[] {
  const tail = Math.max(0, content.length - END_SIZE - LONGEST_COMMENT);
  const end = content.subarray(tail).lastIndexOf(END_MARK);
  if (end < 0) throw broken();
  try {
    const count = content.readUInt16LE(tail + end + 10);
    if (count > MOST_ENTRIES) throw tooMuch(`里面有 ${count} 个文件`);
    const entries: Entry[] = [];
    for (let at = content.readUInt32LE(tail + end + 16); entries.length < count; ) {
      const { entry, next } = readEntry(content, at);
      entries.push(entry);
      at = next;
    }
    return entries;
  } catch (error) {
    if (error instanceof RangeError) throw broken();
    throw error;
  }
}

function readEntry(content: Buffer, at: number): { entry: Entry; next: number } {
  if (content.readUInt32LE(at) !== ENTRY_MARK) throw broken();
  if (content.readUInt16LE(at + 8) & ENCRYPTED) throw new Unreadable('工作簿加了密码：请取消密码后另存，再导入');
  const nameEnd = at + ENTRY_SIZE + content.readUInt16LE(at + 28);
  const extraEnd = nameEnd + content.readUInt16LE(at + 30);
  const name = content.toString('utf8', at + ENTRY_SIZE, nameEnd);
  const declared = [24, 20, 42].map((place) => content.readUInt32LE(at + place));
  const [size = 0, packedSize = 0, offset = 0] = inFull(declared, content.subarray(nameEnd, extraEnd));
  const [method, crc] = [content.readUInt16LE(at + 10), content.readUInt32LE(at + 16)];
  const entry = { name: name.replaceAll('\\', '/').toLowerCase(), method, crc, packedSize, size, offset };
  return { entry, next: extraEnd + content.readUInt16LE(at + 32) };
}

/** Streaming writers put 64-bit sizes into an extra field, even for small files. */
function inFull(declared: number[], extra: Buffer): number[] {
  if (!declared.includes(IN_ZIP64)) return declared;
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== ZIP64) continue;
    let place = at + 4;
    return declared.map((value) => {
      if (value !== IN_ZIP64) return value;
      place += 8;
      return Number(extra.readBigUInt64LE(place - 8));
    });
  }
  throw broken();
}
