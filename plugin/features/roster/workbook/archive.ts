import { crc32, createInflateRaw } from 'node:zlib';
import { type Entry, LARGEST_INFLATED, readDirectory } from './directory';
import { broken, tooMuch, Unreadable } from './unreadable';

const LOCAL_MARK = 0x04034b50;
const LOCAL_SIZE = 30;
const STORED = 0;
const DEFLATED = 8;
const PIECE = 256 * 1024;

/** A ZIP archive in memory whose files are inflated piece by piece, and never beyond what they declare. */
export class Archive {
  private readonly entries: Map<string, Entry>;
  private inflated = 0;

  /** Throws {@link Unreadable} as {@link readDirectory} does. */
  constructor(private readonly content: Buffer) {
    this.entries = readDirectory(content);
  }

  has(path: string): boolean {
    return this.entries.has(path.toLowerCase());
  }

  /** The text of a file, a piece at a time. Throws {@link Unreadable} where it is not there, not whole, or not UTF-8. */
  async *text(path: string): AsyncGenerator<string> {
    const entry = this.entries.get(path.toLowerCase());
    if (!entry) throw broken();
    const decoder = new TextDecoder('utf-8', { fatal: true });
    try {
      for await (const piece of this.pieces(entry)) yield decoder.decode(piece, { stream: true });
      yield decoder.decode();
    } catch (error) {
      throw isOfBadData(error) ? broken() : error;
    }
  }

  private async *pieces(entry: Entry): AsyncGenerator<Buffer> {
    let [size, crc] = [0, 0];
    for await (const piece of inflate(entry, this.packed(entry))) {
      size += piece.length;
      this.inflated += piece.length;
      if (size > entry.size) throw broken();
      if (this.inflated > LARGEST_INFLATED) throw tooMuch('解压后的内容太多');
      crc = crc32(piece, crc);
      yield piece;
    }
    if (size !== entry.size || crc !== entry.crc) throw broken();
  }

  private packed({ offset, packedSize }: Entry): Buffer {
    const { content } = this;
    if (offset + LOCAL_SIZE > content.length || content.readUInt32LE(offset) !== LOCAL_MARK) throw broken();
    const start = offset + LOCAL_SIZE + content.readUInt16LE(offset + 26) + content.readUInt16LE(offset + 28);
    if (start + packedSize > content.length) throw broken();
    return content.subarray(start, start + packedSize);
  }
}

function inflate({ method }: Entry, packed: Buffer): AsyncIterable<Buffer> | Iterable<Buffer> {
  if (method === STORED) return inPieces(packed);
  if (method !== DEFLATED) throw broken();
  const stream = createInflateRaw({ chunkSize: PIECE });
  stream.end(packed);
  return stream;
}

function* inPieces(content: Buffer): Generator<Buffer> {
  for (let at = 0; at < content.length; at += PIECE) yield content.subarray(at, at + PIECE);
}

/** What zlib and the decoder say of bytes that are not what they should be. */
function isOfBadData(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return !(error instanceof Unreadable) && /^(Z_|ERR_ENCODING_)/.test(code);
}
