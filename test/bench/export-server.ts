import { monitorEventLoopDelay } from 'node:perf_hooks';
import express from 'express';
import { createCheckin } from '../../plugin';

/** What the process of the module saw of itself. */
export interface Seen {
  /** Bytes. */
  idle: number;
  peak: number;
  /** Milliseconds of the event loop's delay. */
  p99: number;
  longest: number;
  /** Milliseconds of a processor's time, all threads together. */
  cpu: number;
}

/** Milliseconds of a processor's time that this process has had since it began. */
function cpuOf(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const EVERY_MS = 10;
const PAUSE_MS = 600_000;

/** The module in a process that watches itself from the message `begin` to the message `end`. */
async function main(): Promise<void> {
  const checkin = await createCheckin(process.env);
  const server = express()
    .use(checkin.router)
    .listen(Number(process.env.PORT), '127.0.0.1', () => process.send?.('ready'));
  // No connection is closed just when a client that paused sends its next request over it.
  server.keepAliveTimeout = PAUSE_MS;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let [idle, peak, cpu] = [0, 0, 0];
  setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, EVERY_MS);
  process.on('message', (told) => {
    if (told === 'begin') {
      idle = process.memoryUsage.rss();
      peak = idle;
      cpu = cpuOf();
      delay.reset();
      delay.enable();
      return;
    }
    delay.disable();
    const seen: Seen = {
      idle,
      peak,
      p99: delay.percentile(99) / 1e6,
      longest: delay.max / 1e6,
      cpu: cpuOf() - cpu,
    };
    process.send?.(seen);
  });
}

void main();
