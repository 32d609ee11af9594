import { startThread } from '../../../kernel/thread';
import type { SheetPage } from './plan';
import type { Answered, Begun, Told } from './thread';

/** Of the thread's own heap. */
const MEGABYTES = 128;

/** A file in the making, in a thread of its own: opening, wording, packing and sealing hold nobody up. */
export class SheetThread {
  private readonly worker;
  private broken: Error | undefined;
  private readonly waiting: { resolve(answered: Answered): void; reject(error: Error): void }[] = [];

  constructor(begun: Begun) {
    this.worker = startThread(require.resolve('./thread'), begun, MEGABYTES);
    this.worker.on('message', (answered: Answered) => this.waiting.shift()?.resolve(answered));
    this.worker.on('error', (error) => this.fail(error));
    this.worker.on('exit', () => this.fail(new Error('the thread that makes a file ended before it was done')));
  }

  /**
   * Adds a page. Answers the parts of the file that were filled meanwhile. A few may be under way, so that the thread never
   * waits; answers come in their order.
   */
  add(page: SheetPage): Promise<Answered> {
    return this.ask({ page });
  }

  /** Ends the file. Answers its last parts and its size. */
  end(): Promise<Answered> {
    return this.ask({ end: true });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private ask(told: Told): Promise<Answered> {
    const answered = new Promise<Answered>((resolve, reject) => {
      if (this.broken) return reject(this.broken);
      this.waiting.push({ resolve, reject });
      this.worker.postMessage(told);
    });
    // Whoever has given up meanwhile does not ask any more.
    answered.catch(() => {});
    return answered;
  }

  private fail(error: Error): void {
    this.broken ??= error;
    for (const { reject } of this.waiting.splice(0)) reject(this.broken);
  }
}
