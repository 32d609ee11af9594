import { broken, tooMuch } from './unreadable';

/** A tag or text that goes on for longer is no workbook's; the parser would look through it again at every piece. */
const LONGEST_TOKEN = 4 * 1024 * 1024;
const DEEPEST = 100;

/** What is told of an XML document as it is read. Names are without their prefix: writers choose it freely. */
export interface XmlReader {
  /** `attributes` are read when asked for, with their prefixes. An element that is `empty` is not closed again. */
  open(name: string, attributes: () => Record<string, string>, empty: boolean): void;
  close?(name: string): void;
  text?(text: string): void;
}

/**
 * Reads a document piece by piece; yields after each, so that whoever reads along can pause. Entities other than XML's
 * own are not known, and a document type is refused. Throws `Unreadable` when it is not well-formed.
 */
export async function* readXml(pieces: AsyncIterable<string>, reader: XmlReader): AsyncGenerator<void> {
  let unread = 0;
  const parser = await createParser(reader, () => {
    unread = 0;
  });
  for await (const piece of pieces) {
    unread += piece.length;
    parser.write(piece);
    if (unread > LONGEST_TOKEN) throw tooMuch('内容太长');
    yield;
  }
  parser.end();
}

/** {@link readXml} for a document that is read in one go. */
export async function readWholeXml(pieces: AsyncIterable<string>, reader: XmlReader): Promise<void> {
  for await (const _ of readXml(pieces, reader));
}

async function createParser(reader: XmlReader, onProgress: () => void) {
  const { Parser } = await import('saxen');
  const refuse = () => {
    throw broken();
  };
  const parser = new Parser().on('error', refuse).on('attention', refuse);
  let depth = 0;
  parser.on('openTag', (name, getAttributes, _decode, empty) => {
    onProgress();
    if (!empty) depth += 1;
    if (depth > DEEPEST) refuse();
    reader.open(local(name), () => decodedAll(getAttributes()), empty);
  });
  parser.on('closeTag', (name, _decode, empty) => {
    if (empty) return;
    depth -= 1;
    reader.close?.(local(name));
  });
  parser.on('text', (text) => reader.text?.(decoded(text)));
  parser.on('cdata', (text) => reader.text?.(text));
  return parser;
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function decodedAll(attributes: Record<string, string> | false): Record<string, string> {
  if (!attributes) throw broken();
  for (const [name, value] of Object.entries(attributes)) attributes[name] = decoded(value);
  return attributes;
}

const ENTITY = /&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi;
const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const HIGHEST = 0x10ffff;

/** The parser's own decoding cuts characters beyond the first plane in half: rare ones, but they are in names. */
function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(ENTITY, (_, hex?: string, decimal?: string, name?: string) => {
    if (name) return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? '') : refuseEntity();
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= HIGHEST ? String.fromCodePoint(code) : refuseEntity();
  });
}

function refuseEntity(): never {
  throw broken();
}
