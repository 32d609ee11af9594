import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Loaded before a server that is measured: on SIGUSR2 it notes how long its event loop was held at most, and forgets it. */
const watch = monitorEventLoopDelay({ resolution: 1 });
watch.enable();
process.on('SIGUSR2', () => {
  writeFileSync(process.env.BENCH_HOLD_FILE ?? '/dev/null', String(watch.max / 1e6));
  watch.reset();
});
