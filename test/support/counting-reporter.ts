import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** What one run of mocha came to. `failed` includes hooks that failed. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const LINGER_MS = 10_000;

/** Mocha's usual output, and the counts as JSON in the file that `CHECKIN_TEST_RESULT` names. */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      const counts: Counts = { passed: passes, failed: failures, skipped: pending };
      const file = process.env.CHECKIN_TEST_RESULT;
      if (file) writeFileSync(file, JSON.stringify(counts));
      refuseToLinger();
    });
  }
}

/** A process that outlives its tests has left something open: say what, rather than hang. */
function refuseToLinger(): void {
  const timer = setTimeout(() => {
    console.error(
      `Still open ${LINGER_MS / 1000} s after the last test: ${process.getActiveResourcesInfo().join(', ')}`,
    );
    process.exit(1);
  }, LINGER_MS);
  timer.unref();
}
