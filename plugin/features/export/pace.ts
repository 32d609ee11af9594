import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';

/** Of a pause in which nobody else has work to do: about as long as it takes to see that. */
const SHORTEST_MS = 1;
const LONGEST_MS = 500;
/** Above this share of a pause the event loop is taken for busy with others. */
const BUSY = 0.5;
/** So many times as long as a piece of work took, the others come first: it has a sixth of the time. */
const TIMES = 5;

/**
 * Lets work that nobody waits for stand back behind what people wait for: it goes on at once while the event loop is idle
 * otherwise, and slowly while it is not.
 */
export class Pace {
  private isBusy = false;
  private begun = performance.now();

  /** Called after each piece of work. */
  async rest(): Promise<void> {
    const took = performance.now() - this.begun;
    const before: EventLoopUtilization = performance.eventLoopUtilization();
    await wait(this.isBusy ? Math.min(took * TIMES, LONGEST_MS) : SHORTEST_MS);
    this.isBusy = performance.eventLoopUtilization(before).utilization > BUSY;
    this.begun = performance.now();
  }
}
