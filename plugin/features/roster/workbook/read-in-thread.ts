import { on } from 'node:events';
import { startThread } from '../../../kernel/thread';
import { RosterRefused, refused } from '../refusal';
import type { RosterFile, Sheet } from '../schema';
import type { Told } from './thread';

/** What the reading of one workbook may take. */
export interface ThreadLimits {
  /** Of the thread's own heap. */
  megabytes: number;
  milliseconds: number;
}

const LIMITS: ThreadLimits = { megabytes: 256, milliseconds: 60_000 };

/**
 * Reads a workbook in a thread of its own, so that whatever is in it holds nobody up and ends with the thread; the thread
 * reads on when a piece has been taken. Throws `RosterRefused` when it cannot be read, or not within the limits.
 */
export async function* readInThread(file: RosterFile, limits = LIMITS): AsyncGenerator<Sheet> {
  const { name, content } = file;
  const worker = startThread(require.resolve('./thread'), { name, content }, limits.megabytes);
  const messages = on(worker, 'message', { close: ['exit'] });
  try {
    for (let left = limits.milliseconds; ; ) {
      const begun = performance.now();
      const told = await within(left, messages.next(), () =>
        beyond(file, `${limits.milliseconds / 1000} 秒还没有读完`),
      );
      left -= performance.now() - begun;
      if (told.done) throw new Error('the thread that reads a workbook ended before it was done');
      const [message] = told.value as [Told];
      if ('done' in message) return;
      if ('refused' in message) throw new RosterRefused(message.refused);
      yield message.piece;
      worker.postMessage('taken');
    }
  } catch (error) {
    throw isOutOfMemory(error as Error) ? beyond(file, '内容太多，内存放不下') : error;
  } finally {
    await worker.terminate();
  }
}

/** What comes within some milliseconds, or the error that says that it did not. */
async function within<T>(milliseconds: number, promise: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), milliseconds);
  });
  try {
    return await Promise.race([promise, expired]);
  } finally {
    clearTimeout(timer);
  }
}

function beyond({ name }: RosterFile, what: string): RosterRefused {
  return refused(name, 0, `${what}，没有读取：请只留下“学生”和“教职工”两个工作表，清除空行的格式，再导入`);
}

function isOutOfMemory(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
}
