import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';

/** Of a pause in which nobody else has work to do: about as long as it takes to see that. */
const SHORTEST_MS = 1;
const LONGEST_MS = 500;
/** Above this share of a pause the event loop is taken for busy with others. */
const BUSY = 0.5;
/** So many times as long as a piece of work took, the others come first at most: it has a ninth of the time. */
const MOST_TIMES = 8;

/**
 * Lets work that nobody waits for stand back behind what people wait for: it goes on at once while the event loop is idle
 * otherwise, and slower and slower while it is not. A single request in a short pause costs it but a moment.
 */
export class Pace {
  private times = 0;
  private begun = performance.now();

  /** Called after each piece of work. Whatever is to be waited for before the next one is waited for in the same pause. */
  async rest<T>(meanwhile?: Promise<T>): Promise<T | undefined> {
    const took = performance.now() - this.begun;
    const before: EventLoopUtilization = performance.eventLoopUtilization();
    await wait(Math.max(SHORTEST_MS, Math.min(took * this.times, LONGEST_MS)));
    const awaited = await meanwhile;
    const isBusy = performance.eventLoopUtilization(before).utilization > BUSY;
    this.times = isBusy ? Math.min(Math.max(this.times * 2, 1), MOST_TIMES) : 0;
    this.begun = performance.now();
    return awaited;
  }
}
