import { once } from 'node:events';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { RosterRefused } from '../refusal';
import type { RosterFile, RowError, Sheet } from '../schema';
import { readWorkbook } from './read-workbook';

/** What the thread tells: a part of a sheet; at the end that all is read, or why nothing is. */
export type Told = { piece: Sheet } | { done: true } | { refused: RowError[] };

/** Tells of each piece, and reads on when it has been taken: no more than one is ever under way. */
async function tell(port: MessagePort, { name, content }: RosterFile): Promise<void> {
  const say = (told: Told) => port.postMessage(told);
  try {
    // What arrives is a plain array of bytes.
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
    for await (const piece of readWorkbook({ name, content: bytes })) {
      const taken = once(port, 'message');
      say({ piece });
      await taken;
    }
    say({ done: true });
  } catch (error) {
    if (!(error instanceof RosterRefused)) throw error;
    say({ refused: error.errors });
  }
  port.close();
}

if (parentPort) void tell(parentPort, workerData as RosterFile);
