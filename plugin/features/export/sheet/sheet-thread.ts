import { startThread } from '../../../kernel/thread';
import type { SheetRow } from './plan';
import type { Answered, Begun, Told } from './thread';

/** Of the thread's own heap. */
const MEGABYTES = 128;

/** A file in the making, in a thread of its own: opening, wording, packing and sealing hold nobody up. */
export class SheetThread {
  private readonly worker;
  private broken: Error | undefined;
  private waiting: { resolve(answered: Answered): void; reject(error: Error): void } | undefined;

  constructor(begun: Begun) {
    this.worker = startThread(require.resolve('./thread'), begun, MEGABYTES);
    this.worker.on('message', (answered: Answered) => this.waiting?.resolve(answered));
    this.worker.on('error', (error) => this.fail(error));
    this.worker.on('exit', () => this.fail(new Error('the thread that makes a file ended before it was done')));
  }

  /** Adds rows. Answers the parts of the file that were filled meanwhile; wait for it before the next call. */
  add(rows: SheetRow[]): Promise<Answered> {
    return this.ask({ rows });
  }

  /** Ends the file. Answers its last parts and its size. */
  end(): Promise<Answered> {
    return this.ask({ end: true });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private ask(told: Told): Promise<Answered> {
    return new Promise((resolve, reject) => {
      if (this.broken) return reject(this.broken);
      this.waiting = { resolve, reject };
      this.worker.postMessage(told);
    });
  }

  private fail(error: Error): void {
    this.broken ??= error;
    this.waiting?.reject(this.broken);
  }
}
