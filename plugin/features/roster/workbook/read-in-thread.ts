import type { Worker } from 'node:worker_threads';
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
 * Reads a workbook in a thread of its own, so that whatever is in it holds nobody up and ends with the thread. Throws
 * `RosterRefused` when it cannot be read, or not within the limits.
 */
export async function readInThread(file: RosterFile, limits = LIMITS): Promise<Sheet[]> {
  const { name, content } = file;
  const worker = startThread(require.resolve('./thread'), { name, content }, limits.megabytes);
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Sheet[]>((resolve, reject) => {
      timer = setTimeout(() => reject(beyond(file, `${limits.milliseconds / 1000} 秒还没有读完`)), limits.milliseconds);
      worker.on('error', (error) => reject(isOutOfMemory(error) ? beyond(file, '内容太多，内存放不下') : error));
      worker.on('exit', () => reject(new Error('the thread that reads a workbook ended before it was done')));
      collect(worker, resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

/** Puts the pieces of each sheet together, each in a turn of its own. */
function collect(worker: Worker, resolve: (sheets: Sheet[]) => void, reject: (error: Error) => void): void {
  const sheets = new Map<string, Sheet>();
  worker.on('message', (told: Told) => {
    if ('refused' in told) reject(new RosterRefused(told.refused));
    else if ('done' in told) resolve([...sheets.values()]);
    else {
      const { file, rows, errors } = told.piece;
      const sheet = sheets.get(file);
      if (!sheet) sheets.set(file, told.piece);
      for (const row of sheet ? rows : []) sheet?.rows.push(row);
      for (const error of sheet ? errors : []) sheet?.errors.push(error);
      worker.postMessage('taken');
    }
  });
}

function beyond({ name }: RosterFile, what: string): RosterRefused {
  return refused(name, 0, `${what}，没有读取：请只留下“学生”和“教职工”两个工作表，清除空行的格式，再导入`);
}

function isOutOfMemory(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
}
