import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { Problem } from '../problem';

/** How much an operation takes in files, all together. */
export interface UploadLimit {
  files: number;
  megabytes: number;
}

/** A file as it comes in. It has to be read, or given up, before the next one. */
export interface UploadedFile {
  /** As the sender calls it, without folders. */
  name: string;
  bytes: AsyncIterable<Buffer>;
}

const MB = 1024 * 1024;
/** What is around the files: names, headers, and the fields before them. */
const AROUND = 256 * 1024;
const LONGEST_NAME = 200;

/**
 * The fields of a `multipart/form-data` form as far as the first file; the files are read as they come, until the request
 * is answered. Throws 400, 413 and 415.
 */
export async function openForm(
  request: IncomingMessage,
  response: ServerResponse,
  limit: UploadLimit,
): Promise<IncomingForm> {
  const length = Number(request.headers['content-length'] ?? 0);
  if (length > limit.megabytes * MB + AROUND) throw tooLarge(limit);
  const form = new IncomingForm(request, createParser(request.headers, limit), limit);
  response.once('finish', () => form.close());
  await form.readFields();
  return form;
}

function createParser(headers: IncomingHttpHeaders, { files }: UploadLimit): BusboyInstance {
  const type = headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*(;|$)/i.test(type))
    throw new Problem('unsupported-type', { detail: '请求的内容类型应当是 multipart/form-data' });
  // An empty file field counts as a file too.
  const limits = {
    files: files + 4,
    fields: 32,
    parts: files + 40,
    fieldNameSize: 100,
    fieldSize: 4096,
    headerPairs: 32,
  };
  try {
    return new Busboy({ headers: headers as BusboyHeaders, limits, fileHwm: 64 * 1024 });
  } catch {
    throw malformed();
  }
}

/** A form with files on its way in. */
export class IncomingForm {
  private readonly given = new Map<string, string>();
  private readonly waiting: { name: string; stream: Readable }[] = [];
  private reading: Readable | undefined;
  private received = 0;
  private isWhole = false;
  private failure: Problem | undefined;
  private wake: () => void = () => undefined;

  constructor(
    private readonly request: IncomingMessage,
    private readonly parser: BusboyInstance,
    private readonly limit: UploadLimit,
  ) {
    parser.on('field', (name, value, nameIsCut, valueIsCut) => {
      if (nameIsCut || valueIsCut) this.fail(tooLarge(limit));
      else this.given.set(name, value);
    });
    parser.on('file', (_field, stream, name) => this.take(stream, name));
    for (const event of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const)
      parser.on(event, () => this.fail(malformed('表单里的内容太多')));
    parser.once('error', () => this.fail(malformed()));
    parser.once('finish', () => {
      this.isWhole = true;
      this.wake();
    });
    request.once('error', () => this.fail(malformed()));
    request.once('close', () => {
      if (!request.complete) this.fail(malformed());
    });
    request.pipe(parser);
  }

  /** The fields that came before the first file. */
  get fields(): Record<string, string> {
    return Object.fromEntries(this.given);
  }

  /** Waits for what comes before the first file. */
  async readFields(): Promise<void> {
    while (!this.isWhole && this.waiting.length === 0) await this.more();
  }

  /** The files, one after the other. Throws 413 where they are more than the limit, and 400 where they break off. */
  async *files(): AsyncGenerator<UploadedFile> {
    for (let count = 1; ; count += 1) {
      await this.readFields();
      const next = this.waiting.shift();
      if (!next) return;
      if (count > this.limit.files) throw malformed(`最多可以上传 ${this.limit.files} 个文件`);
      this.reading = next.stream;
      yield { name: next.name, bytes: this.bytesOf(next.stream) };
      next.stream.resume();
    }
  }

  /** Takes no more: what still comes is thrown away, up to as much again as would have been taken. */
  close(): void {
    const { request, limit } = this;
    if (this.isWhole) return;
    request.unpipe(this.parser);
    let left = limit.megabytes * MB;
    request.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) request.destroy();
    });
    request.resume();
  }

  private async *bytesOf(stream: Readable): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        this.received += chunk.length;
        if (this.received > this.limit.megabytes * MB) throw tooLarge(this.limit);
        yield chunk;
      }
    } catch (error) {
      // The parser has an error of its own for a file that breaks off.
      throw error instanceof Problem ? error : malformed();
    }
  }

  /** A field that nobody put a file into has no name. */
  private take(stream: Readable, name: string | undefined): void {
    // Whoever reads it hears of it; nobody may be reading yet.
    stream.on('error', () => undefined);
    if (!name) return void stream.resume();
    this.waiting.push({ name: [...name].slice(-LONGEST_NAME).join(''), stream });
    this.wake();
  }

  private more(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.wake = () => (this.failure ? reject(this.failure) : resolve());
      if (this.failure) reject(this.failure);
    });
  }

  private fail(problem: Problem): void {
    this.failure ??= problem;
    this.reading?.destroy(this.failure);
    this.wake();
  }
}

function tooLarge({ megabytes }: UploadLimit): Problem {
  return new Problem('too-large', { detail: `文件一共不能超过 ${megabytes} MB` });
}

function malformed(detail = '文件没有完整送达，请重新上传'): Problem {
  return new Problem('malformed-request', { detail });
}
